/** What the chapters about many storefronts share: where they take place, and how what is so is asked of the far sides. */
import assert from 'node:assert/strict'
import type { FarListing } from '#kit/fake.ts'
import { shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { allOf } from '../acts.ts'
import type { Library } from '../buyer.ts'
import { until } from '../hub-process.ts'
import { patience } from '../main-means.ts'
import { sha256 } from '../props.ts'
import type { Scene, Store } from '../scene.ts'
import { canonOf, type Design, type Planned } from './catalogue.ts'

export interface Buyer {
  readonly store: Store
  readonly design: Design
  readonly email: string
  readonly orderNumber: string
  library: Library | null
}

/** What goes wrong by the drill's own hand, so that it is seen to notice. */
export interface Twists {
  readonly acceptsEverything?: boolean
  readonly touchesEarly?: boolean
  readonly editsUntold?: boolean
  readonly isOutEverywhere?: boolean
  readonly isOutForGood?: boolean
  readonly staysAway?: boolean
  readonly bansAll?: boolean
}

/** What one chapter leaves to the next. */
export interface Book {
  shop: string
  slug: string
  planned: Planned[]
  /** What each storefront held before anything was read. */
  before: Map<string, readonly FarListing[]>
  /** What trying the keys once asks of a storefront, by spoke and route. */
  readonly tried: Map<string, Readonly<Record<string, number>>>
  /** By spoke. */
  readonly connections: Map<string, string>
  /** By the design's key. */
  readonly patterns: Map<string, string>
  readonly buyers: Buyer[]
  /** Of the design's key, where it is no longer that of the plan. */
  readonly prices: Map<string, bigint>
  /** What she keeps otherwise at one storefront, or adopted there. */
  readonly ownTitles: Map<Planned, string>
  /** What buyers are to get of each design now. */
  readonly newest: Map<string, Uint8Array>
  /** Who bans in the end. */
  readonly banned: string | null
  readonly twists: Twists
  readonly closers: (() => Promise<void>)[]
}

export const emptyBook = (banned: string | null, twists: Twists): Book => ({
  shop: '',
  slug: '',
  planned: [],
  before: new Map(),
  tried: new Map(),
  connections: new Map(),
  patterns: new Map(),
  buyers: [],
  prices: new Map(),
  ownTitles: new Map(),
  newest: new Map(),
  banned,
  twists,
  closers: [],
})

/** Sentences with the numbers that prove a chapter. */
export type Proof = string

export interface Chapter {
  readonly says: string
  readonly tell: (scene: Scene, book: Book) => Promise<Proof>
}

/** On some storefronts at the same time; what is not so says where. */
export async function at<T>(stores: readonly Store[], act: (store: Store) => Promise<T>): Promise<T[]> {
  return Promise.all(
    stores.map(store =>
      act(store).catch((fault: unknown) => {
        throw new Error(`${store.label}: ${fault instanceof Error ? fault.message : String(fault)}`, { cause: fault })
      }),
    ),
  )
}

/** Asking for a token, in the form of a query, or for a link to a file that comes with a join, changes nothing there. */
const asksOnly = /^GET |oauth\/(access_)?token$|\/generate_download_link$| query \w+$/

/** Requests since they were last forgotten that may change something there, by how often; what trying the keys asks is taken off. */
export async function writesAt({ far, spoke }: Store, { tried }: Pick<Book, 'tried'>): Promise<Record<string, number>> {
  const { byRoute } = await far.requests()
  const more = Object.entries(byRoute).map(([route, times]) => [route, times - (tried.get(spoke)?.[route] ?? 0)] as const)
  return Object.fromEntries(more.filter(([route, times]) => times > 0 && !asksOnly.test(route)))
}

export async function farOf({ far }: Store, remoteId: string): Promise<FarListing> {
  const found = (await far.listings()).find(one => one.remoteId === remoteId)
  assert.ok(found, `listing ${remoteId} is there`)
  return found
}

export const connectionOf = (book: Book, { spoke }: Store): string => book.connections.get(spoke)!

/** All listings as the hub tells them. */
export const hubListings = ({ api }: Scene, { shop }: Book) =>
  allOf(cursor => api.call('GET /shops/{shop}/listings', { params: { shop }, query: { limit: 100, ...(cursor && { cursor }) } }))

/** Where the hub is done with what it was asked for, told so that waiting may end. */
async function overAt(scene: Scene, book: Book, stores: readonly Store[]): Promise<string | null> {
  const labels = new Set(stores.map(({ label }) => label))
  const ours = (await hubListings(scene, book)).filter(
    ({ patternId, desiredNo, shop }) => patternId !== null && desiredNo > 0 && labels.has(shop),
  )
  const isDone = ({ state, provenNo, desiredNo }: (typeof ours)[number]) =>
    state === 'updated' ? provenNo === desiredNo : state === 'needs-you' || state === 'failed' || state === 'gone'
  if (ours.length === 0 || !ours.every(isDone)) return null
  const odd = ours.filter(({ state }) => state !== 'updated')
  return `The hub has nothing left to do${odd.map(({ shop, patternTitle, state, reason }) => `; “${patternTitle}” at ${shop}: ${state} (${reason})`).join('')}.`
}

/** @returns how many listings are proven at these storefronts. */
export async function untilProven(scene: Scene, book: Book, stores: readonly Store[], limitMs = 90_000): Promise<number> {
  const labels = new Set(stores.map(({ label }) => label))
  return until(
    'the listings are proven',
    async () => {
      const ours = (await hubListings(scene, book)).filter(({ desiredNo, shop }) => desiredNo > 0 && labels.has(shop))
      return ours.every(one => one.state === 'updated' && one.provenNo === one.desiredNo) ? ours.length : null
    },
    limitMs,
    { everyMs: 250, whyOver: async () => overAt(scene, book, stores) },
  )
}

/** What of a listing is not as she means it; null when it is. `expect` for what is meant otherwise there. */
export function amiss(
  store: Store,
  of: Design,
  there: FarListing,
  expect: { readonly title?: string; readonly price?: string; readonly file?: Uint8Array; readonly isPublished?: boolean } = {},
): string | null {
  const canon = canonOf(of)
  const plain = (html: string) =>
    html
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  const is = (field: string, found: unknown, wanted: unknown) =>
    found === wanted ? [] : [`${field} is ${String(found)} instead of ${String(wanted)}`]
  const wrong = [
    // What is spelled with more white space is the same, and let be.
    ...is('title', there.title.replace(/\s+/g, ' '), expect.title ?? canon.title),
    ...is('price', there.price, expect.price ?? decimal(of.minor)),
    ...is('text', plain(there.description), plain(canon.description)),
    ...is('on sale', there.isPublished, expect.isPublished ?? true),
    ...(store.fields.includes('sku') ? is('SKU', there.sku, canon.sku) : []),
    ...(store.fields.includes('tags') && there.tags.length < Math.min(canon.tags.length, 10) ? [`only ${there.tags.length} tags`] : []),
    ...is('pictures', there.images, 1),
    ...(store.holdsFiles
      ? [...is('files', there.files.length, 1), ...is('file', there.files[0]?.sha256, sha256(expect.file ?? of.newest))]
      : []),
  ]
  return wrong.length === 0 ? null : `“${of.title}”: ${wrong.join(', ')}`
}

/** Waits until the listing of a design there is as it should be. */
export async function untilRight(
  scene: Scene,
  book: Book,
  { store, design: of, remoteId }: { readonly store: Store; readonly design: Design; readonly remoteId?: string },
  expect: Parameters<typeof amiss>[3] = {},
  limitMs = patience,
): Promise<FarListing> {
  let last: string | null = null
  const isIt = (one: FarListing) =>
    remoteId === undefined ? one.title === of.title || one.sku === canonOf(of).sku : one.remoteId === remoteId
  return until(
    `“${of.title}” at ${store.label} is as it should be`,
    async () => {
      const found = (await store.far.listings()).filter(isIt)
      const right = found.find(one => amiss(store, of, one, expect) === null)
      last = found[0] === undefined ? 'it is not there' : amiss(store, of, found[0], expect)
      return right ?? null
    },
    limitMs,
    { everyMs: 250, whyOver: async () => (await overAt(scene, book, [store])) && `${last}. ${await overAt(scene, book, [store])}` },
  ).catch((fault: Error) => {
    throw last === null || fault.message.includes(last) ? fault : new Error(`${fault.message}: ${last}`)
  })
}

export const decimal = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`

export async function today({ api }: Scene, { shop }: Book) {
  return api.call('GET /shops/{shop}/today', { params: { shop } })
}

/** Reads sales and listings there, and waits until a reading that began after now is over. */
export async function lookOnce({ api }: Scene, { shop }: Book, connection: string): Promise<void> {
  const params = { shop, connection }
  const read = async () => (await api.call('GET /shops/{shop}/connections/{connection}', { params })).lastSweepAt
  const before = await read()
  await api.call('POST /shops/{shop}/connections/{connection}/look', { params })
  await until('the storefront is read', async () => (await read()) !== before, 30_000)
}

export const tellsBuyers = async ({ spoke }: Store): Promise<boolean> => !isCannot((await shopById(spoke)).tellsBuyers)
