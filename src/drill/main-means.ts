/** What the chapters of the main story share: where they take place, and how what is so is asked of the far sides. */
import assert from 'node:assert/strict'
import type { FarListing } from '#kit/fake.ts'
import { allOrders, look } from './acts.ts'
import type { Library } from './buyer.ts'
import { until } from './hub-process.ts'
import type { Scene, Store } from './scene.ts'

/** What one chapter leaves to the next. */
export interface Book {
  shop: string
  pattern: string
  first: Uint8Array
  corrected: Uint8Array
  undonePublication: string
  /** By spoke. */
  readonly at: Map<string, Entry>
}

export interface Entry {
  readonly connection: string
  remoteId: string
  orderRemoteId: string
  /** null where the storefront tells no address: then nobody could be written to. */
  library: Library | null
}

export const patience = 20_000

type Act = (store: Store, entry: Entry) => Promise<unknown>

/** On all storefronts at the same time; what is not so says where. */
export async function everywhere({ stores }: Scene, { at }: Book, act: Act): Promise<void> {
  await Promise.all(
    stores.map(store =>
      act(store, at.get(store.spoke)!).catch((fault: unknown) => {
        throw new Error(`${store.label}: ${fault instanceof Error ? fault.message : String(fault)}`, { cause: fault })
      }),
    ),
  )
}

/** Those where listings are made from here. */
export const listing = ({ stores }: Scene): readonly Store[] => stores.filter(({ cannotPublish }) => cannotPublish === null)
/** The story as those see it. */
export const whereListed = (scene: Scene): Scene => ({ ...scene, stores: listing(scene) })
/** What she listed there herself: found by reading where that can be, and said to be this pattern; else its first sale asks. */
export async function matchListed(scene: Scene, book: Book, store: Store): Promise<void> {
  const { api } = scene
  const entry = book.at.get(store.spoke)!
  const params = { shop: book.shop, connection: entry.connection }
  const own = (await store.far.listings()).find(({ isPublished }) => isPublished)
  assert.ok(own, `${store.label} has a listing of hers`)
  entry.remoteId = own.remoteId
  if (!store.tellsListings) return
  const isHers = async () =>
    (await api.call('GET /shops/{shop}/connections/{connection}/found', { params, query: {} })).items.find(
      ({ remoteId }) => remoteId === own.remoteId,
    ) ?? null
  const found = await untilRead(scene, book, entry, 'her listing there is found', isHers)
  const body = { listings: [{ listingId: found.listingId, patternId: book.pattern }] }
  await api.call('POST /shops/{shop}/connections/{connection}/adopt', { params, body })
}

/** The one question: which pattern is it? Asked where nothing there could be read before. */
export async function answerWhich(scene: Scene, book: Book, store: Store, entry: Entry): Promise<void> {
  const { api } = scene
  const isKnown = async () => (await liveOrders(scene, book, store))[0] ?? null
  const order = await untilRead(scene, book, entry, 'the sale is known', isKnown)
  assert.equal(order.unmatched, 1, 'it asks which pattern it is')
  const { lines } = await api.call('GET /shops/{shop}/orders/{order}', { params: { shop: book.shop, order: order.id } })
  await api.call('POST /shops/{shop}/orders/{order}/lines/{line}/match', {
    params: { shop: book.shop, order: order.id, line: lines[0]!.line },
    body: { patternId: book.pattern },
  })
}

export async function farListing(
  scene: Scene,
  book: Book,
  store: Store,
  sku: string,
  isSo: (one: FarListing) => boolean,
  limitMs = patience,
): Promise<FarListing> {
  return until(
    `${store.label} shows ${sku} as it should be`,
    async () => (await store.far.listings()).find(one => one.sku === sku && isSo(one)) ?? null,
    limitMs,
    { whyOver: () => nothingLeft(scene, book, store) },
  )
}

export async function farOf({ far }: Store, remoteId: string): Promise<FarListing> {
  const found = (await far.listings()).find(one => one.remoteId === remoteId)
  assert.ok(found, 'the listing is there')
  return found
}

export async function farDownload(store: Store, { remoteId, orderRemoteId }: Entry): Promise<string | null> {
  const fileId = (await farOf(store, remoteId)).files[0]?.id
  return fileId ? ((await store.far.download({ orderId: orderRemoteId, fileId }))?.sha256 ?? null) : null
}

export async function untilProven(scene: Scene, book: Book): Promise<void> {
  await until(
    'the listings are proven',
    async () =>
      (await readPattern(scene, book)).listings
        .filter(one => listing(scene).some(({ label }) => label === one.shop))
        .every(one => one.state === 'updated' && one.provenNo === one.desiredNo),
    patience,
    { whyOver: () => nothingLeft(scene, book) },
  )
}

/** @returns what the hub says once it is done with every listing, at one storefront or at all; null while it still has something to do. */
export async function nothingLeft({ api }: Scene, { shop }: Book, store?: Store): Promise<string | null> {
  const { items } = await api.call('GET /shops/{shop}/listings', { params: { shop }, query: { limit: 100 } })
  const ours = items.filter(one => one.patternId !== null && one.desiredNo > 0 && (store === undefined || one.shop === store.label))
  const isDone = ({ state, provenNo, desiredNo }: (typeof ours)[number]) =>
    state === 'updated' ? provenNo === desiredNo : state === 'needs-you' || state === 'failed' || state === 'gone'
  if (ours.length === 0 || !ours.every(isDone)) return null
  return `The hub has nothing left to do: ${ours.map(({ shop: label, state, reason }) => `${label} ${state}${reason ? ` (${reason})` : ''}`).join(', ')}`
}

/** So often are sales and listings read again before what was not found is not there; one reading may have begun before it was. */
const readings = 3

/** Reads sales and listings there at once, and again, until what was done there is known here. */
export async function untilRead<T>(
  scene: Scene,
  book: Book,
  { connection }: Pick<Entry, 'connection'>,
  what: string,
  isKnown: () => Promise<T | null | false>,
): Promise<T> {
  const place = { shop: book.shop, connection }
  const read = async () => {
    const { lastPollAt, lastSweepAt } = await scene.api.call('GET /shops/{shop}/connections/{connection}', { params: place })
    return { lastPollAt, lastSweepAt }
  }
  let since = await read()
  let rounds = 0
  await look(scene, place)
  return until(what, isKnown, patience, {
    whyOver: async () => {
      const now = await read()
      if (now.lastPollAt === since.lastPollAt || now.lastSweepAt === since.lastSweepAt) return null
      if (++rounds < readings) {
        since = now
        await look(scene, place)
        return null
      }
      return (await nothingLeft(scene, book)) && `It was read ${readings} times since.`
    },
  })
}

export const readPattern = (scene: Scene, book: Book) =>
  scene.api.call('GET /shops/{shop}/patterns/{pattern}', { params: { shop: book.shop, pattern: book.pattern } })

export const liveOrders = async (scene: Scene, book: Book, { label }: Store) =>
  (await allOrders(scene, book)).filter(order => !order.isHistory && order.shop === label)

export const mailedIn = ({ stores }: Scene): number => stores.filter(({ tellsBuyers }) => tellsBuyers).length
