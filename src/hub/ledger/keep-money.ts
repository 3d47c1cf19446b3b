/** The platform's own account of money, kept as it came. What it means is the books' to say, later. */
import { shopOf, sql, type Tx } from '#database'

export interface MoneyLine {
  /** The platform's id of the line; the same line is kept once, as it came first. */
  readonly remoteId: string
  readonly happenedAt: Date
  readonly raw: unknown
}

/** @returns the spoke's cursor behind what was read last; null: nothing was read. */
export async function readMoneyCursor(tx: Tx, connectionId: string): Promise<unknown> {
  const row = await tx
    .selectFrom('connection')
    .select('money_cursor')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow()
  return row.money_cursor
}

/**
 * A page and the cursor behind it, together.
 * @returns false, with nothing kept, when another has read on from `from` meanwhile, or the connection no longer reads.
 */
export async function keepMoney(
  tx: Tx,
  connectionId: string,
  { lines, from, next, now }: { lines: readonly MoneyLine[]; from: unknown; next: unknown; now: Date },
): Promise<boolean> {
  const shop = shopOf(tx)
  const { rows } = await sql`
    update connection set money_cursor = ${jsonOf(next)}::jsonb
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and state in ('live', 'rehearsal')
      and money_cursor is not distinct from ${jsonOf(from)}::jsonb
    returning connection_id`.execute(tx)
  if (rows.length === 0) return false
  const given = lines.map(({ remoteId, happenedAt, raw }) => ({ remote_id: remoteId, happened_at: happenedAt, raw }))
  if (given.length > 0)
    await sql`
      insert into money_row (shop_id, connection_id, remote_id, happened_at, raw, read_at)
      select ${shop}::uuid, ${connectionId}::uuid, r.remote_id, r.happened_at, r.raw, ${now}
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r (remote_id text, happened_at timestamptz, raw jsonb)
      order by r.remote_id
      on conflict do nothing`.execute(tx)
  return true
}

/** A cursor that is null is the very first place again, and no JSON. */
const jsonOf = (cursor: unknown): string | null => (cursor === null ? null : JSON.stringify(cursor))

/** @param isWhole whether it was read to its end. */
export async function noteMoneyRead(
  tx: Tx,
  connectionId: string,
  { now, next, isWhole }: { now: Date; next: Date; isWhole: boolean },
): Promise<void> {
  await sql`
    update connection set next_money_at = ${next}, last_money_at = case when ${isWhole} then ${now}::timestamptz else last_money_at end
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
}
