/** What the tests of this spoke against its fake are told with. */
import { after, before } from 'node:test'
import { callControl } from '#kit/fake-control.ts'
import { openPayStage, type PayStage, payRequest } from '#kit/pay-stage.ts'
import { apiVersion } from './client.ts'
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
  return remoteId
}

/** A request as anybody could send it. `headers` set to null is left out. */
export async function ask(
  method: string,
  path: string,
  { form, headers = {} }: { form?: Record<string, string>; headers?: Record<string, string | null> } = {},
): Promise<{
  status: number
  replayed: string | null
  body: { id?: string; error?: { code?: string; message: string; type: string; param?: string } } & Record<string, unknown>
}> {
  const all = { authorization: `Bearer ${stage.settings.secretKey}`, 'stripe-version': apiVersion, ...headers }
  const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
  const response = await fetch(`${stage.baseUrl}/v1${path}`, {
    method,
    headers: sent,
    ...(form && { body: new URLSearchParams(form) }),
  })
  return { status: response.status, replayed: response.headers.get('idempotent-replayed'), body: (await response.json()) as never }
}
