/** Saying which pattern a sale was of, after the fact. */
import { shopOf, sql, type Tx } from '#database'
import { settleAccess } from '../entitlement/settle-access.ts'
import { notFound, Refused } from '../refused.ts'
import { wakeMatched } from './fulfil.ts'

/**
 * Says which pattern a line is, and with it every unmatched sale of the same listing; all are granted at once.
 * Later sales of that listing follow by themselves.
 *
 * @returns how many lines were granted.
 * @throws {Refused} when there is no such line or pattern, or when the line is of another pattern already.
 */
export async function matchLine(
  tx: Tx,
  { orderId, line, patternId, now }: { orderId: string; line: string; patternId: string; now: Date },
): Promise<number> {
  const shop = shopOf(tx)
  const found = await tx
    .selectFrom('order_line')
    .innerJoin('order', join => join.onRef('order.shop_id', '=', 'order_line.shop_id').onRef('order.order_id', '=', 'order_line.order_id'))
    .select(['order.connection_id', 'order_line.listing_remote_id', 'order_line.pattern_id'])
    .where('order_line.shop_id', '=', shop)
    .where('order_line.order_id', '=', orderId)
    .where('order_line.line', '=', line)
    .executeTakeFirst()
  if (found === undefined) throw notFound('This line')
  await mustBeOurs(tx, patternId)
  if (found.pattern_id === patternId) return 0
  if (found.pattern_id !== null) throw new Refused('matched-before', 'This line is matched to another pattern already.', { status: 409 })
  if (found.listing_remote_id !== null)
    return matchListing(tx, { connectionId: found.connection_id, remoteId: found.listing_remote_id, patternId, now })
  await lockConnection(tx, found.connection_id)
  await tx
    .updateTable('order_line')
    .set({ pattern_id: patternId })
    .where('shop_id', '=', shop)
    .where('order_id', '=', orderId)
    .where('line', '=', line)
    .where('pattern_id', 'is', null)
    .execute()
  await wakeMatched(tx, [orderId], now)
  return (await settleAccess(tx, [orderId], now)).granted
}

/** Every unmatched sale of this listing is of this pattern. @returns how many lines were granted. */
export async function matchListing(
  tx: Tx,
  { connectionId, remoteId, patternId, now }: { connectionId: string; remoteId: string; patternId: string; now: Date },
): Promise<number> {
  await mustBeOurs(tx, patternId)
  await lockConnection(tx, connectionId)
  return matchListings(tx, { connectionId, matches: [{ remoteId, patternId }], now })
}

/** The same for many listings, under the connection's lock. A pattern that is gone meanwhile is passed over. */
export async function matchListings(
  tx: Tx,
  { connectionId, matches, now }: { connectionId: string; matches: readonly { remoteId: string; patternId: string }[]; now: Date },
): Promise<number> {
  if (matches.length === 0) return 0
  const shop = shopOf(tx)
  const said = matches.map(({ remoteId, patternId }) => ({ listing: remoteId, pattern_id: patternId }))
  const { rows } = await sql<{ order_id: string }>`
    with said as materialized (
      select s.listing, p.pattern_id from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as s (listing text, pattern_id uuid)
      join pattern p on p.shop_id = ${shop}::uuid and p.pattern_id = s.pattern_id
    )
    update order_line l
    set pattern_id = said.pattern_id
    from said, "order" o
    where l.shop_id = ${shop}::uuid and l.listing_remote_id = said.listing and l.pattern_id is null
      and o.shop_id = l.shop_id and o.order_id = l.order_id and o.connection_id = ${connectionId}::uuid
    returning l.order_id`.execute(tx)
  const orderIds = [...new Set(rows.map(row => row.order_id))]
  await wakeMatched(tx, orderIds, now)
  return (await settleAccess(tx, orderIds, now)).granted
}

async function mustBeOurs(tx: Tx, patternId: string): Promise<void> {
  const pattern = await tx
    .selectFrom('pattern')
    .select('pattern_id')
    .where('shop_id', '=', shopOf(tx))
    .where('pattern_id', '=', patternId)
    .executeTakeFirst()
  if (pattern === undefined) throw notFound('This pattern')
}

/** As `takeOrders` does first: a sale of this listing is either seen here or sees what is written here. */
const lockConnection = (tx: Tx, connectionId: string) =>
  sql`select from connection where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid for no key update`.execute(tx)
