/** What the tests of this spoke against its fake are told with. */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { difference } from '#hub/listing/difference.ts'
import type { Json, ListingContent, Sale, SaleItem, SpokeError } from '#kit'
import { isCannot } from '#kit'
import { openStage, publish, readBack, type Stage, sample, type Wanted } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import type { Fetch } from '#kit/http.ts'
import type { Facts, Product } from './fake/state.ts'
import fake from './fake.ts'
import type { Settings } from './settings.ts'
import spoke from './spoke.ts'

/** Of the test file that runs now. */
export let stage: Stage<Settings>
/** One store for the test file that calls this at its top; its process may be shared with others. @param ready what follows once it is open. */
export function ownStore(ready: () => unknown = () => null): void {
  before(async () => {
    stage = await openStage(spoke, fake, { seed: 3 })
    await ready()
  })
  after(() => stage.stop())
}
let made = 0

export const verb = (name: string, input: unknown = {}) => callControl(stage.controlUrl, name, input)
/** A product as the fake keeps it, with what it is sold on. */
export const far = (wanted: Wanted) => verb('listing', { remoteId: wanted.remoteId }) as Promise<{ product: Product; facts: Facts }>

export const wantedOf = (change: Partial<ListingContent> & { name?: string } = {}): Wanted => {
  const at = ++made
  const listingId = `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
  return { listingId, desired: sample(stage, 'EUR', { name: `store-${at}`, ...change }), remoteId: null }
}

export async function make(change: Partial<ListingContent> & { name?: string } = {}): Promise<Wanted> {
  const wanted = wantedOf(change)
  await publishAll(wanted)
  return wanted
}

export async function publishAll(wanted: Wanted): Promise<void> {
  const { outcomes } = await publish(stage, [wanted])
  for (const outcome of outcomes) if (outcome.state !== 'done') throw outcome.error
}

export const wish = (wanted: Wanted, change: Partial<ListingContent>): Wanted => ({ ...wanted, desired: { ...wanted.desired, ...change } })

export async function observe(wanted: Wanted) {
  const observed = (await readBack(stage, [wanted])).get(wanted.remoteId ?? '') ?? null
  const left = difference(spoke.project(wanted.desired), observed?.content ?? null, spoke.fields)
  return { observed, left: left.map(({ field }) => field) }
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
export async function failing(wanted: Wanted, bend: (real: Fetch) => Fetch): Promise<SpokeError> {
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

/** Changes the record in a form. */
export const withData =
  (change: (data: Record<string, unknown>) => unknown) =>
  (init: Init): Init => {
    const form = new URLSearchParams(String(init.body))
    form.set('data', JSON.stringify(change(JSON.parse(form.get('data') ?? '{}') as Record<string, unknown>)))
    return { ...init, body: form.toString() }
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

/** All sales from a cursor on, and the cursor behind them. */
export async function readSales(from: Json, ctx = stage.ctx()): Promise<{ items: SaleItem[]; sales: Map<string, Sale>; cursor: Json }> {
  assert.ok(!isCannot(spoke.readSales))
  const items: SaleItem[] = []
  let cursor = from
  for (let hasMore = true, pages = 0; hasMore; pages++) {
    assert.ok(pages < 60, 'paging does not end')
    const page = await spoke.readSales(ctx, cursor)
    items.push(...page.items)
    cursor = JSON.parse(JSON.stringify(page.cursor)) as Json
    hasMore = page.hasMore
  }
  return { items, sales: new Map(items.flatMap(item => (item.isRead ? [[item.sale.remoteId, item.sale] as const] : []))), cursor }
}

/** Bare requests with keys of one's own, as somebody else's program sends them. */
export async function ask(
  method: string,
  path: string,
  { form, data, headers = {} }: { form?: Record<string, string>; data?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const { accessKey, personalKey } = stage.settings
  const body =
    data !== undefined ? new URLSearchParams({ data: JSON.stringify(data) }) : form === undefined ? undefined : new URLSearchParams(form)
  const response = await fetch(`${stage.baseUrl}${path}`, {
    method,
    headers: { authorization: `Basic ${Buffer.from(`${accessKey}:${personalKey}`).toString('base64')}`, ...headers },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text, headers: response.headers }
}
