/** The typed client of a fake's control port. */
import type { FakeControl } from './fake.ts'

/** @throws {Error} with the fake's own sentence when it refuses the verb. */
export async function callControl(controlUrl: string, verb: string, input: unknown = {}): Promise<unknown> {
  const response = await fetch(`${controlUrl}/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input ?? {}),
    signal: AbortSignal.timeout(60_000),
  })
  const answer = (await response.json()) as unknown
  if (!response.ok) throw new Error(`Control verb ${verb}: ${(answer as { error?: string }).error ?? response.status}`)
  return answer
}

const verbs: Readonly<Record<keyof FakeControl, true>> = {
  credentials: true,
  listings: true,
  sell: true,
  refund: true,
  cancel: true,
  edit: true,
  remove: true,
  history: true,
  fault: true,
  clearFaults: true,
  requests: true,
  resetRequests: true,
  pace: true,
  limits: true,
  fewest: true,
  advance: true,
  scale: true,
  deliver: true,
  tell: true,
  coupons: true,
  couponByHand: true,
  download: true,
}

export function control(controlUrl: string): FakeControl {
  const calls = Object.keys(verbs).map(verb => [verb, (input?: unknown) => callControl(controlUrl, verb, input)] as const)
  // The names and the shapes are those of FakeControl, kept complete by `verbs`.
  return Object.fromEntries(calls) as unknown as FakeControl
}
