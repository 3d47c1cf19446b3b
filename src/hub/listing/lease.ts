/** One runner per listing at a time, without a lock held over a call: a lease with a number, stated by each of the runner's writes. */
import { kept, shopOf, sql, type Tx } from '#database'

/** Longer than any call without a heartbeat between; short enough that a killed runner's work goes on soon. */
export const leaseMs = 20_000

export interface Lease {
  readonly listingId: string
  readonly leaseNo: bigint
}

/** Takes the listings of a connection that are due and free. @param only these, when given. */
export async function takeListings(
  tx: Tx,
  { connectionId, only, now, limit }: { connectionId: string; only?: readonly string[] | undefined; now: Date; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ listing_id: string }>`${kept}
    update listing set lease_no = lease_no + 1, lease_until = ${new Date(now.getTime() + leaseMs)}, state = 'working'
    where shop_id = ${shopOf(tx)}::uuid and listing_id in (
      select listing_id from listing
      where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and pattern_id is not null and desired_no > 0
        and state in ('waiting', 'working') and next_run_at <= ${now} and (lease_until is null or lease_until <= ${now})
        and (${only ?? null}::uuid[] is null or listing_id = any(${only ?? null}::uuid[]))
      order by next_run_at, listing_id
      limit ${limit}
      for update skip locked)
    returning listing_id`.execute(tx)
  return rows.map(row => row.listing_id)
}

/**
 * Locks those that this runner still holds and holds on to them. A listing that another has taken over is left out, and nothing may be written of it;
 * so is one that this runner has let go, since a heartbeat may come after the end.
 * @returns by listing, the number of what is wanted now: a press may have come meanwhile.
 */
export async function stillHeld(tx: Tx, leases: readonly Lease[], now: Date): Promise<Map<string, number>> {
  const { rows } = await sql<{ listing_id: string; desired_no: number }>`${kept}
    with held as (
      select l.listing_id from listing l
      join unnest(${leases.map(({ listingId }) => listingId)}::uuid[], ${leases.map(({ leaseNo }) => leaseNo.toString())}::bigint[]) as h (listing_id, lease_no)
        on h.listing_id = l.listing_id and h.lease_no = l.lease_no
      where l.shop_id = ${shopOf(tx)}::uuid and l.lease_until is not null
      order by l.listing_id
      for update of l
    )
    update listing l set lease_until = ${new Date(now.getTime() + leaseMs)}
    from held where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = held.listing_id
    returning l.listing_id, l.desired_no`.execute(tx)
  return new Map(rows.map(row => [row.listing_id, row.desired_no]))
}

/** Nothing may be sent now (held, or not live): asked again later, or at once when that changes. */
export async function postpone(tx: Tx, connectionId: string, until: Date): Promise<void> {
  await sql`${kept}
    update listing set next_run_at = ${until}
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and state in ('waiting', 'working') and next_run_at < ${until}
      and (lease_until is null or lease_until <= ${until})`.execute(tx)
}

/** What waits may go now: the shop was let go, or a connection went live. */
export async function wakeListings(tx: Tx, connectionId: string | null, now: Date): Promise<void> {
  await sql`${kept}
    update listing set next_run_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and (${connectionId}::uuid is null or connection_id = ${connectionId}::uuid)
      and state in ('waiting', 'working') and next_run_at > ${now}`.execute(tx)
}
