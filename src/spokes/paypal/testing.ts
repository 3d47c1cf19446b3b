/** What the tests of this spoke against its fake are told with. */
import { after, before } from 'node:test'
import { callControl } from '#kit/fake-control.ts'
import { openPayStage, type PayStage, payRequest } from '#kit/pay-stage.ts'
import fake from './fake.ts'
import type { Settings } from './settings.ts'
import spoke from './spoke.ts'

/** Of the test file that runs now. */
export let stage: PayStage<Settings>
/** One account for the test file that calls this at its top; its process may be shared with others. */
export function ownAccount(): void {
  before(async () => {
    stage = await openPayStage(spoke, fake, { seed: 3 })
  })
  after(() => stage.stop())
}

export const verb = (name: string, input: unknown = {}) => callControl(stage.controlUrl, name, input)

export async function paid(): Promise<string> {
  const { remoteId } = await spoke.start(stage.ctx(), payRequest())
  await stage.fake.pay({ remoteId })
  await spoke.read(stage.ctx(), remoteId)
  return remoteId
}

/** A request as anybody could send it, with a token that works. `headers` set to null is left out. */
export async function ask(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string | null> } = {},
): Promise<{ status: number; body: { id?: string; name?: string; details?: { issue: string }[] } & Record<string, unknown> }> {
  const { accessToken } = await stage.ctx().keys()
  const all = { authorization: `Bearer ${accessToken}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }
  const sent = Object.entries(all).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  const response = await fetch(`${stage.baseUrl}${path}`, {
    method,
    headers: sent,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as never) }
}
