/** A pretend PayPal over real HTTP, as strict as its own descriptions and pages say. Start it with `bin/selvage fakes`. */
import type { Fake, FakeOptions, RunningFake } from '#kit/fake.ts'
import { commonFaults, type FakePlatform, type FakeReply, serveFake } from '#kit/fake-server.ts'
import { StateFile } from '#kit/fake-state.ts'
import type { Json } from '#kit/shop.ts'
import { Account } from './fake/account.ts'
import { answerApi, patternOf, Uses } from './fake/api.ts'
import { controlVerbs } from './fake/control.ts'
import { pages } from './fake/pages.ts'
import { newState, type State } from './fake/state.ts'
import { messagesOf } from './fake/webhooks.ts'

const faults: Readonly<Record<string, string>> = { ...commonFaults, 'hooks-dead': 'No message is sent' }

const maxBodyBytes = 1024 * 1024

/** @returns null for a switch that does not refuse by itself. */
function refusalFor(name: string, value: Json): FakeReply | null {
  if (name !== 'failures') return null
  const status = typeof value === 'number' ? value : 500
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: '{"name":"INTERNAL_SERVER_ERROR","message":"An internal server error has occurred."}',
  }
}

async function start(options: FakeOptions): Promise<RunningFake> {
  const saved = (await StateFile.read(options.stateDir)) as State | null
  const account = new Account(saved ?? newState(options.seed))
  const file = new StateFile(options.stateDir, () => JSON.stringify(account.save()))
  const [messages, uses] = [messagesOf(account), new Uses()]
  const platform: FakePlatform = {
    routeOf: (method, path) => patternOf(method, path) ?? (path === '/checkoutnow' || path === '/activities' ? path : '/{unknown}'),
    handle: async (request, switches) => {
      account.faults = switches
      return /^\/v[12]\//.test(request.path) ? answerApi(account, request, uses) : pages(account, request)
    },
    tooLarge: () => ({
      status: 413,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>413 Request Entity Too Large</body></html>',
    }),
    refusal: refusalFor,
    faultNames: Object.keys(faults),
    maxBodyBytes,
    clock: account.clock,
    verbs: controlVerbs(account, messages, uses),
    changed: () => file.changed(),
    stop: async () => {
      messages.stop()
      await file.close()
    },
  }
  return serveFake(options, platform, (url, switches) => {
    account.url = url
    account.faults = switches
    messages.start()
  })
}

const fake: Fake = { id: 'paypal', faults, start }
export default fake
