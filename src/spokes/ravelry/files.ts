/** The PDFs of a product: new ones up, seen to be there, then the old ones down. The last one is never taken away first. */
import { setTimeout as pause } from 'node:timers/promises'
import { type FileForm, type ObservedListing, SpokeError } from '#kit'
import { asJson, basicOf, type Context, call, orLost, statusOf, unlessGone } from './client.ts'
import { type AttachmentFact, type Extras, keyOf, noteFrom, toAttachmentFact } from './mapping.ts'
import { pauseMs } from './photos.ts'
import type { MediaBody } from './plan.ts'
import { Attachments, DownloadLink } from './wire.ts'

/** Ravelry shows a new file “usually within seconds”. */
const mostAsked = 16
/** What was sent so lately may be on its way still; sent again, it would be there twice. */
const onItsWayMs = 10 * 60_000

export async function putFiles(ctx: Context, productId: number, { add, drop }: NonNullable<MediaBody['files']>): Promise<void> {
  let listed = await listFiles(ctx, productId)
  for (const file of add) if (!listed.some(({ name }) => name === file.name)) listed = await putFile(ctx, productId, file)
  if (drop.length === 0) return
  const staying = listed.filter(({ id }) => !drop.includes(id))
  const missing = add.find(({ name }) => !staying.some(file => file.name === name))
  if (missing !== undefined)
    throw new SpokeError('retry', `a new file of product ${productId} is not listed; the old one stays until it is`)
  for (const id of drop) await unlessGone(call(ctx, { what: 'take a file away', method: 'DELETE', path: `/product_attachments/${id}` }))
}

export async function listFiles(ctx: Context, productId: number): Promise<AttachmentFact[]> {
  const { body } = await call(ctx, { what: 'read the files', path: `/products/${productId}/attachments` })
  return Attachments.parse(body).product_attachments.map(toAttachmentFact)
}

/** @returns what is listed once it is. */
async function putFile(ctx: Context, productId: number, { name, sha256 }: { name: string; sha256: string }): Promise<AttachmentFact[]> {
  const id = String(productId)
  const note = noteFrom((await ctx.notes([id])).get(id))
  const now = ctx.now().getTime()
  const isOnItsWay = now - (note.sent[name] ?? Number.NEGATIVE_INFINITY) < onItsWayMs
  let lost: SpokeError | null = null
  if (!isOnItsWay) {
    // Before it goes, so that a process that stops in between does not send it twice.
    const recent = Object.entries(note.sent).filter(([, at]) => now - at < onItsWayMs)
    await ctx.note(id, asJson({ ...note, sent: { ...Object.fromEntries(recent), [name]: now } }))
    const upload: FileForm = { fields: { product_id: productId }, part: 'file', fileName: name, open: () => ctx.openBlob(sha256) }
    const sent = await orLost(call(ctx, { what: 'put a file', method: 'POST', path: '/product_attachments/upload', upload })).catch(
      async (error: unknown) => {
        await forget(ctx, id, name)
        throw error
      },
    )
    if ('lost' in sent) lost = sent.lost
    else if ((sent.body as { success?: unknown } | null)?.success === false) {
      await forget(ctx, id, name)
      throw new SpokeError('seller', `Ravelry did not take the file “${name}”. Look that it is a whole PDF, and try again.`)
    }
  }
  for (let asked = 0; asked < mostAsked; asked++) {
    const listed = await listFiles(ctx, productId)
    if (listed.some(file => file.name === name)) {
      await forget(ctx, id, name)
      return listed
    }
    await pause(pauseMs(asked))
  }
  throw lost ?? new SpokeError('wait', `a new file of product ${productId} is not there yet`, { waitMs: 30_000 })
}

async function forget(ctx: Context, id: string, name: string): Promise<void> {
  const note = noteFrom((await ctx.notes([id])).get(id))
  if (!(name in note.sent)) return
  const { [name]: _, ...sent } = note.sent
  await ctx.note(id, asJson({ ...note, sent }))
}

// ---------------------------------------------------------------- the proof

const fileLimits = { maxBytes: 64 * 1024 * 1024, timeoutMs: 300_000 }
/** Ravelry gives a hundred links a day. When they are used up, nobody here asks for more for so long. */
const restMs = 4 * 3_600_000
const usedUp = new Map<string, number>()

/** @throws {SpokeError} 'wait' when the day's links are used up. */
export async function openListedFile(ctx: Context, { extras }: ObservedListing, fileKey: string): Promise<ReadableStream<Uint8Array>> {
  const { attachments } = extras as unknown as Extras
  const found = attachments.find(({ key }) => key === keyOf(fileKey))
  if (found === undefined) throw new SpokeError('bug', 'open a listed file: the product has no such file')
  const account = `${ctx.baseUrl} ${basicOf(ctx.settings)}`
  const restLeftMs = (usedUp.get(account) ?? 0) - ctx.now().getTime()
  if (restLeftMs > 0) throw usedUpFor(restLeftMs)
  const path = `/product_attachments/${found.id}/generate_download_link`
  const answer = await call(ctx, { what: 'ask for a file', method: 'POST', path, form: { id: found.id } }).catch((error: unknown) => {
    if (statusOf(error) !== 429) throw error
    if (usedUp.size > 200) usedUp.clear()
    usedUp.set(account, ctx.now().getTime() + restMs)
    throw usedUpFor(restMs)
  })
  const { url } = DownloadLink.parse(answer.body).download_link
  const response = await ctx.fetch(new URL(url, ctx.baseUrl).href, fileLimits)
  if (!response.ok || response.body === null) {
    await response.body?.cancel()
    throw new SpokeError('retry', `open a listed file: ${response.status}`)
  }
  return response.body
}

const usedUpFor = (waitMs: number) =>
  new SpokeError(
    'wait',
    'Ravelry hands out a hundred files a day to be looked at, and these are used up; the rest is looked at tomorrow.',
    {
      waitMs: Math.min(waitMs, restMs),
    },
  )
