/** Events into jobs. Both change in one transaction, and a job's id follows from its event, so twice is once and several relays are safe. */
import { fromKysely } from 'pg-boss'
import { type Database, directory, type ShopId, shopOf, sql, type Tx } from '#database'
import { stableUuid } from '#kit/sign.ts'
import type { JobName, Queue } from './queue.ts'
import { reactionsTo } from './reactions.ts'

const batch = 500

/** Relays all that is undelivered now. @returns how many events. */
export async function relayAll(database: Database, queue: Queue): Promise<number> {
  let relayed = 0
  for (const shop of await directory.shopsWithEvents(database)) relayed += await relayShop(database, queue, shop)
  return relayed
}

export async function relayShop(database: Database, queue: Queue, shop: ShopId): Promise<number> {
  for (let relayed = 0; ; ) {
    const count = await database.inShop(shop, tx => relayBatch(tx, queue))
    relayed += count
    if (count < batch) return relayed
  }
}

/** Those another relay holds are passed over: it delivers them. Never by “id greater than the last seen”: transactions commit out of order. */
async function relayBatch(tx: Tx, queue: Queue): Promise<number> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ event_id: string; name: string; ids: unknown }>`
    select event_id, name, ids from event
    where shop_id = ${shop}::uuid and delivered_at is null
    order by created_at
    limit ${batch}
    for update skip locked`.execute(tx)
  if (rows.length === 0) return 0
  const jobs = rows.flatMap(event =>
    reactionsTo(shop, event.name, event.ids).map(reaction => ({ ...reaction, id: stableUuid(event.event_id, reaction.name) })),
  )
  for (const [name, ofName] of Map.groupBy(jobs, ({ job }) => job) as Map<JobName, typeof jobs>)
    await queue.boss.insert(
      name,
      ofName.map(({ id, data, key }) => ({ id, data, ...(key === undefined ? {} : { singletonKey: `${shop}:${key}` }) })),
      { db: fromKysely(tx) },
    )
  await sql`
    update event set delivered_at = now()
    where shop_id = ${shop}::uuid and event_id = any (${rows.map(row => row.event_id)}::uuid[])`.execute(tx)
  return rows.length
}
