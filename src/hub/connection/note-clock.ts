import { kept, shopOf, sql, type Tx } from '#database'
import { type ClockGap, type ClockRow, narrow, toGap } from './clock-gap.ts'

/** Keeps what the answers have told, before sales are sorted by it. */
export async function noteClock(tx: Tx, connectionId: string, read: ClockGap): Promise<void> {
  const where = sql`where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`
  const { rows } = await sql<ClockRow>`${kept} select clock_low_ms, clock_high_ms from connection ${where} for no key update`.execute(tx)
  if (rows[0] === undefined) return
  const known = toGap(rows[0])
  const next = narrow(known, read)
  if (next.lowMs === known?.lowMs && next.highMs === known.highMs) return
  await sql`${kept} update connection set clock_low_ms = ${next.lowMs}, clock_high_ms = ${next.highMs} ${where}`.execute(tx)
}
