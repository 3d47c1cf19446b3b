/** Deliveries from storefronts: kept raw, once per content, shown under Details, read again on request. */
import { createHash } from 'node:crypto'
import { kept, shopOf, sql, type Tx } from '#database'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { notFound, Refused } from '../refused.ts'

export interface Delivered {
  readonly connectionId: string
  /** Named ones only; never cookies or authorization. */
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array
  readonly now: Date
}

/**
 * Keeps deliveries of one storefront, by which the clock knows that there is something to look at. The same bytes again only raise their count.
 *
 * @param sealed the connection's keys as they were when the deliveries were checked.
 * @returns false, with nothing kept, when the connection is not that any more: it was removed, has other keys, or waits for new ones.
 */
export async function keepDeliveries(
  tx: Tx,
  connectionId: string,
  { sealed, deliveries, now }: { sealed: Buffer | null; deliveries: readonly Omit<Delivered, 'connectionId' | 'now'>[]; now: Date },
): Promise<boolean> {
  const shop = shopOf(tx)
  const rows = new Map<string, { headers: string; body: Buffer; times: number }>()
  for (const { headers, body } of deliveries) {
    const key = createHash('sha256').update(body).digest('hex')
    rows.set(key, { headers: JSON.stringify(headers), body: Buffer.from(body), times: (rows.get(key)?.times ?? 0) + 1 })
  }
  const every = [...rows.values()]
  const { rows: known } = await sql`${kept}
    with known as (
      select from connection
      where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and removed_at is null and state <> 'reconnect'
        and sealed is not distinct from ${sealed}::bytea
    ),
    kept as (
      insert into inbox as i (shop_id, connection_id, source, content_key, headers, body, times, received_at)
      select ${shop}::uuid, ${connectionId}::uuid, 'hook', d.key, d.headers::jsonb, d.body, d.times, ${now}::timestamptz
      from known
      cross join unnest(${[...rows.keys()]}::text[], ${every.map(({ headers }) => headers)}::text[], ${every.map(({ body }) => body)}::bytea[],
        ${every.map(({ times }) => times)}::integer[]) as d (key, headers, body, times)
      order by d.key
      on conflict (shop_id, connection_id, source, content_key) do update
        set times = i.times + excluded.times, state = 'kept', received_at = excluded.received_at
    )
    select from known`.execute(tx)
  return known.length > 0
}

/** The clock starts a poll for what was nudged since the last one began. */
const nudge = (tx: Tx, connectionId: string, now: Date) =>
  sql`update connection set nudged_at = ${now} where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)

/** What was delivered before a look began was seen by that look. */
export async function settleDeliveries(tx: Tx, connectionId: string, before: Date): Promise<void> {
  await sql`${kept}
    update inbox set state = 'done'
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and source = 'hook' and state = 'kept' and received_at <= ${before}`.execute(
    tx,
  )
}

export interface DeliverySummary {
  readonly id: string
  readonly source: 'hook' | 'poll' | 'privacy'
  readonly state: 'kept' | 'done' | 'unreadable'
  readonly reason: string | null
  readonly remoteId: string | null
  readonly times: number
  readonly sizeBytes: number
  readonly receivedAt: Date
}

/** Newest first. */
export async function listDeliveries(
  tx: Tx,
  connectionId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Paged<DeliverySummary>> {
  const after = pageAfter(cursor)
  const { rows } = await sql<DeliverySummary>`
    select inbox_id as id, source, state, reason, remote_id as "remoteId", times, octet_length(body) as "sizeBytes", received_at as "receivedAt"
    from inbox
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid
      and (${after?.at ?? null}::timestamptz is null or (received_at, inbox_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by received_at desc, inbox_id desc
    limit ${limit + 1}`.execute(tx)
  return pageOf(rows, limit, row => ({ at: row.receivedAt, id: row.id }))
}

export interface UnreadableSummary {
  readonly id: string
  readonly shop: string
  readonly remoteId: string | null
  readonly reason: string
  readonly receivedAt: Date
}

/** All that could not be read and has not been since, newest first, at most a hundred. */
export async function listUnreadable(tx: Tx): Promise<UnreadableSummary[]> {
  const { rows } = await sql<UnreadableSummary>`
    select i.inbox_id as id, c.label as shop, i.remote_id as "remoteId", coalesce(i.reason, '') as reason, i.received_at as "receivedAt"
    from inbox i join connection c on c.shop_id = i.shop_id and c.connection_id = i.connection_id
    where i.shop_id = ${shopOf(tx)}::uuid and i.state = 'unreadable'
    order by i.received_at desc
    limit 100`.execute(tx)
  return rows
}

/**
 * Reads a kept delivery again: a storefront's message makes the poll look now, an item that could not be read is fetched again from
 * the place where it was met.
 */
export async function replayDelivery(tx: Tx, deliveryId: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ connection_id: string; source: string; state: string; cursor: unknown; has_place: boolean; poll: string }>`
    select i.connection_id, i.source, i.state, i.headers -> 'cursor' as cursor, i.headers ? 'cursor' as has_place, c.state as poll
    from inbox i join connection c on c.shop_id = i.shop_id and c.connection_id = i.connection_id
    where i.shop_id = ${shop}::uuid and i.inbox_id = ${deliveryId}::uuid
    for no key update of c`.execute(tx)
  const found = rows[0]
  if (found === undefined) throw notFound('This delivery')
  if (found.poll !== 'live' && found.poll !== 'rehearsal')
    throw new Refused('not-reading', 'This shop is not being read now. Resume it or renew its keys first.', { status: 409 })
  if (found.source === 'privacy')
    throw new Refused('nothing-to-read', 'This message asks for something to be done; there is no sale in it to read.', { status: 409 })
  if (found.has_place)
    await sql`
      update connection
      set sales_cursor = jsonb_set(sales_cursor, '{again}', coalesce(sales_cursor -> 'again', '[]') || jsonb_build_array(${JSON.stringify(found.cursor)}::jsonb))
      where shop_id = ${shop}::uuid and connection_id = ${found.connection_id}::uuid and sales_cursor is not null`.execute(tx)
  if (found.source === 'hook')
    await sql`update inbox set state = 'kept' where shop_id = ${shop}::uuid and inbox_id = ${deliveryId}::uuid`.execute(tx)
  await nudge(tx, found.connection_id, now)
}
