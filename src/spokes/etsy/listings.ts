/** Reads Etsy's listings as ours. */
import { z } from 'zod'
import { fewAtOnce, type Json, type ObservedListing, type Page, type SeenListing, SpokeError } from '#kit'
import { type Answer, asJson, atOnce, type Context, call, serverTime } from './client.ts'
import { listingIdIn, type Note, noteFrom, toListing } from './mapping.ts'
import { listFiles } from './media.ts'
import { listProperties } from './properties.ts'
import { Draft, fromSeconds, Mark, Page as PageShape } from './wire.ts'

/** As many as one request gives or takes. */
export const pageSize = 100
/** Etsy's times are whole seconds: two changes within one look the same, so a mark this young proves nothing. */
const youngMs = 2000
/** A listing is in one state, and a list is of one state; what moves meanwhile is met in the next sweep. */
const states = ['active', 'inactive', 'draft', 'sold_out', 'expired'] as const
const associations = 'Images,Inventory'

const Cursor = z.object({ state: z.enum(states), offset: z.int().nonnegative() })

export async function readListings(ctx: Context, cursor: Json): Promise<Page<ObservedListing>> {
  const { state, offset } = cursor === null ? { state: states[0], offset: 0 } : Cursor.parse(cursor)
  const answer = await call(ctx, {
    what: 'read listings',
    path: `/shops/${ctx.settings.shopId}/listings`,
    query: { state, limit: pageSize, offset, includes: associations },
  })
  const { results, count } = pageIn(answer, 'read listings')
  const items = await toListings(ctx, answer, results)
  const isStateDone = results.length < pageSize || (typeof count === 'number' && offset + results.length >= count)
  const nextState = states[states.indexOf(state) + 1]
  const next = isStateDone ? (nextState === undefined ? null : { state: nextState, offset: 0 }) : { state, offset: offset + results.length }
  return { items, cursor: next, hasMore: next !== null, total: null }
}

export async function readListingsById(
  ctx: Context,
  remoteIds: readonly string[],
  seen: ReadonlyMap<string, SeenListing> = new Map(),
  withProperties: ReadonlySet<string> = new Set(),
): Promise<readonly ObservedListing[]> {
  const pages = await fewAtOnce(atOnce, chunks(idsOnly(remoteIds)), async some => {
    const answer = await call(ctx, {
      what: 'read listings',
      path: '/listings/batch',
      query: { listing_ids: some.join(','), includes: associations },
    })
    const wanted = new Set(some)
    const results = pageIn(answer, 'read listings').results.filter(raw => wanted.has(String(Mark.safeParse(raw).data?.listing_id)))
    return toListings(ctx, answer, results, { seen, withProperties })
  })
  return pages.flat()
}

export async function readMarks(ctx: Context, remoteIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const pages = await fewAtOnce(atOnce, chunks(idsOnly(remoteIds)), async some => {
    const answer = await call(ctx, { what: 'look for changes', path: '/listings/batch', query: { listing_ids: some.join(',') } })
    return pageIn(answer, 'look for changes').results.map((raw): [string, string | null] => {
      const { listing_id, updated_timestamp } = Mark.parse(raw)
      return [String(listing_id), markOf(ctx, answer, updated_timestamp)]
    })
  })
  const asked = new Set(remoteIds)
  return new Map(pages.flat().filter(([id]) => asked.has(id)))
}

/** Ours are told by the mark in a draft's description; later the hub knows them by their id. */
export async function findOwn(ctx: Context, wanted: readonly { listingId: string }[]): Promise<ReadonlyMap<string, string>> {
  const missing = new Set(wanted.map(({ listingId }) => listingId))
  const found = new Map<string, string>()
  for (let offset = 0; missing.size > 0; ) {
    const answer = await call(ctx, {
      what: 'look for our own drafts',
      path: `/shops/${ctx.settings.shopId}/listings`,
      query: { state: 'draft', limit: pageSize, offset },
    })
    const { results, count } = pageIn(answer, 'look for our own drafts')
    for (const raw of results) {
      const { listing_id, description } = Draft.parse(raw)
      const listingId = listingIdIn(description)
      if (listingId !== null && missing.delete(listingId)) found.set(listingId, String(listing_id))
    }
    offset += results.length
    if (results.length < pageSize || (typeof count === 'number' && offset >= count)) break
  }
  return found
}

