/** What the tests of this spoke against its fake are told with. */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { difference } from '#hub/listing/difference.ts'
import type { Json, ListingContent, SpokeError } from '#kit'
import { openStage, publish, readBack, type Stage, sample, type Wanted } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import type { Fetch } from '#kit/http.ts'
import type { Product } from './fake/state.ts'
import fake from './fake.ts'
import type { Settings } from './settings.ts'
import spoke from './spoke.ts'

/** Of the test file that runs now. */
export let stage: Stage<Settings>
/** One account for the test file that calls this at its top; its process may be shared with others. @param ready what follows once it is open. */
export function ownShop(ready: () => unknown = () => null): void {
  before(async () => {
    stage = await openStage(spoke, fake, { seed: 3 })
    await ready()
  })
  after(() => stage.stop())
}
let made = 0

export const verb = (name: string, input: unknown = {}) => callControl(stage.controlUrl, name, input)
export const farProduct = ({ remoteId }: Pick<Wanted, 'remoteId'>) => verb('listing', { remoteId }) as Promise<Product>
export const farFiles = async ({ remoteId }: Wanted) => (await stage.fake.listings()).find(one => one.remoteId === remoteId)?.files ?? []

export const wantedOf = (change: Partial<ListingContent> & { name?: string } = {}): Wanted => {
  const at = ++made
  const listingId = `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
  return { listingId, desired: sample(stage, 'EUR', { name: `shop-${at}`, ...change }), remoteId: null }
}

export async function make(change: Partial<ListingContent> & { name?: string } = {}): Promise<Wanted> {
  const wanted = wantedOf(change)
  await published(wanted)
  return wanted
}

export async function published(wanted: Wanted): Promise<void> {
  const { outcomes } = await publish(stage, [wanted])
  for (const outcome of outcomes) if (outcome.state !== 'done') throw outcome.error
}

export const wish = (wanted: Wanted, change: Partial<ListingContent>): Wanted => ({ ...wanted, desired: { ...wanted.desired, ...change } })

export async function leftOf(wanted: Wanted): Promise<string[]> {
  const observed = (await readBack(stage, [wanted])).get(wanted.remoteId ?? '') ?? null
  return difference(spoke.project(wanted.desired), observed?.content ?? null, spoke.fields).map(({ field }) => field)
}

export async function thrown(act: Promise<unknown>): Promise<SpokeError> {
  const error = await act.then(
    () => assert.fail('it went through'),
    (found: unknown) => found,
  )
  assert.equal((error as Error).name, 'SpokeError', String(error))
  return error as SpokeError
}

/** Publishes with a bent wire. @returns the first error that came of it. */
export async function failing(wanted: Wanted, bend: (real: Fetch) => Fetch = real => real): Promise<SpokeError> {
  const { outcomes } = await publish(stage, [wanted], { ctx: stage.ctx({ bend }) })
  const failed = outcomes.find(outcome => outcome.state !== 'done')
  assert.ok(failed !== undefined, 'it went through')
  return failed.error
}

type Init = NonNullable<Parameters<Fetch>[1]>
/** Changes what is sent where the path and method fit. */
export const bending =
  (method: string, pattern: RegExp, change: (init: Init) => Init) =>
  (real: Fetch): Fetch =>
  (url, init = {}) =>
    real(url, (init.method ?? 'GET') === method && pattern.test(new URL(url).pathname) ? change(init) : init)

export const withFields =
  (change: (fields: Record<string, unknown>) => unknown) =>
  (init: Init): Init => ({ ...init, body: JSON.stringify(change(JSON.parse(String(init.body)) as Record<string, unknown>)) })

/** Writes down what is asked: 'PUT /v2/products/{id}'. */
export function listening(heard: { readonly what: string; readonly init: Init }[]) {
  return (real: Fetch): Fetch =>
    (url, init = {}) => {
      const path = new URL(url).pathname.replace(/\/products\/[^/]+/, '/products/{id}').replace(/^\/store\/.*/, '/store')
      heard.push({ what: `${init.method ?? 'GET'} ${path}`, init })
      return real(url, init)
    }
}

export async function under<Result>(
  name: string,
  act: () => Promise<Result>,
  { times = null, on, value }: { times?: number | null; on?: string; value?: Json } = {},
): Promise<Result> {
  await stage.fake.fault({ name, times, ...(on !== undefined && { on }), ...(value !== undefined && { value }) })
  try {
    return await act()
  } finally {
    await stage.fake.clearFaults()
  }
}
