/** What the tests of this spoke against its fake are told with. */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { difference } from '#hub/listing/difference.ts'
import type { Json, SpokeError, StepOutcome } from '#kit'
import { openStage, publish, readBack, type Stage, sample, type Wanted } from '#kit/contract-stage.ts'
import type { Settings } from './client.ts'
import fake from './fake.ts'
import spoke from './spoke.ts'

/** Of the test file that runs now. */
export let stage: Stage<Settings>
/** One store for the test file that calls this at its top; its process may be shared with others. */
export function ownStore(): void {
  before(async () => {
    stage = await openStage(spoke, fake, { seed: 3 })
  })
  after(() => stage.stop())
}
let made = 0

export const wantedOf = (change: Parameters<typeof sample>[2] = {}): Wanted => {
  const at = ++made
  return {
    listingId: `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`,
    desired: sample(stage, 'EUR', { name: `store-${at}`, ...change }),
    remoteId: null,
  }
}
export async function make(change: Parameters<typeof sample>[2] = {}): Promise<Wanted> {
  const wanted = wantedOf(change)
  const { outcomes } = await publish(stage, [wanted])
  assert.deepEqual(
    outcomes.map(({ state }) => state),
    ['done'],
  )
  return wanted
}
export const errorOf = (outcome: StepOutcome | undefined): SpokeError => {
  assert.ok(outcome !== undefined && outcome.state !== 'done')
  return outcome.error
}
export async function thrown(act: Promise<unknown>): Promise<SpokeError> {
  const error = await act.then(
    () => assert.fail('it went through'),
    (found: unknown) => found,
  )
  assert.equal((error as Error).name, 'SpokeError', String(error))
  return error as SpokeError
}
/** Whatever a publishing ends in: an outcome or a throw. */
export const failing = async (wanted: Wanted, options?: Parameters<typeof publish<Settings>>[2]): Promise<SpokeError> => {
  try {
    return errorOf((await publish(stage, [wanted], options)).outcomes.find(({ state }) => state !== 'done'))
  } catch (error) {
    if ((error as Error).name !== 'SpokeError') throw error
    return error as SpokeError
  }
}
export async function under<Result>(name: string, act: () => Promise<Result>, value?: Json): Promise<Result> {
  await stage.fake.fault({ name, times: null, ...(value === undefined ? {} : { value }) })
  try {
    return await act()
  } finally {
    await stage.fake.clearFaults()
  }
}
export const leftOf = async (wanted: Wanted) => {
  const observed = (await readBack(stage, [wanted])).get(wanted.remoteId ?? '') ?? null
  return difference(spoke.project(wanted.desired), observed?.content ?? null, spoke.fields).map(({ field }) => field)
}
export const requestsOf = async (act: () => Promise<unknown>): Promise<number> => {
  await stage.fake.resetRequests()
  await act()
  return (await stage.fake.requests()).total
}
