/** How far the first reading of a storefront's listings has come: kept page by page, so that a stop loses one page and the counter goes on. */
import { shopOf, sql, type Tx } from '#database'
import type { Json } from '../listing/shop-rules.ts'

export interface FirstLook {
  /** Where to go on; null: from the beginning. */
  readonly cursor: Json
  readonly read: number
}

/** @returns null when the listings were read whole before. */
export async function readFirstLook(tx: Tx, connectionId: string): Promise<FirstLook | null> {
  const { rows } = await sql<{ state: string; cursor: Json; read: number }>`
    select listings_state as state, listings_cursor as cursor, listings_read as read from connection
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
  const [row] = rows
  return row === undefined || row.state === 'read' ? null : { cursor: row.cursor, read: row.cursor === null ? 0 : row.read }
}

/** @param cursor null at the end. @param total where the storefront tells how many there are. */
export async function noteFirstLook(
  tx: Tx,
  connectionId: string,
  { read, total, cursor }: { read: number; total: number | null; cursor: Json },
): Promise<void> {
  await sql`
    update connection
    set listings_state = 'reading', listings_read = ${read}, listings_total = coalesce(${total}::int, listings_total),
      listings_cursor = nullif(${JSON.stringify(cursor)}::jsonb, 'null'::jsonb)
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
}

export async function endFirstLook(tx: Tx, connectionId: string): Promise<void> {
  await sql`
    update connection set listings_state = 'read', listings_total = listings_read, listings_cursor = null
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and listings_state <> 'read'`.execute(tx)
}

/** A place that the storefront no longer understands: the next look begins again. */
export async function dropFirstLook(tx: Tx, connectionId: string): Promise<void> {
  await sql`
    update connection set listings_cursor = null
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and listings_state <> 'read'`.execute(tx)
}
