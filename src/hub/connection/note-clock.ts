import { shopOf, sql, type Tx } from '#database'
import { type ClockGap, type ClockRow, narrow, toGap } from './clock-gap.ts'

/** Keeps what the answers have told, before sales are sorted by it. */
export async function noteClock(tx: Tx, connectionId: string, read: ClockGap): Promise<void> {
  const where = sql`where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`
  const { rows } = await sql<ClockRow>`select clock_low_ms, clock_high_ms from connection ${where} for no key update`.execute(tx)
  if (rows[0] === undefined) return
  const kept = toGap(rows[0])
  const next = narrow(kept, read)
  if (next.lowMs === kept?.lowMs && next.highMs === kept.highMs) return
  await sql`update connection set clock_low_ms = ${next.lowMs}, clock_high_ms = ${next.highMs} ${where}`.execute(tx)
}
