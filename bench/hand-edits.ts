/**
 * 500 hand edits at the storefronts, and beside them what is none: the same words with other entities and white space, tags in another order, a price with
 * other digits, pictures that were encoded anew. One sweep is to find all of the former and none of the latter.
 */
import { asShop } from '#database'
import type { FakeControl, FarListing } from '#kit/fake.ts'
import type { Fetch } from '#kit/http.ts'
import { shops } from '#kit/registry.ts'
import type { RunDeps } from '#work/run-deps.ts'
import { runListings } from '#work/run-listings.ts'
import { figure, type Measured } from './figure.ts'
import { type BenchStore, type HubStage, openHubStage } from './hub-stage.ts'
import { sweepAll, withStock } from './stock.ts'

type Set = Parameters<FakeControl['edit']>[0]['set']
type Change = (there: FarListing) => Set

/** By the field in which it is to be found. */
const byHand: readonly (readonly [field: string, Change])[] = [
  ['title', ({ title }) => ({ title: `${title} SALE` })],
  ['description', ({ description }) => ({ description: `${description} Ask me for the test knit.` })],
  ['price', () => ({ price: '7.51' })],
  ['tags', ({ tags }) => ({ tags: [...tags.slice(1), 'gift'] })],
  ['isPublished', () => ({ isPublished: false })],
  ['sku', ({ sku }) => ({ sku: `${sku}-B` })],
]

/** Each saves the listing there in another spelling of the same. */
const noise: readonly (readonly [name: string, Change])[] = [
  ['entities in the title', ({ title }) => ({ title: title.replace('&amp;', '&').replace('&', '&amp;').replace('–', '&ndash;') })],
  ['white space in the title', ({ title }) => ({ title: ` ${title.replaceAll(' ', '  ')} ` })],
  ['entities in the description', ({ description }) => ({ description: respelt(description) })],
  ['white space in the description', ({ description }) => ({ description: ` ${description.replaceAll('. ', '.  ')}\n` })],
  ['the order and the case of tags', ({ tags }) => ({ tags: tags.toReversed().map(tag => tag.toUpperCase()) })],
  ['the digits of a price', ({ price }) => ({ price: `${Number(price)}` })],
  ['nothing at all', ({ title }) => ({ title })],
]

const respelt = (html: string) => html.replaceAll('“', '&ldquo;').replaceAll('”', '&#8221;').replaceAll('—', '&mdash;')

/** @param noisy listings that are spelt anew. */
export async function benchHandEdits({ edits = 500, noisy = 200 } = {}): Promise<readonly Measured[]> {
  const stage = await openHubStage()
  try {
    const each = Math.ceil(edits / stage.stores.length)
    return await withStock(stage, patternsOf(each + Math.ceil(noisy / stage.stores.length)), async ({ deps }) => {
      await lookAndRun(stage, deps())
      const atRest = await found(stage)
      const wanted: Found[] = []
      const changed: string[] = []
      for (const store of stage.stores) {
        const there = await listingsOf(stage, store)
        wanted.push(...(await editSome(store, there.slice(0, each))))
        changed.push(...(await respellSome(store, there.slice(each))))
      }
      await lookAndRun(stage, deps(encodedAnew))
      const there = await found(stage)
      const stores = stage.stores.map(({ label }) => label)
      return figuresOf({ wanted, changed, atRest, there, stores, standing: await standingOf(stage) })
    })
  } finally {
    await stage.close()
  }
}

interface Found {
  readonly listing: string
  readonly field: string
}

const nameOf = ({ listing, field }: Found) => `${listing} ${field}`

/** Storefront, state and reason by listing: where one that was missed is looked for first. */
async function standingOf({ owner }: HubStage): Promise<ReadonlyMap<string, string>> {
  const { rows } = await owner.query<{ listing: string; says: string }>(
    `select l.listing_id as listing, concat_ws(', ', c.label, l.state, l.reason) as says from listing l join connection c using (shop_id, connection_id)`,
  )
  return new Map(rows.map(({ listing, says }) => [listing, says]))
}

interface Told {
  readonly wanted: readonly Found[]
  /** What was done that is no hand edit. */
  readonly changed: readonly string[]
  readonly atRest: readonly Found[]
  readonly there: readonly Found[]
  readonly stores: readonly string[]
  readonly standing: ReadonlyMap<string, string>
}

