/** What a spoke notes about a listing: ids that the platform gives and tells with nothing of ours. A lost note costs a second upload, no more. */
import { shopOf, sql, type Tx } from '#database'
import type { Json } from './shop-rules.ts'

export async function readNotes(tx: Tx, connectionId: string, remoteIds: readonly string[]): Promise<ReadonlyMap<string, Json>> {
  if (remoteIds.length === 0) return new Map()
  const { rows } = await sql<{ remote_id: string; note: Json }>`
    select remote_id, note from listing_note
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and remote_id = any (${remoteIds}::text[])`.execute(tx)
  return new Map(rows.map(row => [row.remote_id, row.note]))
}

export async function writeNote(tx: Tx, connectionId: string, remoteId: string, note: Json): Promise<void> {
  await sql`
    insert into listing_note (shop_id, connection_id, remote_id, note)
    values (${shopOf(tx)}::uuid, ${connectionId}::uuid, ${remoteId}, ${JSON.stringify(note)}::jsonb)
    on conflict (shop_id, connection_id, remote_id) do update set note = excluded.note`.execute(tx)
}