async function toListings(
  ctx: Context,
  answer: Answer,
  results: readonly unknown[],
  { seen, withProperties }: { seen?: ReadonlyMap<string, SeenListing>; withProperties?: ReadonlySet<string> } = {},
): Promise<ObservedListing[]> {
  const marked = results.map(raw => {
    const { data } = Mark.safeParse(raw)
    if (data === undefined) throw new SpokeError('bug', 'read listings: a listing does not have the shape of the API')
    return { raw, id: String(data.listing_id), mark: markOf(ctx, answer, data.updated_timestamp) }
  })
  const notes = await ctx.notes(marked.map(({ id }) => id))
  return fewAtOnce(atOnce, marked, async ({ raw, id, mark }) => {
    const note = noteFrom(notes.get(id))
    const isDownload = Kind.safeParse(raw).data?.listing_type !== 'physical'
    const isAsked = note.properties !== null || (withProperties?.has(id) ?? false)
    const { files, properties } = await detailsOf(ctx, { id, mark, note, isDownload, isAsked, seen: seen?.get(id) })
    try {
      return toListing(raw, { files, properties, note }, mark)
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error
      throw new SpokeError('bug', `read listing ${id}: it does not have the shape of the API: ${fieldsOf(error)}`)
    }
  })
}
const Kind = z.object({ listing_type: z.string().nullish() })

interface Asked {
  readonly id: string
  readonly mark: string | null
  readonly note: Note
  readonly isDownload: boolean
  readonly seen: SeenListing | undefined
  /** Whether anybody wants to know its properties. */
  readonly isAsked: boolean
}

/** One request each for a listing, so only when its mark has moved since they were read. */
async function detailsOf(ctx: Context, { id, mark, note, isDownload, isAsked, seen }: Asked) {
  // A new price or SKU is the only change that leaves all of this alone for certain (issue 174).
  const isUntouched = seen?.fields.every(field => field === 'price' || field === 'sku') ?? false
  const kept = <Item>(noted: { mark: string; list: readonly Item[]; isKept?: boolean } | null) => {
    if (mark !== null && noted?.mark === mark) return noted.list
    // Too young to be trusted, or moved by ourselves: the next sweep reads them.
    return noted?.isKept && (mark === null || isUntouched) ? noted.list : null
  }
  const [known, standing] = [isDownload ? kept(note.files) : [], isAsked ? kept(note.properties) : undefined]
  if (known !== null && standing !== null) return { files: known, properties: standing }
  const files = known ?? (await listFiles(ctx, id))
  const properties = standing === null ? await listProperties(ctx, id) : standing
  if (mark !== null) {
    const read = {
      ...(known === null && { files: { mark, list: files } }),
      ...(standing === null && { properties: { mark, list: properties } }),
    }
    await ctx.note(id, asJson({ ...note, ...read }))
  }
  return { files, properties }
}

function markOf(ctx: Context, answer: Answer, updated: number): string | null {
  const ageMs = serverTime(ctx, answer).getTime() - fromSeconds(updated).getTime()
  return ageMs > youngMs ? String(updated) : null
}

export function pageIn({ body }: Answer, what: string): z.infer<typeof PageShape> {
  const { data } = PageShape.safeParse(body)
  if (data === undefined) throw new SpokeError('retry', `${what}: the answer is not a list`)
  return data
}

export const fieldsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map(issue => issue.path.join('.') || 'the whole'))].slice(0, 5).join(', ')

/** Anything else in the list would make Etsy refuse all of it. */
const idsOnly = (remoteIds: readonly string[]) => remoteIds.filter(id => /^[1-9]\d*$/.test(id))

const chunks = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / pageSize) }, (_, at) => items.slice(at * pageSize, (at + 1) * pageSize))