function figuresOf({ wanted, changed, atRest, there, stores, standing }: Told): readonly Measured[] {
  const [wantedNames, thereNames] = [new Set(wanted.map(nameOf)), new Set(there.map(nameOf))]
  const missed = wanted.filter(one => !thereNames.has(nameOf(one)))
  const false_ = [...atRest, ...there.filter(one => !wantedNames.has(nameOf(one)))]
  const fields = (some: readonly Found[]) =>
    some.length === 0 ? '' : ` (${[...new Set(some.map(({ field, listing }) => `${field} at ${standing.get(listing)}`))].join('; ')})`
  return [
    figure(
      { name: `hand edits at ${stores.length} storefronts found in one sweep${fields(missed)}`, unit: 'edits', bound: { atLeast: 1 } },
      { value: wanted.length - missed.length, limit: wanted.length },
    ),
    {
      ...{ name: `false alarms${fields(false_)} beside ${changed.length} listings spelt anew, every picture encoded anew`, unit: 'alarms' },
      ...{ value: false_.length, limit: 0, ratio: false_.length, bound: { atMost: 0 } },
    },
  ]
}

async function lookAndRun(stage: HubStage, deps: RunDeps): Promise<void> {
  await sweepAll(deps, stage)
  for (const { connection } of stage.stores) await runListings(deps, { shop: asShop(stage.shop), connectionId: connection })
}

async function found({ owner }: HubStage): Promise<readonly Found[]> {
  const { rows } = await owner.query<Found>('select listing_id as listing, field from hand_edit')
  return rows
}

interface There {
  readonly listing: string
  readonly far: FarListing
}

async function listingsOf({ owner }: HubStage, { far, connection }: BenchStore): Promise<There[]> {
  const { rows } = await owner.query<{ listing: string; remote: string }>(
    'select listing_id as listing, remote_id as remote from listing where connection_id = $1 and pattern_id is not null order by listing_id',
    [connection],
  )
  const there = new Map((await far.listings()).map(one => [one.remoteId, one]))
  return rows.map(({ listing, remote }) => ({ listing, far: there.get(remote)! }))
}

async function editSome(store: BenchStore, there: readonly There[]): Promise<Found[]> {
  const { fields } = (await shops()).get(store.spoke)!
  const kinds = byHand.filter(([field]) => fields.some(one => one === field))
  const wanted: Found[] = []
  for (const [at, { listing, far }] of there.entries()) {
    const [field, change] = kinds[at % kinds.length]!
    await store.far.edit({ remoteId: far.remoteId, set: change(far) })
    wanted.push({ listing, field })
  }
  return wanted
}

/** @returns what was done to each. */
async function respellSome(store: BenchStore, there: readonly There[]): Promise<string[]> {
  const { fields } = (await shops()).get(store.spoke)!
  const kinds = noise.filter(([name]) => fields.includes('tags') || !name.includes('tags'))
  for (const [at, { far }] of there.entries()) await store.far.edit({ remoteId: far.remoteId, set: kinds[at % kinds.length]![1](far) })
  return there.map((_, at) => kinds[at % kinds.length]![0])
}

/** A storefront encodes pictures when it likes: their addresses are others then, and so are the bytes. */
const encodedAnew =
  (real: Fetch): Fetch =>
  async (url, init) => {
    const response = await real(url, init)
    const type = response.headers.get('content-type') ?? ''
    if (type.startsWith('image/')) return new Response('other bytes', { status: response.status, headers: response.headers })
    if (!type.includes('json')) return response
    const text = (await response.text()).replace(/(https?:[^"\s]+\.(?:png|jpe?g|webp))(?:\?[^"\s]*)?"/g, '$1?v=2"')
    return new Response([204, 304].includes(response.status) ? null : text, { status: response.status, headers: response.headers })
  }

const patternsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ craft: 'knitting' as const, summary: 'A warm & soft thing.', tags: ['Aran', 'lace shawl', 'winter'], categories: ['Tops'] },
    title: `Łąka & Clover – wrap no. ${at}`,
    description:
      '<p>Warm &amp; soft, <strong>5 &lt; 6</strong> skeins. Row 14 — “as it is”.</p><ul><li>one size</li><li>two colours</li></ul><p>Knit &amp; worn.</p>',
    ...{ sku: `WRAP-${at}`, price: { minor: 750n, currency: 'EUR' } },
  }))
