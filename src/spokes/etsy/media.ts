/** Pictures and files: new ones up, seen to be listed, then the old ones down. The last file is never taken away. */
import { type FileForm, markOf, SpokeError } from '#kit'
import { limits } from './check.ts'
import { type Answer, asJson, type Context, call, statusOf } from './client.ts'
import { type FileFact, noteFrom, toFileFact } from './mapping.ts'
import { patchListing } from './patch.ts'
import type { MediaBody } from './plan.ts'
import { Image, Page } from './wire.ts'

export async function putMedia(ctx: Context, remoteId: string, { images, files }: MediaBody): Promise<void> {
  if (images !== null) await putImages(ctx, remoteId, images)
  if (files === null) return
  await forgetFiles(ctx, remoteId)
  await putFiles(ctx, remoteId, files)
}

// ---------------------------------------------------------------- pictures

async function putImages(ctx: Context, remoteId: string, { wanted, drop, attached }: NonNullable<MediaBody['images']>): Promise<void> {
  const toDrop = [...drop]
  const known = new Set([...drop, ...wanted.flatMap(({ id }) => (id === null ? [] : [id]))])
  const placed: number[] = []
  let count = attached
  for (const [at, image] of wanted.entries()) {
    let { id } = image
    if (id === null) {
      // No place left for the new one beside the old: one of those goes first; the others keep the listing from being bare.
      if (count >= limits.images && toDrop.length > 0) await dropImage(ctx, remoteId, toDrop.pop()!).then(() => count--)
      id = await putImage(ctx, remoteId, { ...image, rank: at + 1, known })
      known.add(id)
      count++
      await noteImage(ctx, remoteId, id, image.sha256)
    }
    placed.push(id)
  }
  for (const id of toDrop) await dropImage(ctx, remoteId, id)
  const hasKept = wanted.some(({ id }) => id !== null)
  // An empty list is refused there (issue 472); new ones alone lie in the order in which they came.
  if (hasKept && placed.length > 1)
    await patchListing(ctx, remoteId, { what: 'set the order of the pictures', form: { image_ids: placed.join(',') } })
}

interface NewImage {
  readonly sha256: string
  readonly alt: string
  readonly rank: number
  readonly known: ReadonlySet<number>
}

async function putImage(ctx: Context, remoteId: string, { sha256, alt, rank, known }: NewImage): Promise<number> {
  const upload: FileForm = {
    fields: { rank, overwrite: false, ...(alt !== '' && { alt_text: alt }) },
    part: 'image',
    fileName: `picture-${markOf(sha256)}`,
    open: () => ctx.openBlob(sha256),
  }
  const path = `/shops/${ctx.settings.shopId}/listings/${remoteId}/images`
  const sent = await orLost(call(ctx, { what: 'put a picture', method: 'POST', path, upload }))
  if (!('lost' in sent)) return Image.parse(sent.body).listing_image_id
  // Pictures carry no name of ours, but one that was not there before can only be this one.
  const found = (await listImages(ctx, remoteId)).filter(id => !known.has(id))
  if (found.length !== 1) throw sent.lost
  return found[0]!
}

async function listImages(ctx: Context, remoteId: string): Promise<number[]> {
  const { body } = await call(ctx, { what: 'read the pictures', path: `/listings/${remoteId}/images` })
  return Page.parse(body).results.map(image => Image.parse(image).listing_image_id)
}

async function noteImage(ctx: Context, remoteId: string, id: number, sha256: string): Promise<void> {
  const note = noteFrom((await ctx.notes([remoteId])).get(remoteId))
  await ctx.note(remoteId, asJson({ ...note, images: { ...note.images, [String(id)]: markOf(sha256) } }))
}

const dropImage = (ctx: Context, remoteId: string, id: number) =>
  dropped(
    call(ctx, { what: 'take a picture away', method: 'DELETE', path: `/shops/${ctx.settings.shopId}/listings/${remoteId}/images/${id}` }),
  )

// ---------------------------------------------------------------- files

async function putFiles(ctx: Context, remoteId: string, { add, drop, attached }: NonNullable<MediaBody['files']>): Promise<void> {
  const toDrop = [...drop]
  let count = attached
  for (const file of add) {
    // With all places taken one goes first; four others stay, so that it is never the last.
    if (count >= limits.files && toDrop.length > 0) await dropFile(ctx, remoteId, toDrop.pop()!).then(() => count--)
    await putFile(ctx, remoteId, { ...file, rank: count + 1 })
    count++
  }
  if (toDrop.length === 0) return
  const listed = await listFiles(ctx, remoteId)
  const missing = add.find(({ name }) => listed.every(file => file.name !== name))
  if (missing !== undefined)
    throw new SpokeError('retry', `a new file of listing ${remoteId} is not listed yet; the old one stays until it is`)
  const staying = listed.filter(({ id }) => !toDrop.includes(id)).length
  if (staying === 0) throw new SpokeError('bug', `take a file of listing ${remoteId} away: it is the last one`)
  for (const id of toDrop) await dropFile(ctx, remoteId, id)
}

async function putFile(
  ctx: Context,
  remoteId: string,
  { name, sha256, rank }: { name: string; sha256: string; rank: number },
): Promise<void> {
  const upload: FileForm = { fields: { name, rank }, part: 'file', fileName: name, open: () => ctx.openBlob(sha256) }
  const path = `/shops/${ctx.settings.shopId}/listings/${remoteId}/files`
  const sent = await orLost(call(ctx, { what: 'put a file', method: 'POST', path, upload }))
  if (!('lost' in sent)) return
  // Its name holds the digits of its own hash: if it is there, it is this one.
  if (!(await listFiles(ctx, remoteId)).some(file => file.name === name)) throw sent.lost
}

/** What was noted of them is no longer so. */
async function forgetFiles(ctx: Context, remoteId: string): Promise<void> {
  const note = noteFrom((await ctx.notes([remoteId])).get(remoteId))
  if (note.files !== null) await ctx.note(remoteId, asJson({ ...note, files: null }))
}

export async function listFiles(ctx: Context, remoteId: string): Promise<FileFact[]> {
  const { body } = await call(ctx, { what: 'read the files', path: `/shops/${ctx.settings.shopId}/listings/${remoteId}/files` })
  return Page.parse(body).results.map(toFileFact)
}

const dropFile = (ctx: Context, remoteId: string, id: number) =>
  dropped(call(ctx, { what: 'take a file away', method: 'DELETE', path: `/shops/${ctx.settings.shopId}/listings/${remoteId}/files/${id}` }))

/** An answer that was lost is a question: what is there now tells whether it was done. Anything else is thrown on. */
async function orLost(sent: Promise<Answer>): Promise<Answer | { readonly lost: SpokeError }> {
  try {
    return await sent
  } catch (error) {
    if (error instanceof SpokeError && error.isUnknown) return { lost: error }
    throw error
  }
}

/** What is gone already needs no taking away. */
async function dropped(sent: Promise<Answer>): Promise<void> {
  try {
    await sent
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}
