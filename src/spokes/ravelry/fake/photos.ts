/** Pictures: a token that serves once, the bytes, and a photo that is made of them a moment later. */
import type { Call } from './answer.ts'
import { photoJson, readyPhotos } from './facts.ts'
import { notFound, Refused, refused, type Shop } from './shop.ts'
import type { Facts, Photo } from './state.ts'
import type { Bytes } from './validate.ts'

const mostBytes = 50 * 1024 * 1024

export function requestToken({ shop }: Call) {
  const token = shop.dice.text(32)
  shop.state.uploads = [...shop.state.uploads.slice(-500), { token, isUsed: false }]
  return { upload_token: token }
}

export async function uploadImage({ shop, body }: Call) {
  const { upload_token: token, ...files } = body as { upload_token: string } & Record<string, Bytes>
  const upload = shop.state.uploads.find(one => one.token === token)
  if (upload === undefined || upload.isUsed) throw new Refused(403, { error: 'The upload token is not valid' })
  upload.isUsed = true
  if (Object.values(files).reduce((sum, { bytes }) => sum + bytes.length, 0) > mostBytes)
    throw new Refused(413, { error: 'Request Entity Too Large' })
  const uploads: Record<string, { image_id: number }>[] = []
  for (const [name, { bytes, type }] of Object.entries(files)) {
    const image = { id: shop.next(), sha256: await shop.blobs.keep(bytes), type: isPicture(bytes) ? type : '' }
    shop.state.images.push(image)
    uploads.push({ [name]: { image_id: image.id } })
  }
  return { uploads }
}

const isPicture = (bytes: Uint8Array): boolean => {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  return head.startsWith('\x89PNG') || head.startsWith('\xff\xd8\xff') || /^.{4}ftyp(heic|heix|mif1)/s.test(head)
}

const placeOf = ({ shop, params }: Call): Facts =>
  params.draft_pattern_id === undefined ? shop.pattern(params.id!) : shop.draft(params.draft_pattern_id)

export function createPhoto(call: Call) {
  const { shop, body } = call
  const facts = placeOf(call)
  if (body.image_id === undefined) throw refused(400, 'An image_id or a source_url is needed')
  const image = shop.state.images.find(({ id }) => id === body.image_id)
  if (image === undefined) throw notFound('Image')
  const photo: Photo = {
    id: shop.next(),
    caption: '',
    sha256: image.sha256,
    type: image.type,
    token: shop.dice.text(24),
    readyMs: shop.now() + shop.state.settings.workMs,
    isFailed: image.type === '',
  }
  facts.photos.push(photo)
  facts.updatedMs = shop.now()
  return { status_token: photo.token }
}

function find(shop: Shop, isIt: (photo: Photo) => boolean): { facts: Facts; photo: Photo; at: number } {
  for (const facts of [...shop.drafts.values(), ...shop.patterns.values()]) {
    const at = facts.photos.findIndex(isIt)
    if (at >= 0) return { facts, photo: facts.photos[at]!, at }
  }
  throw notFound('Photo')
}

export function photoStatus({ shop, query }: Call) {
  const { photo, at } = find(shop, ({ token }) => token === query.status_token)
  const isDone = photo.readyMs <= shop.now()
  if (isDone && photo.isFailed) return { progress: 100, complete: false, failed: true, photo: null }
  return { progress: isDone ? 100 : 40, complete: isDone, failed: false, photo: isDone ? photoJson(shop, photo, at + 1) : null }
}

export function photoSizes({ shop, params }: Call) {
  const { photo, at } = find(shop, ({ id, readyMs }) => id === params.id && readyMs <= shop.now())
  return { photo: photoJson(shop, photo, at + 1), sizes: [{ name: 'original', url: `${shop.url}/photos/${photo.id}.jpg` }] }
}

export function updatePhoto({ shop, params, body }: Call) {
  const { facts, photo, at } = find(shop, ({ id }) => id === params.id)
  if (body.caption !== undefined) photo.caption = String(body.caption).trim()
  facts.updatedMs = shop.now()
  return { photo: photoJson(shop, photo, at + 1) }
}

export function deletePhoto({ shop, params }: Call) {
  const { facts, photo, at } = find(shop, ({ id }) => id === params.id)
  facts.photos.splice(at, 1)
  facts.updatedMs = shop.now()
  return { photo: photoJson(shop, photo, at + 1) }
}

export function reorderPhotos(call: Call) {
  const { shop, body } = call
  const facts = placeOf(call)
  const order = String(body.sort_order).split(' ').map(Number)
  if (order.some(id => !facts.photos.some(photo => photo.id === id))) throw refused(400, 'sort_order names a photo that is not here')
  const place = ({ id }: Photo) => (order.includes(id) ? order.indexOf(id) : order.length)
  facts.photos = facts.photos.toSorted((a, b) => place(a) - place(b))
  facts.updatedMs = shop.now()
  return { photos: readyPhotos(shop, facts).map((photo, at) => photoJson(shop, photo, at + 1)) }
}
