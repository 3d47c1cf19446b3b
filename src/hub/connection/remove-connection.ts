import { shopOf, sql, type Tx } from '#database'
import { endConsentsAt } from '../buyer-library/consent.ts'
import { readConnection } from './read-connections.ts'

/**
 * Forgets the connection: its keys are wiped and nothing is read or sent any more. Sales and buyers stay, and so do the listings there.
 * Connecting the same address again wakes it.
 */
export async function removeConnection(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const { label } = await readConnection(tx, connectionId, 'any')
  await tx
    .updateTable('connection')
    .set({
      sealed: null,
      state: 'paused',
      resumes_as: 'rehearsal',
      reason: `You disconnected “${label}”. Its sales and buyers stay.`,
      removed_at: now,
      lease_until: null,
      lease_no: sql`lease_no + 1`, // whoever reads it now writes nothing more
      hooks: '{}',
      payments_cursor: null,
      next_library_at: null,
    })
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .execute()
  await endConsentsAt(tx, connectionId, now)
  // What a delivery held besides the sale itself is nobody's any more. Buyers stay, and so does what one of them has asked for.
  await sql`
    delete from inbox
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and state <> 'unreadable'
      and not (source = 'privacy' and state = 'kept')`.execute(tx)
}
