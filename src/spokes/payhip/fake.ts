/** A pretend Payhip over real HTTP, as strict as its help pages say. Start it with `bin/selvage fakes`. */
import { z } from 'zod'
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { type Operation, Operations } from '#kit/fake-operations.ts'
import { commonFaults, type FakePlatform, type FakeReply, type FakeRequest, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { controlVerbs } from './fake/control.ts'
import { pages } from './fake/pages.ts'
import { Shop } from './fake/shop.ts'
import { newState, type State } from './fake/state.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  revoked: 'No key is known any more',
  'hooks-dead': 'No message is sent',
}

const page = z
  .string()
  .regex(/^\d{1,3}$/)
  .optional()
/** All of the API that a connection asks for. Source: payhip.com/api-reference, read 2026-11. */
const table: readonly Operation[] = [
  { id: 'listCoupons', method: 'GET', path: '/api/v2/coupons', query: z.strictObject({ limit: page, offset: page }), body: null },
]

const reply = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const html = { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>404</h1></body></html>' }

function answerApi(shop: Shop, request: FakeRequest, operations: Operations): FakeReply {
  // A firewall stands in front of it, which answers programs without a name by a page.
  if (!request.headers['user-agent']) return { ...html, status: 403 }
  const isKnown = request.headers['payhip-api-key'] === shop.state.apiKey && !shop.faults?.isOn('revoked')
  if (!isKnown) return reply(401, { error: { message: 'Invalid API key' } })
  const asked = operations.read(request)
  if (asked === null) return reply(404, { error: { message: 'Not found' } })
  if ('where' in asked) return reply(422, { error: { message: `${asked.where}: ${asked.says}` } })
  return reply(200, { data: { coupons: [] } })
}

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const shop = new Shop(saved ?? newState(options.seed))
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const operations = new Operations(table)
  const platform: FakePlatform = {
    routeOf: (_method, path) => operations.patternOf(path) ?? path.replace(/^\/(b|order|sales)\/[^/]+/, '/$1/{id}'),
    handle: async (request, switches) => {
      shop.faults = switches
      return request.path.startsWith('/api/') ? answerApi(shop, request, operations) : (pages(shop, request) ?? html)
    },
    tooLarge: () => reply(413, { error: { message: 'Too large' } }),
    refusal: () => null,
    faultNames: Object.keys(faults),
    maxBodyBytes: 1_048_576,
    clock: shop.clock,
    verbs: controlVerbs(shop, operations),
    changed: () => file.changed(),
    stop: async () => {
      shop.messages.stop()
      await file.close()
    },
  }
  return serveFake(options, platform, (url, switches) => {
    shop.url = url
    shop.faults = switches
    shop.messages.start()
  })
}

const fake: Fake = { id: 'payhip', faults, start }
export default fake
