/** A listing in the hands of a runner: what it knows of it, loaded once and written back whole under the lease. */
import { kept, shopOf, sql, type Tx } from '#database'
import { matchListing } from '../order/match.ts'
import type { ListingContent, ListingField } from './content.ts'
import { type KnownEdit, readKnownEdits } from './hand-edit.ts'
import { observedToJson, type Proof, readStates } from './read-state.ts'
import type { Observed } from './shop-rules.ts'
import { type JournalStep, readSteps } from './steps.ts'

export interface Held {
  readonly listingId: string
  readonly leaseNo: bigint
  readonly patternId: string
  readonly desiredNo: number
  readonly desired: ListingContent
  /** What the press behind it allowed to be spent. */
  readonly approved: { readonly minor: bigint; readonly currency: string | null }
  known: readonly KnownEdit[]
  steps: JournalStep[]
  remoteId: string | null
  /** The remote id was found by a search and is not written down yet. */
  isFound: boolean
  /** null: not there, or not read yet. */
  observed: Observed | null
  observedAt: Date | null
  /** The last look found the mark of what is written down already. */
  isUnmoved: boolean
  proof: Proof | null
  provenNo: number
  provenAt: Date | null
  attempts: number
  /** False while what was last read still holds, because only copies were put since. */
  needsLook: boolean
  /** Since the last look of this run, what its steps have set; null before the first look. */
  touched: ListingField[] | null
  /** Steps of this run whose answer was lost. */
  lost: Set<string>
}

/** How a runner leaves a listing; the lease ends with it. */
export interface Finish {
  readonly state: 'waiting' | 'updated' | 'needs-you' | 'failed' | 'gone'
  readonly reason: string | null
  readonly nextRunAt: Date
}

/** What explains a finding: steps of the last hours. */
const explainsMs = 3 * 3_600_000

export async function loadHeld(tx: Tx, listingIds: readonly string[], now: Date): Promise<Held[]> {
  const states = await readStates(tx, { listingIds })
  const steps = Map.groupBy(await readSteps(tx, listingIds, new Date(now.getTime() - explainsMs)), ({ listingId }) => listingId)
  const known = await readKnownEdits(tx, listingIds)
  const { rows } = await sql<{
    listing_id: string
    attempts: number
    proven_at: Date | null
    approved: bigint | null
    currency: string | null
  }>`${kept}
    select l.listing_id, l.attempts, l.proven_at, d.approved_cost_minor as approved, d.cost_currency as currency
    from listing l
    left join desired_state d on d.shop_id = l.shop_id and d.listing_id = l.listing_id and d.desired_no = l.desired_no
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = any(${listingIds}::uuid[])`.execute(tx)
  const more = new Map(rows.map(row => [row.listing_id, row]))
  return states.flatMap(state => {
    const { attempts, proven_at, approved, currency } = more.get(state.listingId)!
    if (state.desired === null || state.patternId === null) return []
    return [
      {
        listingId: state.listingId,
        leaseNo: state.leaseNo,
        patternId: state.patternId,
        desiredNo: state.desiredNo,
        desired: state.desired,
        approved: { minor: approved ?? 0n, currency },
        known: known.get(state.listingId) ?? [],
        steps: steps.get(state.listingId) ?? [],
        remoteId: state.remoteId,
        isFound: false,
        observed: state.observed,
        observedAt: state.observedAt,
        proof: state.proof,
        provenNo: state.provenNo,
        provenAt: proven_at,
        attempts,
        isUnmoved: false,
        needsLook: true,
        touched: null,
        lost: new Set<string>(),
      },
    ]
  })
}

/** Writes what the runner knows. Only for listings that `stillHeld` has locked in this transaction. */
export async function saveHeld(tx: Tx, saved: readonly { readonly held: Held; readonly finish: Finish | null }[]): Promise<void> {
  if (saved.length === 0) return
  const rows = saved.map(({ held, finish }) => ({
    listing_id: held.listingId,
    lease_no: held.leaseNo.toString(),
    remote_id: held.remoteId,
    url: held.observed?.url ?? null,
    observed: held.observed === null ? null : JSON.parse(observedToJson(held.observed)),
    observed_mark: held.observed?.mark ?? null,
    observed_at: held.observedAt,
    proof: held.proof,
    proven_no: held.provenNo,
    proven_at: held.provenAt,
    attempts: held.attempts,
    state: finish?.state ?? null,
    reason: finish?.reason ?? null,
    next_run_at: finish?.nextRunAt ?? null,
  }))
  // Each thing that was wanted keeps when it was first proven, also once another took its place.
  await sql`${kept}
    with saved as (
    update listing l
    set remote_id = x.remote_id, url = coalesce(x.url, l.url), observed = nullif(x.observed, 'null'::jsonb), observed_mark = x.observed_mark,
      observed_at = x.observed_at, proof = nullif(x.proof, 'null'::jsonb), proven_no = x.proven_no, proven_at = x.proven_at, attempts = x.attempts,
      state = coalesce(x.state, l.state), reason = case when x.state is null then l.reason else x.reason end,
      next_run_at = coalesce(x.next_run_at, l.next_run_at), lease_until = case when x.state is null then l.lease_until end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (
      listing_id uuid, lease_no bigint, remote_id text, url text, observed jsonb, observed_mark text, observed_at timestamptz,
      proof jsonb, proven_no int, proven_at timestamptz, attempts int, state text, reason text, next_run_at timestamptz)
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = x.listing_id and l.lease_no = x.lease_no
    returning l.listing_id, l.proven_no, l.proven_at
    )
    update desired_state d set proven_at = saved.proven_at
    from saved
    where d.shop_id = ${shopOf(tx)}::uuid and d.listing_id = saved.listing_id and d.desired_no = saved.proven_no and d.proven_at is null
      and saved.proven_at is not null`.execute(tx)
}

/**
 * Before a new remote id is written: the row of a listing that was found there gives way, and sales of it that came in meanwhile are granted.
 * @returns the listings whose remote id is another pattern's already.
 */
export async function claimRemoteIds(tx: Tx, connectionId: string, claims: readonly Held[], now: Date): Promise<Set<string>> {
  const made = claims.filter(({ remoteId }) => remoteId !== null)
  if (made.length === 0) return new Set()
  const ids = made.map(({ remoteId }) => remoteId!)
  await tx
    .deleteFrom('listing')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('remote_id', 'in', ids)
    .where('pattern_id', 'is', null)
    .execute()
  const others = await tx
    .selectFrom('listing')
    .select(['listing_id', 'remote_id'])
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('remote_id', 'in', ids)
    .execute()
  const taken = new Set<string>()
  for (const held of made) {
    if (others.some(other => other.remote_id === held.remoteId && other.listing_id !== held.listingId)) taken.add(held.listingId)
    // A buyer may have been faster than the answer that told us the listing's id.
    else await matchListing(tx, { connectionId, remoteId: held.remoteId!, patternId: held.patternId, now })
  }
  return taken
}
