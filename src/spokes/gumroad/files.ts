/** Files: new ones up in parts, attached, seen to be there, and only then the old ones away. What buyers see of them follows. */
import { SpokeError } from '#kit'
import { type Context, call, callAgain, inPath } from './client.ts'
import { readProduct } from './listings.ts'
import { type FileFact, pagesAfter, stemOf, toFileFact } from './mapping.ts'
import { noteOf } from './notes.ts'
import type { MediaBody } from './plan.ts'
import { assertFit, putBytes } from './storage.ts'
import { Aborted, Completed, type ContentPage, Presigned } from './wire.ts'

/** Of every part but the last. Source: files_controller.rb. */
export const partBytes = 100 * 1024 * 1024

type Wanted = NonNullable<MediaBody['files']>['wanted'][number]
interface Added {
  readonly name: string
  readonly url: string
  readonly sizeBytes: number
}

export async function putFiles(ctx: Context, remoteId: string, { wanted, drop }: NonNullable<MediaBody['files']>): Promise<void> {
  const before = await factsOf(ctx, remoteId)
  const added: Added[] = []
  // A step that was done by half is done again: what is attached already stays.
  for (const { id, name, sha256 } of wanted)
    if (id === null && !before.files.some(file => file.name === name)) added.push(await uploadFile(ctx, { name, sha256 }))
  await noteOf(ctx, remoteId, note => ({ ...note, files: Object.fromEntries(wanted.map(({ key, name }) => [key, name])) }))
  if (added.length > 0) await attach(ctx, remoteId, { before: before.files, added, wanted })
  const attached = added.length > 0 ? await factsOf(ctx, remoteId) : before
  for (const one of added) assertThere(attached.files, one)
  const keep = wanted.map(({ name }) => attached.files.find(file => file.name === name))
  if (keep.some(file => file === undefined))
    throw new SpokeError('retry', 'a file of the product is gone from Gumroad; the product is read again')
  const goes = attached.files.filter(file => !keep.includes(file))
  if (goes.length === 0 && drop.length === 0) return
  if (goes.length > 0) await takeAway(ctx, remoteId, { attached, keep: keep.filter(file => file !== undefined), goes })
}

async function factsOf(
  ctx: Context,
  remoteId: string,
): Promise<{ readonly files: readonly FileFact[]; readonly pages: readonly ContentPage[] }> {
  const product = await readProduct(ctx, remoteId)
  if (product === null) throw new SpokeError('retry', 'put files: the product is no longer there; the shop is read again')
  return { files: product.files.map(toFileFact), pages: product.rich_content ?? [] }
}

/** All that is attached must be named again: what is left out of this list is taken away there. */
async function attach(
  ctx: Context,
  remoteId: string,
  { before, added, wanted }: { before: readonly FileFact[]; added: readonly Added[]; wanted: readonly Wanted[] },
): Promise<void> {
  const place = (name: string) => wanted.findIndex(one => one.name === name)
  const files = [
    ...before.map(({ id }) => ({ id })),
    ...added.map(({ name, url }) => ({ url, display_name: name.replace(/\.[^.]+$/, ''), position: place(name) })),
  ]
  try {
    await call(ctx, { what: 'attach the files', method: 'PUT', path: `/v2/products/${inPath(remoteId)}`, json: { files } })
  } catch (error) {
    if (!(error instanceof SpokeError) || !error.isUnknown) throw error
    // Its name holds the digits of its own hash: if it is there, it is this one.
    const { files: there } = await factsOf(ctx, remoteId)
    if (!added.every(({ name }) => there.some(file => file.name === name))) throw error
  }
}

function assertThere(files: readonly FileFact[], { name, sizeBytes }: Added): void {
  const file = files.find(one => one.name === name)
  if (file === undefined) throw new SpokeError('retry', 'a new file is not listed at Gumroad yet; the old one stays until it is')
  // Gumroad measures some time later; until then it tells none.
  if (file.size !== null && file.size !== sizeBytes)
    throw new SpokeError('retry', `a new file has ${file.size} bytes at Gumroad and not ${sizeBytes}; the old one stays`)
}

