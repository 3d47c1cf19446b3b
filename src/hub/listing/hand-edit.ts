/** What somebody changed at the storefront: told apart from our own doing by the proof, kept, and settled. */
import { shopOf, sql, type Tx } from '#database'
import { leaveEvents } from '../event/leave-event.ts'
import { readSource, rulesAt } from '../source/read-source.ts'
import type { ListingContent, ListingField } from './content.ts'
import { type ContentJson, contentFromJson, contentToJson } from './content-json.ts'
import { hashOf, holds, near, spellingOf } from './difference.ts'
import type { Proof } from './read-state.ts'
import type { JournalStep } from './steps.ts'
import { wholeListing } from './words.ts'

export type FieldRule = 'hub' | 'ask'

/** A removed listing is never made again unasked. */
export const ruleOf = (rules: Readonly<Record<string, FieldRule>>, field: string): FieldRule =>
  field === wholeListing ? 'ask' : (rules[field] ?? 'hub')

export interface KnownEdit {
  readonly field: string
  readonly found: unknown
  readonly foundAt: Date
  /** She has said yes to putting it right since the last proof. */
  readonly isDecided: boolean
}

export interface FoundEdit {
  readonly field: string
  readonly was: unknown
  readonly found: unknown
}

/**
 * Three-way: what differs from what we want, differs from what we last proved, and was not sent by one of our own steps, was changed by hand. Pure.
 *
 * @param differing fields that differ from what should be there.
 * @param spell as the platform holds it.
 */
export function findEdits({
  there,
  proof,
  differing,
  steps,
  known,
  spell,
}: {
  readonly there: ListingContent
  readonly proof: Proof | null
  readonly differing: readonly ListingField[]
  readonly steps: readonly JournalStep[]
  readonly known: readonly KnownEdit[]
  readonly spell: (content: ListingContent) => ListingContent
}): FoundEdit[] {
  if (proof === null) return []
  // Of its properties, those that were wanted when it was proven.
  const seen = near(there, contentFromJson(proof.content as ContentJson))
  const json = contentToJson(seen)
  return differing
    .filter(field => {
      const proven = proof.fields[field]
      if (proven === undefined || proven === hashOf(field, seen)) return false
      if (steps.some(step => step.fields.includes(field) && holds(field, spell(step.content), there))) return false
      // Half way from what was proven, or from what somebody had made of it.
      const starts = [proof.content[field], ...known.filter(edit => edit.field === field).map(edit => edit.found)]
        .filter(value => value != null)
        .map(value => contentFromJson({ ...json, [field]: value } as ContentJson))
      const sent = steps.map(step => spell(step.content))
      if (sent.some(to => starts.some(from => isOnTheWay(field, { from, to, sent, there })))) return false
      return !known.some(edit => edit.isDecided && edit.field === field && isSameFound(field, edit.found, there))
    })
    .map(field => ({ field, was: proof.content[field], found: json[field] }))
}

interface Way {
  readonly from: ListingContent
  readonly to: ListingContent
  /** By all of our steps that may show. */
  readonly sent: readonly ListingContent[]
  readonly there: ListingContent
}

/**
 * Lists are changed piece by piece at many storefronts: half way there is nothing but what was there before and what we have sent (an earlier
 * piece may arrive while a later one is put up), and what stays has stayed; never nothing at all.
 */
function isOnTheWay(field: ListingField, { from, to, sent, there }: Way): boolean {
  if (field !== 'files' && field !== 'images') return false
  const piecesOf = (content: ListingContent) => new Set(content[field].map(one => spellingOf(field, { ...content, [field]: [one] })))
  const [before, after, now] = [piecesOf(from), piecesOf(to), piecesOf(there)]
  const own = sent.map(piecesOf).reduce((all, some) => all.union(some), before)
  return now.size > 0 && now.isSubsetOf(own) && before.intersection(after).isSubsetOf(now)
}

function isSameFound(field: ListingField, found: unknown, there: ListingContent): boolean {
  return holds(field, contentFromJson({ ...contentToJson(there), [field]: found } as ContentJson), there)
}

