/** What a storefront's categories ask for: of which it is asked, and what it told. */
import { shopOf, sql, type Tx } from '#database'
import { readSources } from '../listing/desired-content.ts'
import type { PropertyTable } from '../listing/properties.ts'
import { shelfId } from '../listing/shelf.ts'
import { chooseShelf } from './choose-shelf.ts'
import { noWishes, readWishes } from './wishes.ts'

const freshMs = 20 * 3_600_000
/** Of one storefront, and so of its day. */
const mostShelves = 30

/**
 * The categories in which her patterns stand there or would stand, those with most of them first, that were not asked for today. Without a tree of its
 * own there is one, ''.
 */
export async function shelvesToRead(tx: Tx, connectionId: string, now: Date): Promise<string[]> {
  const { rows: patterns } = await sql<{ id: string }>`
    select pattern_id as id from pattern where shop_id = ${shopOf(tx)}::uuid and archived_at is null`.execute(tx)
  const ids = patterns.map(({ id }) => id)
  const { shelves, wordings } = (await readWishes(tx, [connectionId], ids)).get(connectionId) ?? noWishes
  const { rows } = await sql<{ shelf: string | null }>`
    select coalesce(l.desired ->> 'shelf', l.observed -> 'content' ->> 'shelf') as shelf
    from listing l where l.shop_id = ${shopOf(tx)}::uuid and l.connection_id = ${connectionId}::uuid and l.pattern_id is not null`.execute(
    tx,
  )
  const chosen = (await readSources(tx, ids)).map(one => chooseShelf(one, shelves, wordings.get(one.patternId)?.shelf ?? null))
  const times = new Map<string, number>()
  for (const id of [...rows.map(({ shelf }) => shelfId(shelf)), ...chosen.map(shelfId)]) times.set(id, (times.get(id) ?? 0) + 1)
  const inUse = shelves.shelves.length === 0 ? [''] : [...times].sort(([, a], [, b]) => b - a).flatMap(([id]) => (id === '' ? [] : [id]))
  const { rows: fresh } = await sql<{ shelf: string }>`
    select shelf from storefront_properties
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and read_at > ${new Date(now.getTime() - freshMs)}`.execute(
    tx,
  )
  const isFresh = new Set(fresh.map(({ shelf }) => shelf))
  return inUse.slice(0, mostShelves).filter(id => !isFresh.has(id))
}

/** What it told takes the place of what it told before of that category. */
export async function keepProperties(
  tx: Tx,
  { connectionId, shelf, table, now }: { connectionId: string; shelf: string; table: PropertyTable; now: Date },
): Promise<void> {
  const told = { properties: JSON.stringify(table), read_at: now }
  await tx
    .insertInto('storefront_properties')
    .values({ shop_id: shopOf(tx), connection_id: connectionId, shelf, ...told })
    .onConflict(conflict => conflict.columns(['shop_id', 'connection_id', 'shelf']).doUpdateSet(told))
    .execute()
}
