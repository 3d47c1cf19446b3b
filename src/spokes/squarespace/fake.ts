/** A pretend Squarespace over real HTTP, as strict as its documents say. Start it with `bin/selvage fakes`. */
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { Operations } from '#kit/fake-operations.ts'
import { commonFaults, type FakePlatform, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { answerApi, Limit, refused } from './fake/api.ts'
import { controlVerbs } from './fake/control.ts'
import { operations as table, tokensPath } from './fake/operations.ts'
import { pages } from './fake/pages.ts'
import { Shop } from './fake/shop.ts'
import { newState, type State } from './fake/state.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  revoked: 'No key and no token is known any more, and none is renewed',
  'hooks-dead': 'No message is sent',
  'cursors-run-out': 'A cursor of the list of orders is not known any more',
}

const html = { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>404</h1></body></html>' }

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const shop = new Shop(saved ?? newState(options.seed, Date.now()))
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const [operations, limit] = [new Operations(table), new Limit()]
  const isApi = (path: string): boolean => /^\/(1\.0|v2)\//.test(path) || path === tokensPath
  const platform: FakePlatform = {
    routeOf: (_method, path) => operations.patternOf(path) ?? path.replace(/[\w-]*\d[\w-]*/g, '{id}'),
    handle: async (request, switches) => {
      shop.faults = switches
      return isApi(request.path) ? answerApi(shop, request, { operations, limit }) : (pages(shop, request) ?? html)
    },
    tooLarge: () => refused(400, 'The request is too large.'),
    // It tells no time to wait with it.
    refusal: (name, value) => {
      if (name !== 'throttles') return null
      const answer = refused(429, 'Too many requests.')
      return value === null ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': String(value) } }
    },
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

const fake: Fake = { id: 'squarespace', faults, start }
export default fake
