/** Writing a correction down. Nothing is sent before it is pressed, and nothing can be changed after. */
import { shopOf, sql, type Tx } from '#database'
import { line, lines } from '../pattern/facts.ts'
import { notFound, Refused } from '../refused.ts'
import { type Erratum, type NoteLanguage, type Notes, noteLanguages, readErratum, stateOf } from './erratum.ts'

export interface DraftErratum extends Pick<Erratum, 'severity' | 'sizes' | 'files' | 'places' | 'notes' | 'writes' | 'reachesPast'> {
  readonly versionId: string | null
}

/** What it touches of a version's files is known by comparing it with the one before; she may say otherwise. @returns its id. */
export async function draftErratum(
  tx: Tx,
  patternId: string,
  { severity, ...given }: Pick<DraftErratum, 'severity'> & Partial<DraftErratum>,
  now: Date,
): Promise<string> {
  const shop = shopOf(tx)
  const pattern = await tx
    .selectFrom('pattern')
    .select('pattern_id')
    .where('shop_id', '=', shop)
    .where('pattern_id', '=', patternId)
    .executeTakeFirst()
  if (pattern === undefined) throw notFound('This pattern')
  const versionId = given.versionId ?? null
  const draft: DraftErratum = {
    ...{ severity, versionId, sizes: [], places: '', notes: {}, reachesPast: true },
    files: versionId === null ? [] : await changedFiles(tx, versionId),
    // What is a matter of looks is worth no mail.
    writes: severity !== 'cosmetic',
    ...given,
  }
  const row = await tx
    .insertInto('erratum')
    .values({ shop_id: shop, pattern_id: patternId, ...(await columnsOf(tx, patternId, draft)), created_at: now })
    .returning('erratum_id')
    .executeTakeFirstOrThrow()
  return row.erratum_id
}

/** @throws {Refused} 409 when it was changed since she read it, or is no draft any more. */
export async function editErratum(tx: Tx, erratumId: string, change: Partial<DraftErratum> & { readonly editNo: number }): Promise<void> {
  const known = await openDraft(tx, erratumId)
  const { editNo, ...given } = change
  if (editNo !== known.editNo)
    throw new Refused('changed-since', 'This correction was changed since you opened it. Look at it again, then change it.', {
      status: 409,
    })
  const { version, severity, sizes, files, places, notes, writes, reachesPast } = known
  const draft = { versionId: version?.id ?? null, severity, sizes, files, places, notes, writes, reachesPast, ...given }
  await tx
    .updateTable('erratum')
    .set({ ...(await columnsOf(tx, known.patternId, draft)), edit_no: known.editNo + 1 })
    .where('shop_id', '=', shopOf(tx))
    .where('erratum_id', '=', erratumId)
    .execute()
}

/** @throws {Refused} 409 when it is no draft: what owners were told stays. */
export async function removeDraft(tx: Tx, erratumId: string): Promise<void> {
  await openDraft(tx, erratumId)
  await tx.deleteFrom('erratum').where('shop_id', '=', shopOf(tx)).where('erratum_id', '=', erratumId).execute()
}

async function openDraft(tx: Tx, erratumId: string): Promise<Erratum> {
  const known = await readErratum(tx, erratumId, 'yes')
  const state = stateOf(known)
  if (state === 'waiting')
    throw new Refused('waits', 'This correction waits to go out. Take it back first, then change it.', { status: 409 })
  if (state === 'out')
    throw new Refused('is-out', 'This correction went out and stays as its readers know it. Write another one for what is to be added.', {
      status: 409,
    })
  return known
}

/** The parts of a version that are not in the one before it, by their keys; [] when all are. */
export async function changedFiles(tx: Tx, versionId: string): Promise<string[]> {
  const { rows } = await sql<{ key: string; is_new: boolean }>`
    with this as (select * from version where shop_id = ${shopOf(tx)}::uuid and version_id = ${versionId}::uuid),
    before as (
      select v.version_id from version v join this on this.shop_id = v.shop_id and this.pattern_id = v.pattern_id
      where string_to_array(v.number, '.')::int[] < string_to_array(this.number, '.')::int[]
      order by string_to_array(v.number, '.')::int[] desc limit 1
    )
    select f.file_key as key, not exists (
      select from version_file o where o.shop_id = f.shop_id and o.version_id = (select version_id from before)
        and o.file_key = f.file_key and o.sha256 = f.sha256) as is_new
    from version_file f join this on this.shop_id = f.shop_id and this.version_id = f.version_id
    order by f.position`.execute(tx)
  const changed = rows.filter(({ is_new }) => is_new).map(({ key }) => key)
  return changed.length === rows.length ? [] : changed
}

async function columnsOf(tx: Tx, patternId: string, draft: DraftErratum) {
  const { versionId, severity, sizes, files, places, notes, writes, reachesPast } = draft
  const keys = versionId === null ? null : await keysOf(tx, patternId, versionId)
  const unknown = keys === null ? undefined : files.find(key => !keys.includes(key))
  if (unknown !== undefined)
    throw new Refused('file-unknown', `The version has no file “${unknown}”. Choose among those that it has.`, { field: 'files' })
  return {
    version_id: versionId,
    severity,
    sizes: unique(sizes),
    files: unique(files),
    places: line(places),
    notes: JSON.stringify(tidyNotes(notes)),
    writes,
    reaches_past: reachesPast,
  }
}

async function keysOf(tx: Tx, patternId: string, versionId: string): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select f.file_key as key from version v join version_file f on f.shop_id = v.shop_id and f.version_id = v.version_id
    where v.shop_id = ${shopOf(tx)}::uuid and v.version_id = ${versionId}::uuid and v.pattern_id = ${patternId}::uuid`.execute(tx)
  if (rows.length === 0)
    throw new Refused('version-unknown', 'This pattern has no such version. Choose one that it has.', { field: 'versionId' })
  return rows.map(({ key }) => key)
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts.map(line).filter(text => text !== ''))]

const tidyNotes = (notes: Notes): Notes =>
  Object.fromEntries(
    noteLanguages.flatMap((language: NoteLanguage) => {
      const note = lines(notes[language] ?? '')
      return note === '' ? [] : [[language, note]]
    }),
  )
