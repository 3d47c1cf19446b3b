/** The ways to where pictures of listings lie. */
import type { ConnectionFacts } from '#hub/connection/read-connections.ts'
import { type Fetch, makeFetch } from '#kit/http.ts'
import type { PictureFetch } from '#kit/picture.ts'
import type { RateRule } from '#kit/shop.ts'
import type { WorkDeps } from './deps.ts'
import type { Reached } from './spoke-context.ts'

/** Other hosts tell no limits, so they are asked as a person looks at a page. */
const politeRule = (host: string): RateRule => ({ key: `pictures ${host}`, perSecond: 4, burst: 4, perDay: null, atOnce: 2 })

/** On the storefront's own host under its own limits, on any other under ours. */
export function waysOf(deps: WorkDeps, { baseUrl }: Pick<ConnectionFacts, 'baseUrl'>, { ctx }: Reached): PictureFetch {
  const known = new Map<string, Fetch>()
  const other = (host: string): Fetch => {
    const fetch =
      known.get(host) ??
      (deps.makeFetch ?? makeFetch)({
        rates: { limiter: deps.rates, rules: [politeRule(host)] },
        requestClass: 'history',
        now: deps.now,
        // The address is the platform's word or a stranger's, so nothing private, on no machine.
        allowPrivate: false,
        log: deps.log,
      })
    known.set(host, fetch)
    return fetch
  }
  return { baseUrl, own: ctx.fetch, other }
}
