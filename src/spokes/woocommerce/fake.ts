/** A pretend WooCommerce 11.0.1 store over real HTTP, as strict as the recorded one. Start it with `bin/selvage fakes`. */

import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { FakeBytes } from '#kit/fake-bytes.ts'
import { commonFaults, type FakePlatform, type FakeReply, type FakeRequest, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { answerRest, Ledger } from './fake/answer.ts'
import { authorize } from './fake/authorize.ts'
import { controlVerbs } from './fake/control.ts'
import { HookQueue } from './fake/deliveries.ts'
import { download, ranged } from './fake/downloads.ts'
import { ownFile } from './fake/fetch.ts'
import { realMs, refusalFor } from './fake/manners.ts'
import { frontPages } from './fake/pages/front.ts'
import { page } from './fake/pages/layout.ts'
import { sellerPages } from './fake/pages/seller.ts'
import { matchesAt } from './fake/routes.ts'
import { Shop } from './fake/shop.ts'
import { newState, type State } from './fake/state.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  html: 'Answers with a hosting’s page in HTML without acting: 503, or with `value` 403 a firewall’s',
  'plain-http': 'No TLS in front: Basic is not looked at, OAuth 1.0a is demanded',
  'revoked-keys': 'The keys and the application password are no longer known',
  'readonly-key': 'The main key may only read',
  'approved-dirs': 'No new place for files is approved by itself, not even for an administrator',
  'loopback-guard': 'WordPress as it comes: nothing is sent to or fetched from loopback',
  'hooks-dead': 'The store’s queue never runs: no hook is sent',
  'no-cron': 'Hooks go out only after somebody asks the store for something',
  'logged-out': 'The consent page asks to log in first',
  'http-callback': 'The consent page takes a callback without TLS (tests and demo)',
}

const maxBodyBytes = 33_554_432

/** One request on the store's own port. */
async function answer(shop: Shop, ledger: Ledger, queue: HookQueue, request: FakeRequest): Promise<FakeReply> {
  const { path, query } = request
  queue.onTraffic()
  if (path.startsWith('/wp-json')) return answerRest(shop, request, ledger, path === '/wp-json' ? '/wp-json/' : path, false)
  const route = query.get('rest_route')
  if (route !== null) return answerRest(shop, request, ledger, `/wp-json${route}`, true)
  if (query.has('download_file')) return download(shop, request)
  const upload = /^\/wp-content\/uploads\/(.+)$/.exec(path)?.[1]
  if (upload !== undefined) {
    const file = await ownFile(shop, upload)
    if (!file) return page(shop, 'Page not found', '<h1>Nothing is here</h1>', 404)
    return ranged(request, file.bytes, { 'content-type': file.type, 'accept-ranges': 'bytes', 'cache-control': 'max-age=60' }, true)
  }
  const found = (await authorize(shop, request)) ?? (await sellerPages(shop, request)) ?? frontPages(shop, request)
  return found ?? page(shop, 'Page not found', '<h1>Nothing is here</h1><p><a href="/">See the patterns</a></p>', 404)
}

/** Names for the count of requests: the route's pattern, or the kind of page. */
function routeOf(_method: string, path: string): string {
  const match = matchesAt(path)[0]
  if (match) return match.route.pattern
  if (path.startsWith('/wp-content/uploads/')) return '/wp-content/uploads/{file}'
  if (path.startsWith('/product/')) return '/product/{slug}'
  if (path.startsWith('/checkout/order-received/')) return '/checkout/order-received/{id}'
  return path === '/' || /^\/(wp-admin|wc-auth|checkout|shop)/.test(path) ? path : '/{unknown}'
}

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const currency = process.env.SELVAGE_FAKE_CURRENCY ?? 'EUR'
  const shop = new Shop(
    saved ?? newState(options.seed, currency, Math.floor(Date.now() / 1000)),
    new FakeBytes(options.stateDir, 'uploads'),
  )
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const queue = new HookQueue(shop)
  const ledger = new Ledger()
  const platform: FakePlatform = {
    routeOf,
    handle: (request, switches) => {
      shop.faults = switches
      return answer(shop, ledger, queue, request)
    },
    tooLarge: () => ({
      status: 413,
      headers: { 'content-type': 'text/html' },
      body: '<html><head><title>413 Request Entity Too Large</title></head><body><center><h1>413 Request Entity Too Large</h1></center><hr><center>nginx</center></body></html>',
    }),
    refusal: refusalFor,
    faultNames: Object.keys(faults),
    maxBodyBytes,
    clock: shop.clock,
    verbs: controlVerbs(shop, queue, ledger),
    changed: () => file.changed(),
    answerMs: request => (shop.state.settings.isReal ? realMs(request) : 0),
    stop: async () => {
      await queue.stop()
      await file.close()
    },
  }
  return serveFake(options, platform, (url, switches) => {
    shop.url = url
    shop.faults = switches
    queue.start()
  })
}

const fake: Fake = { id: 'woocommerce', faults, start }
export default fake
