/** A pretend Gumroad over real HTTP, as strict as the platform's own public source. Start it with `bin/selvage fakes`. */
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { commonFaults, type FakePlatform, type FakeReply, type FakeRequest, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { answerApi, Throttle } from './fake/answer.ts'
import { controlVerbs } from './fake/control.ts'
import { refusalFor } from './fake/manners.ts'
import { consent, token } from './fake/oauth.ts'
import { frontPages } from './fake/pages/front.ts'
import { page } from './fake/pages/layout.ts'
import { sellerPages } from './fake/pages/seller.ts'
import { pingsOf } from './fake/pings.ts'
import { Shop } from './fake/shop.ts'
import { newState, type State } from './fake/state.ts'
import { answerStore } from './fake/store.ts'
import { judge, matchAt, patternOf, Uses } from './fake/validate.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  html: 'Answers with a page in HTML without acting: 503, or the status in `value`',
  revoked: 'No token lives: the seller has taken the application’s access away',
  unconfirmed: 'The seller’s own address is not confirmed: nothing goes on sale',
  'no-payouts': 'The seller has not said where she is to be paid: nothing goes on sale',
  'late-files': 'The file that was put last is not listed yet',
  'unmeasured-files': 'Files are not measured yet: their size is null',
  'no-currency': 'Sales do not name their currency, as before 2026',
  'loopback-guard': 'As it comes: no message is sent to an address of this computer',
  'hooks-dead': 'No message is sent',
  'http-callback': 'The consent page takes any address of this computer, as if it were registered (tests and demo)',
}

/** A part of 100 MB and what is around it. */
const maxBodyBytes = 110 * 1024 * 1024

interface Parts {
  readonly throttle: Throttle
  readonly uses: Uses
}

async function answer(shop: Shop, parts: Parts, request: FakeRequest): Promise<FakeReply> {
  const { path, method } = request
  if (path === '/oauth/token' && method === 'POST') return token(shop, request)
  if (path.startsWith('/v2/') || path === '/oauth/token/info') return answerApi(shop, request, parts)
  const stored = await answerStore(shop, request)
  if (stored !== null) {
    const match = matchAt(method, path)
    if (match !== null) parts.uses.note(match, judge(match, request))
    return stored
  }
  const found = consent(shop, request) ?? sellerPages(shop, request) ?? (await frontPages(shop, request))
  return found ?? page(shop, 'Page not found', '<h1>Nothing is here</h1><p><a href="/">See the products</a></p>', 404)
}

/** Names for the count of requests: the operation's pattern, or the kind of page. */
const routeOf = (_method: string, path: string): string =>
  patternOf(path) ??
  (path === '/' ? '/' : /^\/(oauth|l|d|products|customers|settings|public)\b/.test(path) ? `/${path.split('/')[1]}` : '/{unknown}')

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const shop = new Shop(saved ?? newState(options.seed), options.stateDir)
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const pings = pingsOf(shop)
  const parts: Parts = { throttle: new Throttle(shop), uses: new Uses() }
  const platform: FakePlatform = {
    routeOf,
    handle: (request, switches) => {
      shop.faults = switches
      return answer(shop, parts, request)
    },
    tooLarge: () => ({
      status: 413,
      headers: { 'content-type': 'text/html' },
      body: '<html><body><h1>413 Request Entity Too Large</h1></body></html>',
    }),
    refusal: refusalFor,
    faultNames: Object.keys(faults),
    maxBodyBytes,
    clock: shop.clock,
    verbs: controlVerbs(shop, pings, parts.uses),
    changed: () => file.changed(),
    stop: async () => {
      pings.stop()
      await file.close()
    },
  }
  return serveFake(options, platform, (url, switches) => {
    shop.url = url
    shop.faults = switches
    pings.start()
  })
}

const fake: Fake = { id: 'gumroad', faults, start }
export default fake
