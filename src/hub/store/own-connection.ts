/** Who owns the orders that cost nothing: every order has a connection, and no provider saw these. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { readStore } from './read-store.ts'

/** No spoke's id: nothing is asked there, nothing is told there. */
export const ownSpoke = 'own-store'

/**
 * A connection like that of a shop that was removed – no list shows it, no clock wakes it – and live from now on, so that its orders are followed by mails.
 *
 * @returns its id; the same one each time.
 */
export async function ownConnection(tx: Tx, now: Date): Promise<string> {
  const shop = shopOf(tx)
  const { name, currency } = await readStore(tx)
  const { rows } = await sql<{ own_connection: string | null; resumes_as: string | null }>`
    select t.own_connection, c.resumes_as from store t
    left join connection c on c.shop_id = t.shop_id and c.connection_id = t.own_connection
    where t.shop_id = ${shop}::uuid`.execute(tx)
  const kept = rows[0]?.own_connection ?? null
  if (kept !== null) {
    // A copied or restored hub wakes with it in rehearsal.
    if (rows[0]!.resumes_as !== 'live')
      await sql`update connection set resumes_as = 'live', live_from = ${now} where shop_id = ${shop}::uuid and connection_id = ${kept}::uuid`.execute(
        tx,
      )
    return kept
  }
  const made = await sql<{ connection_id: string }>`
    insert into connection as c (shop_id, connection_id, spoke, label, base_url, currency, state, resumes_as, live_from, removed_at, history_state,
      next_poll_at, next_sweep_at, next_hooks_at, next_money_at)
    values (${shop}::uuid, ${randomUUID()}::uuid, ${ownSpoke}, ${name}, ${ownSpoke}, ${currency}, 'paused', 'live', ${wholeSecond(now)}, ${now}, 'read',
      'infinity', 'infinity', 'infinity', 'infinity')
    on conflict (shop_id, spoke, base_url, account) do update set resumes_as = 'live'
    returning connection_id`.execute(tx)
  const id = made.rows[0]!.connection_id
  await sql`
    insert into store (shop_id, name, currency, own_connection) values (${shop}::uuid, ${name}, ${currency}, ${id}::uuid)
    on conflict (shop_id) do update set own_connection = excluded.own_connection`.execute(tx)
  return id
}

const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000)
