/** Pictures: put straight into Gumroad's store, made covers of the product, and the first one its thumbnail where it is square. */
import { createHash } from 'node:crypto'
import { markOf, SpokeError } from '#kit'
import { limits } from './check.ts'
import { type Context, call, callAgain, inPath, isMissing } from './client.ts'
import { readProduct } from './listings.ts'
import { noteFrom } from './mapping.ts'
import { noteOf } from './notes.ts'
import type { MediaBody } from './plan.ts'
import { assertFit, putBytes } from './storage.ts'
import { CoversAnswer, DirectUpload } from './wire.ts'

export async function putPictures(
  ctx: Context,
  remoteId: string,
  { wanted, drop, attached }: NonNullable<MediaBody['images']>,
): Promise<void> {
  const toDrop = [...drop]
  const known = new Set([...drop, ...wanted.flatMap(({ id }) => (id === null ? [] : [id]))])
  const placed: string[] = []
  let count = attached
  for (const picture of wanted) {
    let { id } = picture
    if (id === null) {
      // No place left for the new one beside the old: one of those goes first; the others keep the product from being bare.
      if (count >= limits.images && toDrop.length > 0) await dropCover(ctx, remoteId, toDrop.pop()!).then(() => count--)
      id = await putCover(ctx, remoteId, picture.sha256, known)
      known.add(id)
      count++
      const own = id
      await noteOf(ctx, remoteId, note => ({ ...note, covers: { ...note.covers, [own]: markOf(picture.sha256) } }))
    }
    placed.push(id)
  }
  for (const id of toDrop) await dropCover(ctx, remoteId, id)
  if (placed.length > 1) await order(ctx, remoteId, placed)
  await putThumbnail(ctx, remoteId, wanted[0]?.sha256 ?? null)
}

async function order(ctx: Context, remoteId: string, ids: readonly string[]): Promise<void> {
  const json = { cover_ids: ids }
  await call(ctx, { what: 'set the order of the pictures', method: 'PUT', path: `/v2/products/${inPath(remoteId)}`, json })
}

async function putCover(ctx: Context, remoteId: string, sha256: string, known: ReadonlySet<string>): Promise<string> {
  const signed_blob_id = await putBlob(ctx, sha256)
  const path = `/v2/products/${inPath(remoteId)}/covers`
  const isNew = ({ id }: { id: string }) => !known.has(id)
  try {
    const { body } = await call(ctx, { what: 'put a picture', method: 'POST', path, form: { signed_blob_id } })
    const added = CoversAnswer.parse(body).covers.findLast(isNew)
    if (added === undefined) throw new SpokeError('retry', 'put a picture: Gumroad does not list it', { isUnknown: true })
    return added.id
  } catch (error) {
    if (!(error instanceof SpokeError) || !error.isUnknown) throw error
    // Pictures carry no name of ours, but one that was not there before can only be this one.
    const found = ((await readProduct(ctx, remoteId))?.covers ?? []).filter(isNew)
    if (found.length !== 1) throw error
    return found[0]!.id
  }
}

/** What is gone already needs no taking away. */
async function dropCover(ctx: Context, remoteId: string, id: string): Promise<void> {
  const path = `/v2/products/${inPath(remoteId)}/covers/${inPath(id)}`
  try {
    await call(ctx, { what: 'take a picture away', method: 'DELETE', path })
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** Gumroad shows it in lists, and takes a square of 600 pixels and more. One that she chose herself stays when the first picture is none. */
async function putThumbnail(ctx: Context, remoteId: string, sha256: string | null): Promise<void> {
  const { thumbnail } = noteFrom((await ctx.notes([remoteId])).get(remoteId))
  const path = `/v2/products/${inPath(remoteId)}/thumbnail`
  if (sha256 !== null && (await isFitForThumbnail(ctx, sha256))) {
    if (thumbnail === markOf(sha256)) return
    const signed_blob_id = await putBlob(ctx, sha256)
    await call(ctx, { what: 'put the thumbnail', method: 'POST', path, form: { signed_blob_id } })
    return noteOf(ctx, remoteId, note => ({ ...note, thumbnail: markOf(sha256) }))
  }
  if (thumbnail === '') return
  try {
    await call(ctx, { what: 'take the thumbnail away', method: 'DELETE', path })
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  await noteOf(ctx, remoteId, note => ({ ...note, thumbnail: '' }))
}

async function isFitForThumbnail(ctx: Context, sha256: string): Promise<boolean> {
  const { stream, sizeBytes } = await ctx.openBlob(sha256)
  const head = await headOf(stream, 256 * 1024)
  const size = sizeOf(head)
  return sizeBytes <= limits.thumbnailBytes && size !== null && size.width === size.height && size.width >= limits.thumbnailPixels
}

/** The first bytes of it; the rest is not read. */
async function headOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Buffer> {
  const reader = stream.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  while (length < most) {
    const { value, done } = await reader.read()
    if (done) break
    parts.push(value)
    length += value.byteLength
  }
  await reader.cancel().catch(() => {})
  return Buffer.concat(parts)
}

/** Pure. Pixels, by what PNG, GIF and JPEG say of themselves at their beginning; null where it is not found there. */
export function sizeOf(head: Buffer): { readonly width: number; readonly height: number } | null {
  if (head.length >= 24 && head.subarray(1, 4).toString('latin1') === 'PNG')
    return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
  if (head.length >= 10 && head.subarray(0, 3).toString('latin1') === 'GIF')
    return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) }
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return null
  for (let at = 2; at + 9 < head.length; ) {
    if (head[at] !== 0xff) return null
    const marker = head[at + 1]!
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) }
    at += 2 + head.readUInt16BE(at + 2)
  }
  return null
}

const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' }

/** Reserves a place, puts the bytes there, and gives the word by which they are taken for a cover. Read twice: its checksum comes first. */
async function putBlob(ctx: Context, sha256: string): Promise<string> {
  const { stream, sizeBytes, mediaType } = await ctx.openBlob(sha256)
  const hash = createHash('md5')
  for await (const chunk of stream) hash.update(chunk)
  const blob = {
    filename: `picture-${markOf(sha256)}.${endings[mediaType] ?? 'png'}`,
    byte_size: sizeBytes,
    checksum: hash.digest('base64'),
    content_type: mediaType,
  }
  const { body } = await callAgain(ctx, {
    what: 'reserve a place for a picture',
    method: 'POST',
    path: '/v2/direct_uploads',
    json: { blob },
  })
  const { signed_id, direct_upload } = DirectUpload.parse(body)
  assertFit(ctx, direct_upload.url)
  const again = await ctx.openBlob(sha256)
  await putBytes(ctx, { what: 'send a picture', url: direct_upload.url, headers: direct_upload.headers, body: again.stream, sizeBytes })
  return signed_id
}
