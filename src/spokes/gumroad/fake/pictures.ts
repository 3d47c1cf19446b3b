/** Covers and the thumbnail: JPG, PNG and GIF by their bytes. Source: covers_, thumbnails_ and direct_uploads_controller.rb, asset_preview.rb, thumbnail.rb. */
import type { Call, Reply } from './answer.ts'
import { productJson, productOf } from './products.ts'
import { notFound, refused, refused400, type Shop } from './shop.ts'
import type { Blob, Product } from './state.ts'
import { blobUrl } from './store.ts'
import type { Values } from './validate.ts'

const [mostCovers, mostThumbnailBytes, thumbnailPixels] = [8, 5 * 1024 * 1024, 600]

export function directUpload({ shop, given }: Call): Reply {
  const blob = given.blob as Values | undefined
  if (blob === undefined) throw refused400('param is missing or the value is empty: blob')
  for (const name of ['filename', 'byte_size', 'checksum']) if (blob[name] === undefined) throw refused400(`${name} is required`)
  if (!/^(?:image\/(?:jpeg|jpg|png|gif)|video\/[a-z0-9.+-]+)$/i.test(String(blob.content_type ?? '')))
    throw refused400('content_type must be JPEG, PNG, GIF, or video.')
  const made: Blob = {
    signedId: `${shop.dice.text(40)}--${shop.dice.hex(40)}`,
    key: shop.dice.text(28, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    filename: String(blob.filename),
    size: Number(blob.byte_size),
    checksum: String(blob.checksum),
    type: String(blob.content_type),
    sha256: null,
  }
  shop.state.blobs.push(made)
  return {
    body: {
      id: shop.next(),
      key: made.key,
      filename: made.filename,
      content_type: made.type,
      byte_size: made.size,
      checksum: made.checksum,
      signed_id: made.signedId,
      direct_upload: { url: blobUrl(shop, made), headers: { 'Content-Type': made.type, 'Content-MD5': made.checksum } },
    },
  }
}

interface Picture {
  readonly sha256: string
  readonly type: string
  readonly width: number
  readonly height: number
  readonly size: number
}

/** @throws {Refused} for a word that nobody gave, or bytes that never came. */
async function pictureIn(shop: Shop, given: Values, what: 'cover' | 'thumbnail'): Promise<Picture | null> {
  const signedId = String(given.signed_blob_id ?? '')
  if (signedId === '')
    throw refused(given.url ? `Could not process your ${what}, please try again.` : 'Please provide a signed_blob_id or url.')
  const blob = shop.state.blobs.find(one => one.signedId === signedId)
  if (blob === undefined) throw refused('The signed_blob_id is invalid or expired.')
  const bytes = blob.sha256 === null ? null : await shop.blobs.read(blob.sha256)
  if (bytes === null) throw refused(`Could not process your ${what}, please try again.`)
  const looked = lookAt(Buffer.from(bytes))
  return looked === null ? null : { ...looked, sha256: blob.sha256!, size: bytes.length }
}

/** What the bytes are. WebP is not taken, whatever its name says. */
function lookAt(bytes: Buffer): Pick<Picture, 'type' | 'width' | 'height'> | null {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')))
    return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  if (/^GIF8[79]a/.test(bytes.subarray(0, 6).toString('latin1')))
    return { type: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  if (!bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return null
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1]!
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
  }
  return null
}

const coversOf = (shop: Shop, product: Product): Reply => {
  const { covers, main_cover_id } = productJson(shop, product, { isSlim: true })
  return { body: { success: true, covers, main_cover_id } }
}

export async function createCover({ shop, params, given }: Call): Promise<Reply> {
  const product = productOf(shop, params.id)
  const picture = await pictureIn(shop, given, 'cover')
  if (picture === null) throw refused('Could not process your preview, please try again.')
  if (product.covers.length >= mostCovers)
    throw refused(`Sorry, we have a limit of ${mostCovers} previews. Please delete an existing one before adding another.`)
  const { sha256, type, width, height } = picture
  const position = Math.max(-1, ...product.covers.map(one => one.position)) + 1
  product.covers.push({ id: shop.dice.hex(32), sha256, type, width, height, position })
  return coversOf(shop, product)
}

export function deleteCover({ shop, params }: Call): Reply {
  const product = productOf(shop, params.id)
  if (!product.covers.some(({ id }) => id === params.cover_id)) throw notFound('cover')
  product.covers = product.covers.filter(({ id }) => id !== params.cover_id)
  return coversOf(shop, product)
}

export async function createThumbnail({ shop, params, given }: Call): Promise<Reply> {
  const product = productOf(shop, params.id)
  const picture = await pictureIn(shop, given, 'thumbnail')
  if (picture === null) throw refused('Could not process your thumbnail, please try again.')
  if (picture.size > mostThumbnailBytes)
    throw refused('Could not process your thumbnail, please upload an image with size smaller than 5 MB.')
  if (picture.width !== picture.height) throw refused('Please upload a square thumbnail.')
  if (picture.width < thumbnailPixels) throw refused('Could not process your thumbnail, please try again.')
  product.thumbnail = { guid: shop.dice.hex(32), sha256: picture.sha256 }
  return { body: { success: true, thumbnail: { url: `${shop.url}/public/${product.thumbnail.guid}`, guid: product.thumbnail.guid } } }
}

export function deleteThumbnail({ shop, params }: Call): Reply {
  const product = productOf(shop, params.id)
  if (product.thumbnail === null) throw notFound('thumbnail')
  product.thumbnail = null
  return { body: { success: true, thumbnail: null } }
}
