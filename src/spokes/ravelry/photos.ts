/** Pictures: sent, made into a photo a moment later, named by their caption, put in order; then those that are not wanted any more go. */
import { setTimeout as pause } from 'node:timers/promises'
import { type FileForm, markOf, SpokeError } from '#kit'
import { asJson, type Context, call, unlessGone } from './client.ts'
import { captionOf, type Note, noteFrom, type PhotoFact, type Place, toPhotoFact } from './mapping.ts'
import type { MediaBody } from './plan.ts'
import { OnePhoto, PhotoStatus, StatusToken, Uploads, UploadToken } from './wire.ts'

const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/heic': 'heic', 'image/heif': 'heif' }

/** Ravelry makes a photo within a few seconds; asked this often, with a little longer between each time. */
const mostAsked = 16
export const pauseMs = (asked: number): number => Math.min(10 * 2 ** asked, 3_000)

export async function putPhotos(
  ctx: Context,
  productId: number,
  place: NonNullable<Place>,
  { wanted, drop, isMoved }: NonNullable<MediaBody['images']>,
): Promise<void> {
  const placed: string[] = []
  for (const { id, sha256, alt, isRenamed } of wanted) {
    const own = id ?? (await putPhoto(ctx, productId, place, sha256))
    if (id === null || isRenamed)
      await call(ctx, { what: 'name a picture', method: 'POST', path: `/photos/${own}`, form: { caption: captionOf(alt, sha256) } })
    placed.push(own)
  }
  if (isMoved && placed.length > 1) await order(ctx, place, placed)
  for (const id of drop) await unlessGone(call(ctx, { what: 'take a picture away', method: 'DELETE', path: `/photos/${id}` }))
  if (place.kind === 'draft') await notePhotos(ctx, productId, () => placed)
}

const pathOf = ({ kind, id }: NonNullable<Place>) => (kind === 'draft' ? `/drafts/patterns/${id}` : `/patterns/${id}`)

const order = (ctx: Context, place: NonNullable<Place>, ids: readonly string[]) =>
  call(ctx, {
    what: 'set the order of the pictures',
    method: 'POST',
    path: `${pathOf(place)}/reorder_photos`,
    form: { sort_order: ids.join(' ') },
  })

async function putPhoto(ctx: Context, productId: number, place: NonNullable<Place>, sha256: string): Promise<string> {
  const asked = await call(ctx, { what: 'ask to send a picture', method: 'POST', path: '/upload/request_token' })
  const { upload_token } = UploadToken.parse(asked.body)
  const { mediaType } = await peek(ctx, sha256)
  const upload: FileForm = {
    fields: { upload_token },
    part: 'file0',
    fileName: `picture-${markOf(sha256)}.${endings[mediaType] ?? 'bin'}`,
    open: () => ctx.openBlob(sha256),
  }
  const sent = await call(ctx, { what: 'send a picture', method: 'POST', path: '/upload/image', upload, isAnonymous: true })
  const { image_id } = Uploads.parse(sent.body).file0
  const made = await call(ctx, { what: 'add a picture', method: 'POST', path: `${pathOf(place)}/create_photo`, form: { image_id } })
  const id = await untilMade(ctx, StatusToken.parse(made.body).status_token)
  // Noted at once: a draft tells its pictures to nobody.
  if (place.kind === 'draft') await notePhotos(ctx, productId, known => [...known, id])
  return id
}

async function peek(ctx: Context, sha256: string): Promise<{ mediaType: string }> {
  const { stream, mediaType } = await ctx.openBlob(sha256)
  await stream.cancel()
  return { mediaType }
}

async function untilMade(ctx: Context, status_token: string): Promise<string> {
  for (let asked = 0; asked < mostAsked; asked++) {
    const { body } = await call(ctx, { what: 'look after a picture', path: '/photos/status', query: { status_token } })
    const { complete, failed, photo } = PhotoStatus.parse(body)
    if (failed === true)
      throw new SpokeError('seller', 'Ravelry could not make a photo of one of the pictures. Save it anew as JPG or PNG.')
    if (complete === true && photo) return photo.id
    await pause(pauseMs(asked))
  }
  throw new SpokeError('wait', 'add a picture: Ravelry has not finished it yet', { waitMs: 30_000 })
}

async function notePhotos(ctx: Context, productId: number, change: (known: readonly string[]) => readonly string[]): Promise<void> {
  const id = String(productId)
  const note: Note = noteFrom((await ctx.notes([id])).get(id))
  await ctx.note(id, asJson({ ...note, photos: change(note.photos) }))
}

/** The pictures of a draft, each asked for by itself; what is gone is left out. */
export async function readPhotos(ctx: Context, ids: readonly string[]): Promise<PhotoFact[]> {
  const found: PhotoFact[] = []
  for (const id of ids) {
    const answer = await unlessGone(call(ctx, { what: 'look at a picture', path: `/photos/${id}/sizes` }))
    if (answer !== null) found.push(toPhotoFact(OnePhoto.parse(answer.body).photo))
  }
  return found
}
