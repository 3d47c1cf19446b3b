/** Whether a storefront lets us write. It is asked for only once something is to be sent there; until then it is read. */
import { kept, shopOf, sql, type Tx } from '#database'

/** Of a listing that waits for it. */
export const readOnlySentence = 'The shop lets Selvage read only so far. Let it write under Shops; this goes on by itself then.'
/** Looked at again so often, in case it was allowed there without a word to us; being told wakes what waits at once. */
export const readOnlyWaitMs = 86_400_000

/** Locked until the end of the transaction, so that whoever learns otherwise finds what is decided by it, and wakes it. */
export async function mayWriteNow(tx: Tx, connectionId: string): Promise<boolean> {
  const { rows } = await sql<{ may_write: boolean }>`${kept}
    select may_write from connection where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid for share`.execute(tx)
  return rows[0]?.may_write === true
}

/** A write was refused to these keys; what others allow that came meanwhile is not said by that. */
export async function noteReadOnly(tx: Tx, connectionId: string, sealed: Buffer | null): Promise<void> {
  await sql`
    update connection set may_write = false
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and may_write and sealed is not distinct from ${sealed}`.execute(
    tx,
  )
}
