/** The PDFs of a product. A new one is listed a moment after it came. */
import type { Call } from './answer.ts'
import { listed } from './products.ts'
import { notFound, Refused, refused, type Shop } from './shop.ts'
import type { Attachment, Product } from './state.ts'
import type { Bytes } from './validate.ts'

const dayMs = 86_400_000
const linkMs = 10 * 60_000

export const attachmentJson = (shop: Shop, product: Product, { id, name, size }: Attachment) => ({
  id,
  product_id: product.id,
  language_id: null,
  document: [
    { id: id + 1, filename: name, bytes: size, content_type: 'application/pdf', notes: null, thumbnail_url: `${shop.url}/thumb.png` },
  ],
})

export async function uploadAttachment({ shop, body }: Call) {
  const { product_id: productId, file } = body as { product_id: number; file: Bytes }
  const product = shop.product(productId)
  const isPdf = Buffer.from(file.bytes.subarray(0, 1024)).includes('%PDF-')
  if (!isPdf) return { success: false }
  const attachment: Attachment = {
    id: shop.next(),
    name: file.fileName,
    sha256: await shop.blobs.keep(file.bytes),
    size: file.bytes.length,
    readyMs: shop.now() + shop.state.settings.workMs,
  }
  shop.next() // its document
  product.attachments.push(attachment)
  return { success: true }
}

export function listAttachments({ shop, params }: Call) {
  const product = shop.product(params.id!)
  const all = listed(shop, product)
  const shown = shop.isOn('late-files') ? all.slice(0, -1) : all
  return { product_attachments: shown.map(one => attachmentJson(shop, product, one)) }
}

function find(shop: Shop, id: number): { product: Product; attachment: Attachment } {
  for (const product of shop.products.values()) {
    const attachment = product.attachments.find(one => one.id === id)
    if (attachment !== undefined) return { product, attachment }
  }
  throw notFound('Product attachment')
}

/** Without its last file a product is not for sale any more. */
export function dropAttachment(shop: Shop, id: number): { product: Product; attachment: Attachment } {
  const found = find(shop, id)
  found.product.attachments = found.product.attachments.filter(one => one.id !== id)
  if (listed(shop, found.product).length === 0) found.product.isActive = false
  return found
}

export function deleteAttachment({ shop, params }: Call) {
  const { product, attachment } = dropAttachment(shop, params.id!)
  return { product_attachment: { ...attachmentJson(shop, product, attachment), deleted: true } }
}

export function generateLink({ shop, params, body }: Call) {
  if (body.id !== params.id) throw refused(400, 'id does not match')
  const { attachment } = find(shop, params.id!)
  const { state } = shop
  state.linkTimes = state.linkTimes.filter(at => at > shop.now() - dayMs)
  if (state.linkTimes.length >= state.settings.linksPerDay) throw new Refused(429, { error: 'Too Many Requests' })
  state.linkTimes.push(shop.now())
  const token = shop.dice.text(32)
  state.links = [...state.links.slice(-500), { token, sha256: attachment.sha256, name: attachment.name, untilMs: shop.now() + linkMs }]
  return {
    download_link: { url: `${shop.url}/dls/${token}`, activated_at: shop.time(shop.now()), expires_at: shop.time(shop.now() + linkMs) },
  }
}
