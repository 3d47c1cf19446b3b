/** Pictures: uploaded to a place the platform gives out, made files of, and waited for until shoppers can see them. */
import { markOf, SpokeError, type StepOrder, type StepOutcome } from '#kit'
import { failed, outcomeOf } from './apply.ts'
import { ask, type Context, sellerError } from './client.ts'
import { pictureName } from './mapping.ts'
import type { AwaitBody, PicturesBody } from './plan.ts'
import { mediaStatesOperation, setMediaOperation, stageOperation } from './queries.ts'
import { gidOf, MediaStatesAnswer, SetAnswer, StageAnswer } from './wire.ts'

/** How often it is looked whether pictures are ready, each time a little later; a run comes back for what takes longer. */
const pausesMs = [100, 200, 400, 800] as const
const laterMs = 5000

export async function setPictures(ctx: Context, order: StepOrder): Promise<StepOutcome> {
  const { remoteId, step } = order
  if (remoteId === null) return failed(new SpokeError('bug', 'change the pictures: the listing is not there yet'))
  const { pictures, others } = step.body as unknown as PicturesBody
  const sources = await upload(
    ctx,
    pictures.filter(({ id }) => id === null).map(({ sha256 }) => sha256),
  ).catch(untouched)
  const files = pictures.map(({ id, sha256, alt }) =>
    id === null
      ? { originalSource: sources.get(sha256)!.url, filename: sources.get(sha256)!.name, alt, contentType: 'IMAGE' }
      : { id, alt },
  )
  const all = [...files, ...others.map(id => ({ id }))]
  const what = 'change the pictures'
  const answer = await ask(ctx, {
    what,
    operation: setMediaOperation(all.length),
    variables: { identifier: { id: gidOf('Product', remoteId) }, input: { files: all } },
    shape: SetAnswer,
  })
  const payload = answer.productSet
  if (!payload) return failed(new SpokeError('bug', `${what}: nothing came back`, { isUnknown: true }))
  const outcome = outcomeOf(what, payload)
  if (outcome.state !== 'done') return outcome
  const media = payload.product?.media?.nodes ?? []
  // The list comes back whole and in the order in which it was sent, or nothing can be told of it.
  const ids = media.length === all.length ? media.slice(0, pictures.length).map(({ id }) => id) : []
  // Until it is prepared a picture has no name, and nothing but this tells which one it is.
  if (ids.length > 0) await ctx.note(remoteId, { pictures: Object.fromEntries(ids.map((id, at) => [id, markOf(pictures[at]!.sha256)])) })
  const states = await statesOf(ctx, ids)
  return judge(ids, states, remoteId)
}

/** Several listings' pictures in one look. */
export async function awaitPictures(ctx: Context, group: readonly StepOrder[]): Promise<readonly StepOutcome[]> {
  const idsOf = ({ step }: StepOrder) => (step.body as unknown as AwaitBody).ids
  const states = await statesOf(ctx, group.flatMap(idsOf))
  return group.map(order => judge(idsOf(order), states, order.remoteId))
}

function judge(ids: readonly string[], states: ReadonlyMap<string, string>, remoteId: string | null): StepOutcome {
  if (ids.some(id => states.get(id) === 'FAILED'))
    return failed(
      new SpokeError('seller', 'The shop could not read a picture. Save it anew as PNG or JPEG and put it into the pattern again.'),
    )
  if (ids.some(id => states.has(id) && states.get(id) !== 'READY'))
    return failed(new SpokeError('wait', 'the shop is still preparing the pictures', { waitMs: laterMs }))
  return { state: 'done', remoteId }
}

/** @returns what is known of each; looks a few times while some are not ready. */
async function statesOf(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>()
  for (const pauseMs of [0, ...pausesMs]) {
    const waiting = ids.filter(id => states.get(id) !== 'READY' && states.get(id) !== 'FAILED').slice(0, 250)
    if (waiting.length === 0) break
    if (pauseMs > 0) await new Promise(resolve => setTimeout(resolve, pauseMs))
    const what = 'look whether the pictures are ready'
    const { nodes } = await ask(ctx, {
      what,
      operation: mediaStatesOperation(waiting.length),
      variables: { ids: waiting },
      shape: MediaStatesAnswer,
    }).catch(untouched)
    for (const node of nodes) if (node?.id !== undefined && node.fileStatus !== undefined) states.set(node.id, node.fileStatus)
  }
  return states
}

interface Source {
  readonly url: string
  readonly name: string
}

/** @returns by hash where each now lies; a place is good for one file. */
async function upload(ctx: Context, hashes: readonly string[]): Promise<ReadonlyMap<string, Source>> {
  const sources = new Map<string, Source>()
  if (hashes.length === 0) return sources
  const blobs = await Promise.all(hashes.map(async sha256 => ({ sha256, blob: await ctx.openBlob(sha256) })))
  const input = blobs.map(({ sha256, blob: { mediaType, sizeBytes } }) => ({
    filename: pictureName(sha256, mediaType),
    mimeType: mediaType,
    resource: 'IMAGE',
    httpMethod: 'PUT',
    fileSize: String(sizeBytes),
  }))
  const what = 'put up the pictures'
  const { stagedUploadsCreate } = await ask(ctx, { what, operation: stageOperation, variables: { input }, shape: StageAnswer })
  if (stagedUploadsCreate.userErrors.length > 0) throw sellerError(what, stagedUploadsCreate.userErrors)
  const targets = stagedUploadsCreate.stagedTargets ?? []
  if (targets.length !== blobs.length) throw new SpokeError('retry', `${what}: not every picture was given a place`)
  for (const [at, { sha256, blob }] of blobs.entries()) {
    const { url, resourceUrl, parameters } = targets[at]!
    const response = await ctx.fetch(url, {
      method: 'PUT',
      // The storage takes its parameters as headers, and no token of ours.
      headers: {
        ...Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
        'content-type': blob.mediaType,
        'content-length': String(blob.sizeBytes),
      },
      body: blob.stream,
      cost: 0,
      timeoutMs: 300_000,
    })
    await response.body?.cancel()
    if (!response.ok) throw new SpokeError('retry', `${what}: the storage answered ${response.status}`)
    sources.set(sha256, { url: resourceUrl, name: input[at]!.filename })
  }
  return sources
}

/** What lies in the platform's storage and is no file yet changes nothing; nor does a look. */
function untouched(error: unknown): never {
  if (!(error instanceof SpokeError) || !error.isUnknown) throw error
  throw new SpokeError(error.remedy, error.message, { ...(error.waitMs !== null && { waitMs: error.waitMs }), cause: error })
}