async function takeAway(
  ctx: Context,
  remoteId: string,
  { attached, keep, goes }: { attached: { readonly pages: readonly ContentPage[] }; keep: readonly FileFact[]; goes: readonly FileFact[] },
): Promise<void> {
  // On a page of hers a new file takes the place of the old one that was called the same; what has no follower is taken off the page.
  const follower = (old: FileFact) => keep.find(file => stemOf(file.name) === stemOf(old.name))?.id ?? null
  const pages = pagesAfter(attached.pages, new Map(goes.map(file => [file.id, follower(file)])))
  const json = {
    files: keep.map(({ id }) => ({ id })),
    ...(pages !== null && { rich_content: pages.map(({ id, title, description }) => ({ id, title, description })) }),
  }
  await call(ctx, { what: 'take the old files away', method: 'PUT', path: `/v2/products/${inPath(remoteId)}`, json })
}

/** @param size of a part, for tests. @throws {SpokeError} with nothing left behind there, as far as can be. */
export async function uploadFile(ctx: Context, { name, sha256 }: { name: string; sha256: string }, size = partBytes): Promise<Added> {
  const { stream, sizeBytes } = await ctx.openBlob(sha256)
  const form = { filename: name, file_size: String(sizeBytes) }
  const { body } = await callAgain(ctx, { what: 'begin a file', method: 'POST', path: '/v2/files/presign', form })
  const upload = Presigned.parse(body)
  try {
    const count = Math.ceil(sizeBytes / size)
    const isInOrder = upload.parts.every(({ part_number }, at) => part_number === at + 1)
    if (upload.parts.length !== count || !isInOrder)
      throw new SpokeError('bug', `Gumroad wants a file in ${upload.parts.length} parts, not ${count}`)
    const reader = stream.getReader()
    const rest = { bytes: new Uint8Array(0) }
    const parts: { part_number: number; etag: string }[] = []
    for (const { part_number, presigned_url } of upload.parts) {
      assertFit(ctx, presigned_url)
      const bytes = Math.min(size, sizeBytes - (part_number - 1) * size)
      const what = `send part ${part_number} of ${count} of a file`
      const etag = await putBytes(ctx, { what, url: presigned_url, body: portion(reader, rest, bytes), sizeBytes: bytes })
      parts.push({ part_number, etag })
    }
    return { name, sizeBytes, url: await complete(ctx, upload, parts) }
  } catch (error) {
    await stream.cancel().catch(() => {})
    if (!(error instanceof Settled)) await abort(ctx, upload).catch(() => {})
    throw error instanceof Settled ? error.cause : error
  }
}

/** The upload is at an end on both sides; there is nothing to call off. */
class Settled extends Error {
  override readonly name = 'Settled'
}

type Upload = ReturnType<typeof Presigned.parse>

/**
 * An upload is put together once. Where the answer is lost it is asked whether there is still something to call off: if so, it was not put together and
 * is begun anew; if not, it was.
 */
async function complete(ctx: Context, { upload_id, key, file_url }: Upload, parts: readonly unknown[]): Promise<string> {
  try {
    const { body } = await call(ctx, {
      what: 'put a file together',
      method: 'POST',
      path: '/v2/files/complete',
      json: { upload_id, key, parts },
    })
    return Completed.parse(body).file_url
  } catch (error) {
    if (!(error instanceof SpokeError) || !error.isUnknown) throw error
    const state = await abort(ctx, { upload_id, key })
    if (state === 'already_gone') return file_url
    throw new Settled('called off', {
      cause: new SpokeError('retry', 'put a file together: no answer, and it was not done; it is sent anew', { cause: error }),
    })
  }
}

async function abort(ctx: Context, { upload_id, key }: Pick<Upload, 'upload_id' | 'key'>): Promise<string> {
  const { body } = await callAgain(ctx, { what: 'call a file off', method: 'POST', path: '/v2/files/abort', form: { upload_id, key } })
  return Aborted.parse(body).status
}

/** The next so many bytes of a stream as a stream; what was read too much waits in `rest`. */
function portion(reader: ReadableStreamDefaultReader<Uint8Array>, rest: { bytes: Uint8Array }, count: number): ReadableStream<Uint8Array> {
  let left = count
  return new ReadableStream<Uint8Array>(
    {
      pull: async controller => {
        if (rest.bytes.byteLength === 0 && left > 0) {
          const { value, done } = await reader.read()
          if (done) throw new SpokeError('bug', 'a file is shorter than was known of it')
          rest.bytes = value
        }
        const some = rest.bytes.subarray(0, left)
        rest.bytes = rest.bytes.subarray(some.byteLength)
        left -= some.byteLength
        if (some.byteLength > 0) controller.enqueue(some)
        if (left === 0) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}
