/** What the columns of a shop's tables mean, said once under a name, and found again by the headings. */
import { shopOf, sql, type Tx } from '#database'
import { Refused } from '../refused.ts'
import type { SalesMap } from './columns.ts'

export interface SalesPreset {
  readonly name: string
  readonly map: SalesMap
  readonly changedAt: Date
}

const most = 50

export async function listPresets(tx: Tx, connectionId: string): Promise<(SalesPreset & { readonly header: readonly string[] })[]> {
  const rows = await tx
    .selectFrom('sales_preset')
    .select(['name', 'header', 'map', 'changed_at'])
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .orderBy('changed_at', 'desc')
    .execute()
  return rows.map(({ name, header, map, changed_at }) => ({ name, header, map: map as unknown as SalesMap, changedAt: changed_at }))
}

/** @returns the newest one whose columns are all in this table. */
export function presetFor<Preset extends SalesPreset>(presets: readonly Preset[], header: readonly string[]): Preset | null {
  return presets.find(({ map }) => Object.values(map.columns).every(column => column === undefined || header.includes(column))) ?? null
}

/** @throws {Refused} when it has no name, or there are too many. */
export async function keepPreset(
  tx: Tx,
  connectionId: string,
  { name, header, map, now }: { name: string; header: readonly string[]; map: SalesMap; now: Date },
): Promise<void> {
  const tidy = name.trim().slice(0, 100)
  if (tidy === '') throw new Refused('name-missing', 'Give these columns a name, such as “Monthly sales”.', { field: 'preset' })
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from sales_preset
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and name <> ${tidy}`.execute(tx)
  if (rows[0]!.count >= most)
    throw new Refused('too-many', `There are ${most} names for columns already. Forget one first.`, { status: 409 })
  await tx
    .insertInto('sales_preset')
    .values({
      shop_id: shopOf(tx),
      connection_id: connectionId,
      name: tidy,
      header: [...header],
      map: JSON.stringify(map),
      changed_at: now,
    })
    .onConflict(conflict =>
      conflict
        .columns(['shop_id', 'connection_id', 'name'])
        .doUpdateSet({ header: [...header], map: JSON.stringify(map), changed_at: now }),
    )
    .execute()
}

export async function forgetPreset(tx: Tx, connectionId: string, name: string): Promise<void> {
  await tx
    .deleteFrom('sales_preset')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('name', '=', name)
    .execute()
}
