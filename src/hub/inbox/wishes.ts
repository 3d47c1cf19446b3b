/** What buyers wish about their personal data, as storefronts pass it on: kept as it came, never taken for a sale, on Today until she says it is done. */
import { createHash } from 'node:crypto'
import { kept, shopOf, sql, type Tx } from '#database'
import { notFound } from '../refused.ts'
import type { Delivered } from './deliveries.ts'

/** Storefronts repeat a message for two days when they heard no answer. The same words later than that are a new wish. */
const repeatedForMs = 3 * 86_400_000
/** Characters shown. */
const shownText = 4_000

/** The same message again is the same wish, and its month runs from the first time. */
export async function keepWish(tx: Tx, { connectionId, headers, body, now }: Delivered): Promise<void> {
  const key = createHash('sha256').update(body).digest('hex')
  const isNewWish = sql`i.state = 'done' and i.received_at < ${new Date(now.getTime() - repeatedForMs)}`
  await sql`
    insert into inbox as i (shop_id, connection_id, source, content_key, headers, body, received_at)
    values (${shopOf(tx)}::uuid, ${connectionId}::uuid, 'privacy', ${key}, ${JSON.stringify(headers)}::jsonb, ${Buffer.from(body)}, ${now})
    on conflict (shop_id, connection_id, source, content_key) do update
      set times = i.times + 1,
        state = case when ${isNewWish} then 'kept' else i.state end,
        received_at = case when ${isNewWish} then excluded.received_at else i.received_at end`.execute(tx)
}

export interface Wish {
  readonly id: string
  readonly connectionId: string
  /** The connection's label, also when it was removed since. */
  readonly shop: string
  /** As it was sent, cut. */
  readonly message: string
  readonly receivedAt: Date
}

/** Those that are not done, the oldest first, at most a hundred. */
export async function listWishes(tx: Tx): Promise<Wish[]> {
  const { rows } = await sql<{ id: string; connection: string; label: string; body: Buffer; received_at: Date }>`${kept}
    select i.inbox_id as id, i.connection_id as connection, c.label, i.body, i.received_at
    from inbox i join connection c on c.shop_id = i.shop_id and c.connection_id = i.connection_id
    where i.shop_id = ${shopOf(tx)}::uuid and i.source = 'privacy' and i.state = 'kept'
    order by i.received_at, i.inbox_id
    limit 100`.execute(tx)
  return rows.map(row => ({
    id: row.id,
    connectionId: row.connection,
    shop: row.label,
    message: row.body.toString('utf8').slice(0, shownText),
    receivedAt: row.received_at,
  }))
}

/** She has acted on it. Said twice is once. @throws {Refused} when there is no such wish. */
export async function settleWish(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql`
    update inbox set state = 'done'
    where shop_id = ${shopOf(tx)}::uuid and inbox_id = ${id}::uuid and source = 'privacy'
    returning inbox_id`.execute(tx)
  if (rows.length === 0) throw notFound('This message')
}
