/** What waits for her in the demo, so that Today has something to ask: a sale of something unknown, and a change by hand. */
import type { ListingField } from '#hub/listing/content.ts'
import type { FakeControl, FarListing } from '#kit/fake.ts'
import type { Api } from '#web/api/client.ts'
import { demoPatterns } from './patterns/index.ts'

/** She tries out tags at each store by hand, and wants to be asked rather than have them put back. */
const askedField: ListingField = 'tags'
const triedTag = 'slow weekend'
const skuOf = { bought: 'SM-101', given: 'SM-103', tagged: 'SM-202' } as const
const given = demoPatterns.find(({ sku }) => sku === skuOf.given)!
const unknownListing = '999999999'

export interface OpenStore {
  readonly connection: string
  readonly far: FakeControl
  /** Fields that the platform holds. */
  readonly fields: readonly ListingField[]
}

/**
 * Leaves both ends loose and has every store looked at.
 *
 * @throws {Error} when no store has tags to change, or none sells what it does not list.
 */
export async function leaveLooseEnds({ api, shop, stores }: { api: Api; shop: string; stores: readonly OpenStore[] }): Promise<void> {
  await api.call('PATCH /shops/{shop}/settings', { params: { shop }, body: { fieldRules: { [askedField]: 'ask' } } })
  await tickOff(api, shop)
  await changeByHand(stores)
  await sellGift(stores)
  for (const { connection } of stores) await api.call('POST /shops/{shop}/connections/{connection}/look', { params: { shop, connection } })
}

/** What storefronts left for her to do by hand when all was listed there was done long ago. */
async function tickOff(api: Api, shop: string): Promise<void> {
  for (;;) {
    const { items } = await api.call('GET /shops/{shop}/hand-steps', { params: { shop }, query: { state: 'open' } })
    if (items.length === 0) return
    for (const { id } of items)
      await api.call('POST /shops/{shop}/hand-steps/{step}', { params: { shop, step: id }, body: { isDone: true } })
  }
}

/** Whether both have been found and stand on Today. */
export async function areLooseEndsFound(api: Api, shop: string): Promise<boolean> {
  const edits = await api.call('GET /shops/{shop}/hand-edits', { params: { shop }, query: { settled: 'false' } })
  const orders = await api.call('GET /shops/{shop}/orders', { params: { shop }, query: { unmatched: 'true' } })
  return edits.items.length === 1 && orders.items.length === 1
}

async function changeByHand(stores: readonly OpenStore[]): Promise<void> {
  // The last store that has tags: the first is where a visitor tries things out herself.
  const store = stores.findLast(({ fields }) => fields.includes(askedField))
  const listings = await store?.far.listings()
  const listing = listings?.find(({ sku }) => sku === skuOf.tagged) ?? listings?.[0]
  if (!store || !listing) throw new Error('the demo has no store with tags to change')
  await store.far.edit({ remoteId: listing.remoteId, set: { tags: [...listing.tags, triedTag] } })
}

/** A gift beside a paid pattern, from a listing that the store does not have any more: only she knows which pattern it was. */
async function sellGift(stores: readonly OpenStore[]): Promise<void> {
  const refusals: unknown[] = []
  for (const { far } of stores) {
    const listing = (await far.listings()).find(({ sku }) => sku === skuOf.bought)
    if (listing === undefined) continue
    try {
      return await giftAt(far, listing)
    } catch (refusal) {
      refusals.push(refusal) // a platform that sells nothing but what it lists
    }
  }
  throw new AggregateError(refusals, 'no store of the demo sold a gift')
}

async function giftAt(far: FakeControl, { remoteId }: FarListing): Promise<void> {
  await far.sell({
    lines: [{ remoteId }, { remoteId: unknownListing, title: `Gift of the month (${given.title})` }],
    name: 'Frida Nyström',
    email: 'frida.nystrom@example.com',
    country: 'SE',
  })
}
