/** One reader of a connection at a time, without a lock held over a call: a lease with a number that every write states. */
import { kept, shopOf, sql, type Tx } from '#database'

/** A later holder has the connection; what this one was about to write is worthless and nothing of it was written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
  constructor() {
    super('another worker reads this shop now')
  }
}

/** @returns the lease's number, or null while another holds it. */
export async function takeLease(tx: Tx, connectionId: string, now: Date, ms: number): Promise<bigint | null> {
  const { rows } = await sql<{ lease_no: bigint }>`${kept}
    update connection set lease_no = lease_no + 1, lease_until = ${new Date(now.getTime() + ms)}
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and (lease_until is null or lease_until <= ${now})
    returning lease_no`.execute(tx)
  return rows[0]?.lease_no ?? null
}

/**
 * Runs `fn` in this transaction as the holder, and holds on for `ms` more.
 * @throws {LeaseLost} before `fn` when the lease went to another.
 */
export async function withLease<T>(
  tx: Tx,
  { connectionId, leaseNo, now, ms }: { connectionId: string; leaseNo: bigint; now: Date; ms: number },
  fn: () => Promise<T>,
): Promise<T> {
  const { rows } = await sql`${kept}
    update connection set lease_until = ${new Date(now.getTime() + ms)}
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and lease_no = ${leaseNo.toString()}::bigint
    returning lease_no`.execute(tx)
  if (rows.length === 0) throw new LeaseLost()
  return fn()
}

/** Lets go; nothing happens when another holds it already. */
export async function dropLease(tx: Tx, connectionId: string, leaseNo: bigint): Promise<void> {
  await sql`${kept}
    update connection set lease_until = null
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and lease_no = ${leaseNo.toString()}::bigint`.execute(tx)
}
