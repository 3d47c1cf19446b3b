/** What a proven change leaves for her hands at the storefront, kept in the transaction that keeps the proof. */
import { kept, shopOf, sql, type Tx } from '#database'
import { keepLeft, type Left } from '#hub/hand-step/keep-left.ts'
import type { ListingField } from '#hub/listing/content.ts'
import type { Held } from '#hub/listing/held.ts'
import type { Proof } from '#hub/listing/read-state.ts'
import type { ProvenChange } from '#hub/listing/shop-rules.ts'
import { isStaying } from '#hub/listing/staying.ts'
import { attempt, type Run } from './run-shared.ts'

/** A listing that has just been proven; `before` is the proof that stood until now. */
export interface Proven {
  readonly held: Held
  readonly before: Proof | null
}

export async function keepWhatIsLeft(tx: Tx, { spoke, deps }: Run, proven: readonly Proven[]): Promise<void> {
  const { leftByHand } = spoke
  if (leftByHand === null) return
  const changed = proven
    .map(({ held, before }) => ({ held, before, fields: changedFields(spoke.fields, before, held) }))
    .filter(({ held, fields }) => fields.length > 0 && held.observed !== null)
  const versions = await versionsOf(
    tx,
    changed.filter(hasNewFiles).map(({ held }) => held),
  )
  const left = changed.flatMap(({ held, fields }): Left[] => {
    const { listingId, desiredNo, observed, desired } = held
    // The change is there and proven, whatever comes of this.
    const told = attempt(() => leftByHand({ observed: observed!, content: desired, fields, newVersion: versions.get(listingId) ?? null }))
    if ('error' in told) deps.log.error({ err: told.error, listing: listingId }, 'what is left to be done by hand is not known')
    return 'error' in told ? [] : [{ listingId, desiredNo, steps: told.value }]
  })
  await keepLeft(tx, left, deps.now())
}

const changedFields = (fields: readonly ListingField[], before: Proof | null, { proof, desired }: Held): ListingField[] =>
  fields.filter(field => !isStaying(field, desired) && before?.fields[field] !== proof?.fields[field])

/** Of a listing that was there before: who buys what has just been made has the newest files from the beginning. */
const hasNewFiles = ({ held, before, fields }: Proven & { readonly fields: readonly ListingField[] }): boolean =>
  fields.includes('files') && (before !== null || !held.steps.some(({ kind, state }) => kind === 'create' && state === 'done'))

/** The version that the wanted files are of, by listing. */
async function versionsOf(tx: Tx, listings: readonly Held[]): Promise<Map<string, NonNullable<ProvenChange['newVersion']>>> {
  if (listings.length === 0) return new Map()
  const rows = listings.map(({ listingId, patternId, desired }) => ({
    listing_id: listingId,
    pattern_id: patternId,
    files: desired.files.map(({ sha256 }) => sha256),
  }))
  const found = await sql<{ listing_id: string; number: string; note: string }>`${kept}
    select w.listing_id, v.number, v.note
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (listing_id uuid, pattern_id uuid, files text[])
    cross join lateral (
      select v.number, v.note from version v
      where v.shop_id = ${shopOf(tx)}::uuid and v.pattern_id = w.pattern_id and exists (
        select from version_file f where f.shop_id = v.shop_id and f.version_id = v.version_id and f.sha256 = any (w.files))
      order by (select count(*) from version_file f where f.shop_id = v.shop_id and f.version_id = v.version_id and f.sha256 = any (w.files)) desc,
        v.created_at desc, v.version_id desc
      limit 1) v`.execute(tx)
  return new Map(found.rows.map(({ listing_id, number, note }) => [listing_id, { number, note }]))
}
