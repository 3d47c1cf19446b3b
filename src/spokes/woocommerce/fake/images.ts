/** The media library's records, and the images of a product: fetched by address within the request, or named by id. */

import { fetchFor } from './fetch.ts'
import { extensionOf, mediaTypeOf, sniff } from './media-types.ts'
import { type Item, refused, text } from './rest.ts'
import type { Shop } from './shop.ts'
import type { Attachment } from './state.ts'
import { cleanFileName, cleanLine } from './text.ts'
import { gmt, twiceShifted } from './time.ts'

/** 'cover.png', then 'cover-1.png': names in a month's folder are never used twice. */
function freePath(shop: Shop, name: string): string {
  const now = shop.clock.now()
  const folder = `${now.getUTCFullYear()}/${String(now.getUTCMonth() + 1).padStart(2, '0')}`
  const taken = new Set([...shop.attachments.values()].map(each => each.path.toLowerCase()))
  const extension = /\.[^.]+$/.exec(name)?.[0] ?? ''
  const stem = name.slice(0, name.length - extension.length)
  let free = `${folder}/${name}`
  for (let number = 1; taken.has(free.toLowerCase()); number++) free = `${folder}/${stem}-${number}${extension}`
  return free
}

export async function keepAttachment(shop: Shop, name: string, bytes: Uint8Array, type: string, title?: string): Promise<Attachment> {
  const sha256 = await shop.uploads.keep(bytes)
  const path = freePath(shop, cleanFileName(name))
  const size = sniff(bytes)
  const isImage = type.startsWith('image/') && size !== null
  const now = shop.now()
  const attachment: Attachment = {
    id: shop.next('post'),
    created: now,
    modified: now,
    title: title ?? path.split('/').at(-1) ?? name,
    alt: '',
    path,
    mediaType: type,
    sha256,
    sizeBytes: bytes.length,
    width: isImage ? size.width : null,
    height: isImage ? size.height : null,
  }
  shop.attachments.set(attachment.id, attachment)
  return attachment
}

export const addressOf = (shop: Shop, attachment: Attachment): string => `${shop.url}/wp-content/uploads/${attachment.path}`

const sized = (address: string, width: number, height: number): string => address.replace(/(\.[^.]+)$/, `-${width}x${height}$1`)

export function imageJson(shop: Shop, attachment: Attachment): Item {
  const src = addressOf(shop, attachment)
  const width = attachment.width ?? 800
  const height = attachment.height ?? 800
  const smaller = [300, 768, 600]
    .filter(each => each < width)
    .map(each => `${sized(src, each, Math.round((each * height) / width))} ${each}w`)
  return {
    id: attachment.id,
    date_created: twiceShifted(attachment.created),
    date_created_gmt: gmt(attachment.created),
    date_modified: twiceShifted(attachment.modified),
    date_modified_gmt: gmt(attachment.modified),
    src,
    name: attachment.title,
    alt: attachment.alt,
    srcset: [`${src} ${width}w`, ...smaller].join(', '),
    sizes: `(max-width: ${width}px) 100vw, ${width}px`,
    thumbnail: sized(src, 300, 300),
  }
}

const uploadError = (message: string): Error => refused('woocommerce_product_image_upload_error', message, 400)

async function sideload(shop: Shop, src: string): Promise<Attachment> {
  const fetched = await fetchFor(shop, src, { guard: true })
  if ('reason' in fetched) throw uploadError(`Error getting remote image ${src}. Error: ${fetched.reason}`)
  const kind = sniff(fetched.bytes)
  let name = decodeURIComponent(src.split(/[?#]/)[0]?.split('/').at(-1) || 'image')
  if (extensionOf(name) === '' && kind) name += `.${kind.type.split('/')[1]?.replace('jpeg', 'jpg')}`
  const named = mediaTypeOf(name)
  if (!kind?.type.startsWith('image/') || named === null || !named.startsWith('image/')) {
    throw uploadError('Invalid image: Sorry, you are not allowed to upload this file type.')
  }
  return keepAttachment(shop, name, fetched.bytes, kind.type)
}

/**
 * @param wanted `[{ id } | { src, name?, alt? }]`; the same `src` again makes a second copy.
 * @returns ids in their order. @throws {Refused} with nothing left behind when one of them cannot be had.
 */
export async function imagesFrom(shop: Shop, wanted: readonly unknown[]): Promise<number[]> {
  const made: number[] = []
  const ids: number[] = []
  try {
    for (const each of wanted) {
      const image = (typeof each === 'object' && each !== null ? each : {}) as Item
      let attachment = Number(image.id ?? 0) > 0 ? shop.attachments.get(Number(image.id)) : undefined
      if (!attachment && Number(image.id ?? 0) > 0)
        throw refused('woocommerce_product_invalid_image_id', `#${String(image.id)} is an invalid image ID.`, 400)
      if (!attachment) {
        if (text(image.src) === '') continue
        attachment = await sideload(shop, text(image.src))
        made.push(attachment.id)
      }
      if (!attachment.mediaType.startsWith('image/'))
        throw refused('woocommerce_product_invalid_image_id', `#${attachment.id} is an invalid image ID.`, 400)
      if (image.alt !== undefined) attachment.alt = cleanLine(text(image.alt))
      if (image.name !== undefined && text(image.name) !== '') attachment.title = cleanLine(text(image.name))
      ids.push(attachment.id)
    }
  } catch (error) {
    for (const id of made) shop.attachments.delete(id)
    throw error
  }
  return ids
}
