/** A pretend Shopify shop over real HTTP, as strict as what is documented of version 2026-10. Start it with `bin/selvage fakes`. */
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { FakeBytes } from '#kit/fake-bytes.ts'
import { commonFaults, type FakePlatform, type FakeReply, type FakeRequest, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { controlVerbs } from './fake/control.ts'
import { Bucket } from './fake/cost.ts'
import { putStaged, serveFile } from './fake/files.ts'
import { answerGraphql, Ledger, operationName } from './fake/graphql.ts'
import { Hooks } from './fake/hooks.ts'
import { authorize, giveToken } from './fake/oauth.ts'
import { frontPages } from './fake/pages/front.ts'
import { page } from './fake/pages/layout.ts'
import { sellerPages } from './fake/pages/seller.ts'
import { Shop } from './fake/shop.ts'
import { newState, type Settings, type State } from './fake/state.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  throttled: 'Refuses as if the points were spent, in an answer of status 200',
  'throttle-429': 'With `throttled`, or when the points are spent, the status is 429 instead',
  uninstalled: 'The app was taken off the shop: no token works and none is given',
  frozen: 'The shop has not paid its bill: 402',
  'stuck-files': 'Pictures are being prepared for ever',
  'https-only': 'Hooks go to https alone, as for real; otherwise loopback is let through',
  'old-secret-signs': 'Hooks are signed with the secret before the last change of it',
}

const maxBodyBytes = 33_554_432

async function answer(shop: Shop, bucket: Bucket, ledger: Ledger, request: FakeRequest): Promise<FakeReply> {
  const { path, method } = request
  if (path.startsWith('/admin/api/')) return answerGraphql(shop, bucket, ledger, request)
  if (path === '/admin/oauth/access_token' && method === 'POST') return giveToken(shop, request)
  if (path === '/admin/oauth/authorize') return authorize(shop, request)
  if (path.startsWith('/staged/')) return putStaged(shop, request)
  return (
    (await serveFile(shop, path)) ??
    sellerPages(shop, request) ??
    frontPages(shop, request) ??
    page(shop, 'Not found', '<h1>Nothing is here</h1>', 404)
  )
}

/** Names for the count of requests; where all go to one address, with the operation. */
function routeOf(_method: string, path: string, body?: Buffer | null): string {
  if (path.startsWith('/admin/api/')) return `/admin/api/{version}/graphql.json ${operationName(body ?? null) ?? 'unknown'}`
  if (path.startsWith('/staged/')) return '/staged/{key}'
  if (path.startsWith('/cdn/')) return '/cdn/{file}'
  if (path.startsWith('/products/')) return '/products/{handle}'
  return /^\/(admin(\/oauth\/\w+)?)?$/.test(path) ? path : '/{unknown}'
}

/** @param other than a new shop's own settings, such as the plan, which decides how many points a second there are. */
export async function startFake(options: FakeOptions, other: Partial<Settings> = {}): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const state = saved ?? newState(options.seed, { currency: process.env.SELVAGE_FAKE_CURRENCY ?? 'EUR', ...other })
  const shop = new Shop(state, new FakeBytes(options.stateDir, 'files'))
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const hooks = new Hooks(shop)
  const ledger = new Ledger()
  const bucket = new Bucket(shop)
  const platform: FakePlatform = {
    routeOf,
    handle: (request, switches) => {
      shop.faults = switches
      return answer(shop, bucket, ledger, request)
    },
    tooLarge: () => ({
      status: 413,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>413 Request Entity Too Large</body></html>',
    }),
    refusal: () => null,
    faultNames: Object.keys(faults),
    maxBodyBytes,
    clock: shop.clock,
    verbs: controlVerbs(shop, hooks, ledger, bucket),
    changed: () => file.changed(),
    stop: async () => {
      hooks.stop()
      await file.close()
    },
  }
  return serveFake(options, platform, (url, switches) => {
    shop.url = url
    shop.faults = switches
    hooks.start()
  })
}

const fake: Fake = { id: 'shopify', faults, start: options => startFake(options) }
export default fake
