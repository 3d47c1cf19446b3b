/** Files of a download: five of 20 MB, with plain names. Without its last one it is a download no more. */
import type { Call, Reply } from './answer.ts'
import { fileJson } from './listing-json.ts'
import { listingOf, makePhysical, touch } from './listings.ts'
import { notFound } from './rules.ts'
import { refused, type Shop } from './shop.ts'
import type { Listing } from './state.ts'
import type { Bytes } from './validate.ts'

const most = 5
const mostBytes = 20 * 1024 * 1024

export async function uploadFile({ shop, params, body }: Call): Promise<Reply> {
  const listing = listingOf(shop, params.listing_id)
  const { file, name, rank = 1 } = body as { file?: Bytes; name?: string; rank?: number }
  if (file === undefined || name === undefined) throw refused(400, 'Either a listing_file_id or a file with its name must be sent')
  if (!/^[A-Za-z0-9._-]{1,70}$/.test(name))
    throw refused(400, 'The name of a file may have 70 letters, digits, dots, dashes and underscores')
  if (file.bytes.length === 0) throw refused(400, 'An error ocurred while uploading your file, please try again.')
  if (file.bytes.length > mostBytes) throw refused(400, 'The file is larger than 20 MB')
  if (listing.files.length >= most) throw refused(400, 'The listing has 5 files already')
  const made = { id: shop.next(), name, sha256: await shop.blobs.keep(file.bytes), size: file.bytes.length, created: shop.now() }
  // A thing to be shipped becomes a download, and loses what it had of variations.
  if (listing.type === 'physical') {
    listing.type = 'download'
    listing.shippingProfileId = null
    if ((listing.products?.length ?? 0) > 1) listing.products = listing.products!.slice(0, 1).map(product => ({ ...product, values: [] }))
  }
  listing.files.splice(Math.max(0, rank - 1), 0, made)
  touch(shop, listing)
  return { status: 201, body: fileJson(listing, made, listing.files.indexOf(made) + 1) }
}

export function listFiles({ shop, params }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  const all = listing.type === 'physical' ? [] : listing.files
  const shown = shop.isOn('late-files') && all.length > 1 ? all.slice(0, -1) : all
  return { body: { count: shown.length, results: shown.map((file, at) => fileJson(listing, file, at + 1)) } }
}

export function deleteFile({ shop, params }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  if (!listing.files.some(({ id }) => id === params.listing_file_id)) throw notFound('File')
  dropFile(shop, listing, params.listing_file_id!)
  return { status: 204, body: null }
}

export function dropFile(shop: Shop, listing: Listing, id: number): void {
  listing.files = listing.files.filter(file => file.id !== id)
  // Issue 454: one that is made to order needs no file and still becomes physical, when the switch is on.
  const isSpared = listing.whenMade === 'made_to_order' && !shop.isOn('issue-454')
  if (listing.files.length === 0 && !isSpared) makePhysical(listing)
  touch(shop, listing)
}
