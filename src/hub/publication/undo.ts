/** Taking a press back: what was wanted before it is wanted again. Says what that cannot take back. */
import { shopOf, sql, type Tx } from '#database'
import { type ContentJson, contentFromJson } from '../listing/content-json.ts'
import { listingIdFor, readStates } from '../listing/read-state.ts'
import { notFound, Refused } from '../refused.ts'
import { asFound, backBefore, replacedForGood } from './found-before.ts'
import { type PlanningWorld, planWants, readConnections, type Want } from './plan.ts'
import { type Preview, previewOf } from './preview.ts'
import { type Press, pressOn } from './publish.ts'
import { takeOutAgain } from './retire.ts'

/** @throws {Refused} when there is no such press, or it was taken back. */
export async function undoPreview(tx: Tx, publicationId: string, world: PlanningWorld): Promise<Preview> {
  await mustBeOpen(tx, publicationId)
  const { wants, staying } = await wantsBefore(tx, publicationId, world)
  const shown = await previewOf(tx, causeOf(publicationId), await planWants(tx, wants, world), world)
  return { ...shown, cannotUndo: [...new Set([...staying, ...shown.cannotUndo])] }
}

/** @returns the publication that takes it back. @throws {Refused} 409 when it changed since the preview, or is taken back already. */
export async function undo(tx: Tx, publicationId: string, press: Press, world: PlanningWorld): Promise<string> {
  const wants = async () => (await wantsBefore(tx, publicationId, world)).wants
  // A second press with the same key finds the first one's publication before it is asked whether anything is left to take back.
  const isSecond = await isPressed(tx, press.key)
  if (!isSecond) await mustBeOpen(tx, publicationId)
  const id = await pressOn(tx, { cause: 'undo', name: causeOf(publicationId), wants, press, world, undoes: publicationId })
  if (!isSecond) await takeOutAgain(tx, publicationId, world.now)
  return id
}

/** Two presses of the same content may be taken back; their previews are not the same. */
const causeOf = (publicationId: string) => `undo ${publicationId}`

async function isPressed(tx: Tx, key: string): Promise<boolean> {
  const found = await tx
    .selectFrom('publication')
    .select('publication_id')
    .where('shop_id', '=', shopOf(tx))
    .where('key', '=', key)
    .executeTakeFirst()
  return found !== undefined
}

async function mustBeOpen(tx: Tx, publicationId: string): Promise<void> {
  const found = await tx
    .selectFrom('publication')
    .select('publication_id')
    .where('shop_id', '=', shopOf(tx))
    .where('publication_id', '=', publicationId)
    .executeTakeFirst()
  if (found === undefined) throw notFound('This press')
  const later = await tx
    .selectFrom('publication')
    .select('publication_id')
    .where('shop_id', '=', shopOf(tx))
    .where('undoes', '=', publicationId)
    .executeTakeFirst()
  if (later !== undefined) throw new Refused('undone-before', 'This was taken back already.', { status: 409 })
  const launch = await tx
    .selectFrom('launch')
    .select('name')
    .where('shop_id', '=', shopOf(tx))
    .where('made_ready', '=', publicationId)
    .where('state', '=', 'planned')
    .executeTakeFirst()
  if (launch !== undefined)
    throw new Refused('launch-planned', `This made the launch “${launch.name}” ready. Cancel the launch first.`, { status: 409 })
}

interface Row {
  listing_id: string
  connection_id: string
  pattern_id: string
  title: string
  desired_no: number
  newest_no: number
  content: ContentJson
  before: ContentJson | null
  found: ContentJson | null
  /** What buyers find in their library, whatever is listed. */
  newest_version: string | null
  newest_files: string[] | null
}

/** @returns `staying`: sentences about what stays as it is. */
async function wantsBefore(tx: Tx, publicationId: string, { rulesOf }: PlanningWorld): Promise<{ wants: Want[]; staying: string[] }> {
  const { rows } = await sql<Row>`
    select d.listing_id, l.connection_id, l.pattern_id, p.title, d.desired_no, l.desired_no as newest_no, d.content, b.content as before, d.found,
      v.number as newest_version, v.files as newest_files
    from desired_state d
    join listing l on l.shop_id = d.shop_id and l.listing_id = d.listing_id
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    left join desired_state b on b.shop_id = d.shop_id and b.listing_id = d.listing_id and b.desired_no = d.desired_no - 1
    left join lateral (
      select v.number, array_agg(f.sha256) as files
      from version v join version_file f on f.shop_id = v.shop_id and f.version_id = v.version_id
      where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id
      group by v.version_id, v.number
      order by string_to_array(v.number, '.')::int[] desc
      limit 1
    ) v on true
    where d.shop_id = ${shopOf(tx)}::uuid and d.publication_id = ${publicationId}::uuid
    order by p.title, d.listing_id`.execute(tx)
  const connections = new Map(
    (
      await readConnections(
        tx,
        rows.map(row => row.connection_id),
      )
    ).map(one => [one.connectionId, one]),
  )
  const states = new Map((await readStates(tx, { listingIds: rows.map(row => row.listing_id) })).map(state => [state.listingId, state]))
  const staying: string[] = []
  const wants = rows.flatMap((row): Want[] => {
    const connection = connections.get(row.connection_id)
    // What was disconnected is out of reach.
    if (connection === undefined) return []
    const known = states.get(row.listing_id) ?? null
    const base = { listingId: row.listing_id, connection, patternId: row.pattern_id, patternTitle: row.title, known }
    const refuse = (refused: string): Want => ({ ...base, content: null, refused })
    if (row.newest_no !== row.desired_no) return [refuse('It was changed again since. Take the later press back first.')]
    if (row.before !== null) {
      if (isOlderThanLibrary(row, row.before))
        staying.push(
          `Buyers keep version ${row.newest_version} of “${row.title}” in their library; only a newer version takes its place there.`,
        )
      const { content, lost } = backBefore(connection.label, contentFromJson(row.before), contentFromJson(row.content))
      if (lost !== null) staying.push(lost)
      return [{ ...base, content, refused: null }]
    }
    const rules = rulesOf(connection.spoke)
    if (row.found !== null && rules !== null) {
      const before = { found: contentFromJson(row.found), desired: contentFromJson(row.content), rules }
      const lost = replacedForGood(connection.label, before)
      if (lost !== null) staying.push(lost)
      return [{ ...base, content: asFound(before), refused: null }]
    }
    if (row.listing_id !== listingIdFor(row.connection_id, row.pattern_id))
      return [refuse('What was there before the first press was not made here and is not kept. Change the pattern, then publish.')]
    staying.push(`The listing “${row.title}” stays at ${connection.label}, taken off sale; nothing is deleted there.`)
    return [{ ...base, content: { ...contentFromJson(row.content), isPublished: false }, refused: null }]
  })
  return { wants, staying }
}

/** Whether the files go back at the storefront while the library goes on giving the newer ones. */
export function isOlderThanLibrary({ content, newest_files }: Pick<Row, 'content' | 'newest_files'>, before: ContentJson): boolean {
  const had = new Set(before.files.map(({ sha256 }) => sha256))
  const isTaken = (newest_files ?? []).some(sha256 => !had.has(sha256))
  return isTaken && content.files.some(({ sha256 }) => !had.has(sha256))
}
