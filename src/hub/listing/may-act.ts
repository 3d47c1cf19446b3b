import { kept, shopOf, sql, type Tx } from '#database'

/** Asked before each step and each request that changes something there: one switch holds everything, and only a live connection is written to. */
export async function mayActNow(tx: Tx, connectionId: string): Promise<boolean> {
  const { rows } = await sql`${kept}
    select from connection c join shop s on s.shop_id = c.shop_id
    where c.shop_id = ${shopOf(tx)}::uuid and c.connection_id = ${connectionId}::uuid
      and c.state = 'live' and c.removed_at is null and s.held_at is null`.execute(tx)
  return rows.length > 0
}
