/** A pretend Etsy over real HTTP, as strict as its own document and help pages say. Start it with `bin/selvage fakes`. */
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { commonFaults, type FakePlatform, type FakeReply, type FakeRequest, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { Limits } from './fake/access.ts'
import { answerApi } from './fake/answer.ts'
import { controlVerbs } from './fake/control.ts'
import { refusalFor } from './fake/manners.ts'
import { consent, token } from './fake/oauth.ts'
import { frontPages } from './fake/pages/front.ts'
import { page } from './fake/pages/layout.ts'
import { sellerPages } from './fake/pages/seller.ts'
import { patternOf } from './fake/routes.ts'
import { Shop } from './fake/shop.ts'
import { makeSpecCheck } from './fake/spec.ts'
import { newState, type State } from './fake/state.ts'
import { Uses } from './fake/validate.ts'
import { messagesOf } from './fake/webhooks.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  html: 'Answers with a page in HTML without acting: 503, or the status in `value`',
  revoked: 'No token lives and none is renewed: the seller has taken the app’s access away',
  escaped: 'Texts come with HTML entities (issue 446)',
  'late-files': 'The file that was put last is not listed yet',
  'needs-details': 'The category demands a detail that the listing has not',
  'issue-174': 'A change of a listing empties its files',
  'issue-221': 'A change that says type=download is refused: “You must attach at least one file”, although there are files',
  'issue-454': 'A made-to-order download whose last file is taken away becomes physical, too; without the switch only others do',
  'issue-524': 'Of several values in a form that sets a property the last one alone is kept; JSON keeps all',
  'issue-585': 'A made-to-order download becomes an instant one with any change',
  'issue-652': 'The list of orders tells a paid one that nobody placed; by its number it is not found',
  'hooks-dead': 'No webhook is sent',
  'loud-events': 'Webhooks name their events in capitals',
  'two-signatures': 'Webhooks carry two signatures, the first by another secret',
}

/** A file of 20 MB and what is around it; one of 21 must reach the rule that refuses it. */
const maxBodyBytes = 33_554_432

async function answer(shop: Shop, counted: { limits: Limits; uses: Uses }, request: FakeRequest): Promise<FakeReply> {
  const { path, method } = request
  if (path === '/v3/public/oauth/token' && method === 'POST') return token(shop, request)
  if (path.startsWith('/v3/')) return answerApi(shop, request, counted)
  const found = consent(shop, request) ?? sellerPages(shop, request) ?? (await frontPages(shop, request))
  return found ?? page(shop, 'Page not found', '<h1>Nothing is here</h1><p><a href="/">See the shop</a></p>', 404)
}

/** Names for the count of requests: the operation's pattern, or the kind of page. */
const routeOf = (_method: string, path: string): string =>
  patternOf(path) ?? (path === '/' || /^\/(v3\/public|oauth|your|developers)\//.test(path) ? path.replace(/\d+/g, '{id}') : '/{unknown}')

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const shop = new Shop(saved ?? newState(options.seed, Math.floor(Date.now() / 1000)), options.stateDir)
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const messages = messagesOf(shop)
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
    verbs: controlVerbs(shop, messages, counted),
    changed: () => file.changed(),
    stop: async () => {
      messages.stop()
      await file.close()
    },
  }
  return serveFake(options, platform, (url, switches) => {
    shop.url = url
    shop.faults = switches
    messages.start()
  })
}

const fake: Fake = { id: 'etsy', faults, start }
export default fake
