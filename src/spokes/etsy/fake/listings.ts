/** Drafts, changes, states: the life of a listing. */
import type { Call, Reply } from './answer.ts'
import { listingJson } from './listing-json.ts'
import { assertDescription, assertEra, assertPrice, assertQuantity, assertTags, assertTitle, notFound } from './rules.ts'
import { refused, refusedAt, type Shop } from './shop.ts'
import type { Listing, ListingState } from './state.ts'
import { isTaxonomy, propertyNamed } from './taxonomy.ts'
import type { Values } from './validate.ts'

const termSeconds = 120 * 86_400
/** 0.20 USD, taken in the shop's currency at its own rate; here one for one. */
const feeAmount = 20

export function listingOf(shop: Shop, id: number | undefined): Listing {
  const listing = shop.listings.get(id ?? 0)
  if (listing === undefined) throw notFound('Listing')
  return listing
}

export function touch(shop: Shop, listing: Listing): void {
  listing.updated = shop.now()
}

export function createDraft({ shop, body }: Call): Reply {
  const given = body as { readonly title: string; readonly description: string; readonly price: number; readonly quantity: number } & Values
  assertTitle(given.title)
  assertDescription(given.description)
  assertEra(shop, String(given.when_made))
  const tags = (given.tags as string[] | undefined) ?? []
  assertTags(tags)
  if (!isTaxonomy(shop, Number(given.taxonomy_id))) throw refused(400, 'Invalid value for taxonomy_id: no such category')
  const type = given.type === 'download' ? 'download' : 'physical'
  if (type === 'physical' && !given.shipping_profile_id) throw refused(400, 'A shipping_profile_id is required for physical listings')
  const now = shop.now()
  const listing: Listing = {
    id: shop.next(),
    title: given.title,
    description: given.description,
    state: 'draft',
    type,
    price: assertPrice(shop, given.price),
    quantity: assertQuantity(given.quantity),
    products: null,
    onProperty: { price: [], quantity: [], sku: [] },
    tags,
    whoMade: String(given.who_made),
    whenMade: String(given.when_made),
    isSupply: given.is_supply === true,
    // What is not said is taken for yes.
    autoRenew: given.should_auto_renew !== false,
    taxonomyId: Number(given.taxonomy_id),
    shippingProfileId: null,
    images: [],
    files: [],
    properties: [],
    created: now,
    updated: now,
    stateAt: now,
    ending: now + termSeconds,
  }
  shop.listings.set(listing.id, listing)
  return { status: 201, body: listingJson(shop, listing) }
}

export function updateListing({ shop, params, body }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  const given = body as {
    readonly title?: string
    readonly description?: string
    readonly tags?: string[]
    readonly image_ids?: number[]
  } & Values
  if (given.title !== undefined) assertTitle(given.title)
  if (given.description !== undefined) assertDescription(given.description)
  if (given.tags !== undefined) assertTags(given.tags)
  if (given.taxonomy_id !== undefined && !isTaxonomy(shop, Number(given.taxonomy_id)))
    throw refused(400, 'Invalid value for taxonomy_id: no such category')
  if (given.when_made !== undefined) assertEra(shop, String(given.when_made))
  if (shop.isOn('issue-221') && given.type === 'download')
    throw refused(400, 'There was a problem with /file/attachments : You must attach at least one file.')
  const images = given.image_ids?.map(id => {
    const image = listing.images.find(one => one.id === id)
    if (image === undefined) throw refused(400, 'Invalid value for image_ids: no such image of this listing')
    return image
  })
  if (images !== undefined && images.length > 20) throw refusedAt('/image_ids', 'array_too_long', 'has more than 20 items')
  // Issue 221: what does not say that it is a download becomes a thing to be shipped.
  if (listing.type === 'download' && given.type !== 'download') makePhysical(listing)
  else if (given.type === 'download') listing.type = 'download'
  // Issue 585.
  if (shop.isOn('issue-585') && listing.whenMade === 'made_to_order') listing.whenMade = shop.state.settings.newestEra
  if (given.title !== undefined) listing.title = given.title
  if (given.description !== undefined) listing.description = given.description
  if (given.tags !== undefined) listing.tags = given.tags
  if (given.taxonomy_id !== undefined) listing.taxonomyId = Number(given.taxonomy_id)
  if (given.when_made !== undefined) listing.whenMade = String(given.when_made)
  if (images !== undefined) listing.images = images
  if (given.state !== undefined) setState(shop, listing, given.state as 'active' | 'inactive')
  if (shop.isOn('issue-174')) listing.files = []
  touch(shop, listing)
  return { body: listingJson(shop, listing) }
}

