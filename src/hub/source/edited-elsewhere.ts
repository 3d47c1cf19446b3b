/** What is edited elsewhere is not edited here: otherwise two would overwrite each other. */
import { shopOf, sql, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { placeOf } from './choose-source.ts'
import { readSource, sourceFields } from './read-source.ts'

/** Names of a pattern's own fields that a source decides. */
const decided: ReadonlySet<string> = new Set([...sourceFields, 'prices'])

/**
 * @param fields those that are to be changed.
 * @throws {Refused} 409 when one of them is the source's and one of the patterns comes from there.
 */
export async function mustBeEditedHere(tx: Tx, patternIds: readonly string[], fields: readonly string[]): Promise<void> {
  if (!fields.some(field => decided.has(field))) return
  const source = await readSource(tx, { isLocked: true })
  if (source.kind === 'hub') return
  const comesFrom =
    source.kind === 'storefront'
      ? sql`exists (select from listing l where l.shop_id = p.shop_id and l.pattern_id = p.pattern_id
          and l.connection_id = ${source.connectionId}::uuid and l.remote_id is not null and l.state <> 'gone')`
      : sql`exists (select from outside_pattern o where o.shop_id = p.shop_id and o.pattern_id = p.pattern_id and o.system = ${source.system})`
  const { rows } = await sql<{ title: string }>`
    select p.title from pattern p
    where p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = any (${[...patternIds]}::uuid[]) and ${comesFrom}
    order by p.title limit 1`.execute(tx)
  const first = rows[0]
  if (first === undefined) return
  throw new Refused(
    'edited-elsewhere',
    `“${first.title}” is edited ${placeOf(source)}: its texts, tags and prices come from there. Change them there, or choose Selvage under Settings → Where you edit.`,
    { status: 409 },
  )
}
