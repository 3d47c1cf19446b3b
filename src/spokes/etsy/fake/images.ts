/** Pictures of a listing: JPG, PNG and GIF by their bytes, twenty at most. */
import type { Call, Reply } from './answer.ts'
import { imageJson, imagesJson } from './listing-json.ts'
import { listingOf, touch } from './listings.ts'
import { notFound } from './rules.ts'
import { refused } from './shop.ts'
import type { Bytes } from './validate.ts'

const most = 20

export async function uploadImage({ shop, params, body }: Call): Promise<Reply> {
  const listing = listingOf(shop, params.listing_id)
  const {
    image,
    rank = 1,
    overwrite = false,
    alt_text: alt = '',
  } = body as {
    image?: Bytes
    rank?: number
    overwrite?: boolean
    alt_text?: string
  }
  if (image === undefined) throw refused(400, 'Either a valid image or a listing_image_id must be sent')
  const type = typeOf(image.bytes)
  if (type === null) throw refused(400, 'The image is not a valid image file')
  if ([...alt].length > 500) throw refused(400, 'Invalid value for alt_text: longer than 500 characters')
  const at = Math.max(0, rank - 1)
  const isReplacing = overwrite && listing.images[at] !== undefined
  if (!isReplacing && listing.images.length >= most) throw refused(400, 'The listing has 20 images already')
  const made = { id: shop.next(), alt, sha256: await shop.blobs.keep(image.bytes), type, created: shop.now() }
  listing.images.splice(at, isReplacing ? 1 : 0, made)
  touch(shop, listing)
  return { status: 201, body: imageJson(shop, listing, made, listing.images.indexOf(made) + 1) }
}

/** What the bytes are. WebP is not taken, whatever its name says. */
function typeOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 12))
  if (head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  if (head.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head.toString('latin1'))) return 'image/gif'
  return null
}

export function listImages({ shop, params }: Call): Reply {
  const results = imagesJson(shop, listingOf(shop, params.listing_id))
  return { body: { count: results.length, results } }
}

export function deleteImage({ shop, params }: Call): Reply {
  const listing = listingOf(shop, params.listing_id)
  if (!listing.images.some(({ id }) => id === params.listing_image_id)) throw notFound('Image')
  if (listing.state === 'active' && listing.images.length === 1) throw refused(400, 'An active listing must have an image')
  listing.images = listing.images.filter(({ id }) => id !== params.listing_image_id)
  touch(shop, listing)
  return { status: 204, body: null }
}