/** Its files are gone from the shop's view, and it cannot be sold without a shipping profile. */
export function makePhysical(listing: Listing): void {
  listing.type = 'physical'
  listing.files = []
}

export function setState(shop: Shop, listing: Listing, to: 'active' | 'inactive'): void {
  const from: ListingState = listing.state
  if (to === from) return
  if (to === 'inactive') {
    if (from !== 'active' && from !== 'draft') throw refused(400, `A listing that is ${from} cannot be made inactive`)
    listing.state = 'inactive'
  } else {
    if (listing.images.length === 0) throw refused(400, 'An image must be set before the listing can be activated')
    if (listing.type === 'download' && listing.files.length === 0 && listing.whenMade !== 'made_to_order')
      throw refused(400, 'A digital listing must have a file before it can be activated')
    if (listing.type === 'physical' && listing.shippingProfileId === null)
      throw refused(400, 'A shipping profile is required before the listing can be activated')
    if (
      shop.isOn('needs-details') &&
      !listing.properties.some(one => propertyNamed(shop, listing.taxonomyId, 'Craft type')?.id === one.property_id)
    )
      throw refused(400, 'A required property of the category is missing: attribute 501')
    if (from === 'sold_out') setQuantity(listing, 1)
    const now = shop.now()
    // A listing that was paid for keeps its four months, also while it is inactive.
    const isRunning = from === 'inactive' && listing.ending > now && wasPaid(shop, listing)
    if (!isRunning) {
      shop.enter({ amount: -feeAmount, description: 'listing', type: 'listing', reference: String(listing.id) })
      listing.ending = now + termSeconds
    }
    listing.state = 'active'
  }
  listing.stateAt = shop.now()
}

const wasPaid = (shop: Shop, { id }: Listing): boolean =>
  shop.state.ledger.some(entry => entry.type === 'listing' && entry.reference === String(id))

export function setQuantity(listing: Listing, quantity: number): void {
  listing.quantity = quantity
  for (const product of listing.products ?? []) for (const offering of product.offerings) offering.quantity = quantity
}

const associationsOf = ({ query }: Call): readonly string[] => (query.includes as string[] | undefined) ?? []

export function listListings(call: Call): Reply {
  const { shop, query } = call
  const { state = 'active', limit = 25, offset = 0 } = query as { state?: string; limit?: number; offset?: number }
  const found = [...shop.listings.values()].filter(one => one.state === state).sort((a, b) => b.created - a.created || b.id - a.id)
  const results = found.slice(offset, offset + limit).map(one => listingJson(shop, one, associationsOf(call)))
  return { body: { count: found.length, results } }
}

/** Only the owner sees what is not for sale. */
export function getBatch(call: Call): Reply {
  const { shop, query, grant } = call
  const ids = query.listing_ids as number[]
  if (ids.length > 100) throw refused(400, 'listing_ids: at most 100')
  const found = ids.flatMap(id => shop.listings.get(id) ?? []).filter(one => grant !== null || one.state === 'active')
  return { body: { count: found.length, results: found.map(one => listingJson(shop, one, associationsOf(call))) } }
}

export const getListing = (call: Call): Reply => ({
  body: listingJson(call.shop, listingOf(call.shop, call.params.listing_id), associationsOf(call)),
})

export function deleteListing({ shop, params }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  shop.listings.delete(listing.id)
  return { status: 204, body: null }
}
