/** A pretend Lemon Squeezy over real HTTP, as strict as its documents say. Start it with `bin/selvage fakes`. */
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { Operations } from '#kit/fake-operations.ts'
import { commonFaults, type FakePlatform, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import { answerApi, Limit, refused } from './fake/api.ts'
import { controlVerbs } from './fake/control.ts'
import { operations as table } from './fake/operations.ts'
import { pages } from './fake/pages.ts'
import { Shop } from './fake/shop.ts'
import { newState, type State } from './fake/state.ts'

const faults: Readonly<Record<string, string>> = {
  ...commonFaults,
  revoked: 'No key is known any more',
  'hooks-dead': 'No webhook is sent',
}

const html = { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>404</h1></body></html>' }

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const shop = new Shop(saved ?? newState(options.seed, Date.now()))
  const file = new StateFile(options.stateDir, () => JSON.stringify(shop.save()))
  const [operations, limit] = [new Operations(table), new Limit()]
  const platform: FakePlatform = {
    routeOf: (_method, path) => operations.patternOf(path) ?? path.replace(/[\w-]*\d[\w-]*/g, '{id}'),
    handle: async (request, switches) => {
      shop.faults = switches
      return request.path.startsWith('/v1/') ? answerApi(shop, request, { operations, limit }) : (pages(shop, request) ?? html)
    },
    tooLarge: () => refused(400, 'The request is too large.'),
    // It tells no time to wait with it.
    refusal: (name, value) =>
      name === 'throttles' ? refused(429, 'Too Many Attempts.', value === null ? {} : { 'retry-after': String(value) }) : null,
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

const fake: Fake = { id: 'lemon-squeezy', faults, start }
export default fake