/** Open ones, and those that were settled since the listing was last proven. */
export async function readKnownEdits(tx: Tx, listingIds: readonly string[]): Promise<Map<string, KnownEdit[]>> {
  const { rows } = await sql<{ listing_id: string; field: string; found: unknown; found_at: Date; is_decided: boolean }>`
    select e.listing_id, e.field, e.found, e.found_at, e.settled_at is not null as is_decided
    from hand_edit e join listing l on l.shop_id = e.shop_id and l.listing_id = e.listing_id
    where e.shop_id = ${shopOf(tx)}::uuid and e.listing_id = any(${listingIds}::uuid[])
      and (e.settled_at is null or e.settled_how = 'put-right' and (l.proven_at is null or e.settled_at >= l.proven_at))`.execute(tx)
  const known = new Map<string, KnownEdit[]>()
  for (const { listing_id, field, found, found_at, is_decided } of rows)
    known.set(listing_id, [...(known.get(listing_id) ?? []), { field, found, foundAt: found_at, isDecided: is_decided }])
  return known
}

/** @returns the listings of which something was found that was not known before. */
export async function recordEdits(tx: Tx, edits: readonly (FoundEdit & { readonly listingId: string })[], now: Date): Promise<string[]> {
  if (edits.length === 0) return []
  const rows = edits.map(({ listingId, field, was, found }) => ({ listing_id: listingId, field, was: was ?? null, found: found ?? null }))
  const { rows: written } = await sql<{ listing_id: string; is_new: boolean }>`
    insert into hand_edit (shop_id, listing_id, field, was, found, found_at)
    select ${shopOf(tx)}::uuid, listing_id, field, nullif(was, 'null'::jsonb), nullif(found, 'null'::jsonb), ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (listing_id uuid, field text, was jsonb, found jsonb)
    on conflict (shop_id, listing_id, field) where settled_at is null do update set found = excluded.found
    returning listing_id, xmax = 0 as is_new`.execute(tx)
  return [...new Set(written.filter(({ is_new }) => is_new).map(({ listing_id }) => listing_id))]
}

/** What is as it should be again is settled: put right by us, or undone there by whoever did it. */
export async function settleEdits(
  tx: Tx,
  settled: readonly { readonly listingId: string; readonly field: string; readonly how: 'put-right' | 'undone-there' }[],
  now: Date,
): Promise<void> {
  if (settled.length === 0) return
  await sql`
    update hand_edit e set settled_at = ${now}, settled_how = x.how
    from jsonb_to_recordset(${JSON.stringify(settled.map(({ listingId, field, how }) => ({ listing_id: listingId, field, how })))}::jsonb)
      as x (listing_id uuid, field text, how text)
    where e.shop_id = ${shopOf(tx)}::uuid and e.listing_id = x.listing_id and e.field = x.field and e.settled_at is null`.execute(tx)
}

/** Her word on all questions about these fields at once: they are always put right from now on. A removed listing is a question of its own. */
export async function wakeAsked(tx: Tx, fields: readonly string[], now: Date): Promise<void> {
  if (fields.length === 0) return
  const { rows } = await sql<{ listing: string; connection: string }>`
    update listing l set state = 'waiting', reason = null, attempts = 0, next_run_at = ${now}
    where l.shop_id = ${shopOf(tx)}::uuid and l.state = 'needs-you' and l.pattern_id is not null and l.desired_no > 0 and exists (
      select from hand_edit e
      where e.shop_id = l.shop_id and e.listing_id = l.listing_id and e.settled_at is null and e.field = any (${fields}::text[]))
    returning l.listing_id as listing, l.connection_id as connection`.execute(tx)
  await leaveEvents(
    tx,
    rows.map(ids => ({ name: 'listing.wanted', ids })),
  )
}

/**
 * The rules as they are, which stay so until this transaction ends. Asked for before any listing is locked: whoever changes a rule locks in that order.
 */
export async function readRulesLocked(tx: Tx, connectionId: string): Promise<Readonly<Record<string, FieldRule>>> {
  const row = await tx.selectFrom('shop').select('field_rules').where('shop_id', '=', shopOf(tx)).forShare().executeTakeFirstOrThrow()
  return rulesAt(await readSource(tx), connectionId, row.field_rules as Readonly<Record<string, FieldRule>>)
}
