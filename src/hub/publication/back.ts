/** Back to any earlier point of a listing: what was wanted then is wanted again. A press of its own, looked at first. */
import { shopOf, sql, type Tx } from '#database'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import { readStates } from '../listing/read-state.ts'
import { notFound } from '../refused.ts'
import { backBefore } from './found-before.ts'
import { type PlanningWorld, planWants, readConnections, type Want } from './plan.ts'
import { type Preview, previewOf } from './preview.ts'
import { type Press, pressOn } from './publish.ts'
import { isOlderThanLibrary } from './undo.ts'

/** A point of a listing's history. */
export interface Point {
  readonly listingId: string
  /** Of `readHistory`. */
  readonly no: number
}

/** @throws {Refused} when there is no such point. */
export async function backPreview(tx: Tx, point: Point, world: PlanningWorld): Promise<Preview> {
  const { want, staying } = await wantAt(tx, point)
  const shown = await previewOf(tx, nameOf(point), await planWants(tx, [want], world), world)
  return { ...shown, cannotUndo: [...new Set([...staying, ...shown.cannotUndo])] }
}

/** @returns the publication. @throws {Refused} 409 when what would be sent has changed since the preview, or there is nothing to send. */
export const goBack = (tx: Tx, point: Point, press: Press, world: PlanningWorld): Promise<string> =>
  pressOn(tx, { cause: 'back', name: nameOf(point), wants: async () => [(await wantAt(tx, point)).want], press, world })

const nameOf = ({ listingId, no }: Point) => `back ${listingId} ${no}`

interface Row {
  connection_id: string
  pattern_id: string
  title: string
  then: ContentJson
  content: ContentJson
  newest_version: string | null
  newest_files: string[] | null
}

async function wantAt(tx: Tx, { listingId, no }: Point): Promise<{ want: Want; staying: string[] }> {
  const { rows } = await sql<Row>`
    select l.connection_id, l.pattern_id, p.title, d.content as then, l.desired as content, v.number as newest_version, v.files as newest_files
    from desired_state d
    join listing l on l.shop_id = d.shop_id and l.listing_id = d.listing_id
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    left join lateral (
      select v.number, array_agg(f.sha256) as files
      from version v join version_file f on f.shop_id = v.shop_id and f.version_id = v.version_id
      where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id
      group by v.version_id, v.number
      order by string_to_array(v.number, '.')::int[] desc
      limit 1
    ) v on true
    where d.shop_id = ${shopOf(tx)}::uuid and d.listing_id = ${listingId}::uuid and d.desired_no = ${no}`.execute(tx)
  const [row] = rows
  const [connection] = row === undefined ? [] : await readConnections(tx, [row.connection_id])
  if (row === undefined || connection === undefined) throw notFound('This point of the listing')
  const [known = null] = await readStates(tx, { listingIds: [listingId] })
  const { pattern_id: patternId, title: patternTitle } = row
  const { content, lost } = backBefore(connection.label, contentFromJson(row.then), contentFromJson(row.content))
  return {
    want: { listingId, connection, patternId, patternTitle, known, content, refused: null },
    staying: [
      ...(isOlderThanLibrary(row, row.then)
        ? [`Buyers keep version ${row.newest_version} of “${patternTitle}” in their library; only a newer version takes its place there.`]
        : []),
      ...(lost === null ? [] : [lost]),
    ],
  }
}
