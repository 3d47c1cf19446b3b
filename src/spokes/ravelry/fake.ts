/** A pretend Ravelry over real HTTP, as strict as its own page says. Start it with `bin/selvage fakes`. */
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { commonFaults, type FakePlatform, type FakeReply, type FakeRequest, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { Limits } from './fake/access.ts'
import { answerApi } from './fake/answer.ts'
import { controlVerbs } from './fake/control.ts'
import { refusalFor } from './fake/manners.ts'
import { oauth } from './fake/oauth.ts'
import { frontPages } from './fake/pages/front.ts'
import { page } from './fake/pages/layout.ts'
import { sellerPages } from './fake/pages/seller.ts'
import { patternOf } from './fake/routes.ts'
import { Shop } from './fake/shop.ts'
import { makeSpecCheck } from './fake/spec.ts'
import { newState, type State } from './fake/state.ts'
import { Uses } from './fake/validate.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  html: 'Answers with a page in HTML without acting: 503, or the status in `value`',
  'slow-answer': 'Answers 504 without acting, as when an answer takes more than ten seconds',
  'too-many': 'Answers 429 without a word of when to come back',
  revoked: 'The personal key is not valid any more',
  'late-files': 'The file that was put last is not listed yet',
  'needs-category': 'A pattern without a category is not published',
}

/** A POST of 50 MB; one that is larger is cut off. */
const maxBodyBytes = 50 * 1024 * 1024

async function answer(shop: Shop, counted: { limits: Limits; uses: Uses }, request: FakeRequest): Promise<FakeReply> {
  const found = oauth(shop, request) ?? (request.path.endsWith('.json') ? await answerApi(shop, request, counted) : null)
  const shown = found ?? sellerPages(shop, request) ?? (await frontPages(shop, request))
  return shown ?? page(shop, 'Page not found', '<h1>Nothing is here</h1><p><a href="/">See the store</a></p>', 404)
}

/** Names for the count of requests: the operation's pattern, or the kind of page. */
const routeOf = (_method: string, path: string): string =>
  patternOf(path) ??
  (path === '/' || /^\/(oauth2|pro|patterns|purchase|dls|stores|photos)\b/.test(path) ? path.replace(/\d+/g, '{id}') : '/{unknown}')

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const shop = new Shop(saved ?? newState(options.seed), options.stateDir)
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const counted = { limits: new Limits(shop), uses: new Uses(makeSpecCheck()) }
  const platform: FakePlatform = {
    routeOf,
    handle: (request, switches) => {
      shop.faults = switches
      return answer(shop, counted, request)
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
    verbs: controlVerbs(shop, counted.uses),
    changed: () => file.changed(),
    stop: () => file.close(),
  }
  return serveFake(options, platform, (url, switches) => {
    shop.url = url
    shop.faults = switches
  })
}

const fake: Fake = { id: 'ravelry', faults, start }
export default fake
