import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import { notFound, Refused } from '../refused.ts'
import { type Chosen, type ChosenBlob, chosenBlobs } from './chosen-blobs.ts'
import { line, lines } from './facts.ts'

export const fileRoles = ['instructions', 'a4', 'letter', 'a0', 'projector', 'chart', 'other'] as const
export type FileRole = (typeof fileRoles)[number]
export const versionKinds = ['first', 'correction', 'sizes', 'edition'] as const
export type VersionKind = (typeof versionKinds)[number]

/** `sha256`: a file of an earlier version of the same pattern, kept. */
export interface GivenFile extends Chosen {
  readonly fileKey: string
  readonly role: FileRole
  readonly fileName: string
}

export interface GivenVersion {
  readonly number: string
  readonly kind: VersionKind
  /** What changed, for buyers. */
  readonly note: string
  /** Of the pattern's, those that it changes; none: all, or not said. */
  readonly sizes?: readonly string[]
  readonly files: readonly GivenFile[]
}

/**
 * Adds a version, which is never changed afterwards; nothing is sent.
 *
 * @returns its id.
 * @throws {Refused} when its number is not above the others, a file is missing, its files are the very ones of the newest version, or the
 *   pattern has no such size.
 */
export async function addVersion(
  tx: Tx,
  patternId: string,
  { number, kind, note, sizes = [], files }: GivenVersion,
  now: Date,
): Promise<string> {
  const shop = shopOf(tx)
  const { rows: patterns } = await sql<{ sizes: string[] }>`
    update pattern set updated_at = ${now} where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid returning sizes`.execute(tx)
  if (patterns.length === 0) throw notFound('This pattern')
  const touched = checkSizes(sizes, patterns[0]!.sizes)
  const earlier = await earlierVersions(tx, patternId)
  const chosen = line(number)
  checkNumber(chosen, kind, earlier)
  const checked = checkFiles(files, await chosenBlobs(tx, files, 'files'), earlier)
  const { version_id } = await tx
    .insertInto('version')
    .values({ shop_id: shop, pattern_id: patternId, number: chosen, kind, note: lines(note), sizes: touched, created_at: now })
    .returning('version_id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('version_file')
    .values(checked.map((file, position) => ({ shop_id: shop, version_id, position, ...file })))
    .execute()
  await leaveEvent(tx, 'version.added', { version: version_id, pattern: patternId })
  return version_id
}

/** In the pattern's own order. */
function checkSizes(given: readonly string[], known: readonly string[]): string[] {
  const unknown = given.find(size => !known.includes(size))
  if (unknown !== undefined)
    throw new Refused('unknown-size', `The pattern has no size “${unknown.slice(0, 60)}”. Choose among its sizes, or leave them out.`, {
      field: 'sizes',
    })
  return known.filter(size => given.includes(size))
}

interface Earlier {
  readonly number: string
  readonly files: readonly { readonly key: string; readonly name: string; readonly sha256: string }[]
}

/** The highest number first. */
async function earlierVersions(tx: Tx, patternId: string): Promise<Earlier[]> {
  const { rows } = await sql<Earlier>`
    select v.number,
      (select coalesce(jsonb_agg(jsonb_build_object('key', f.file_key, 'name', f.file_name, 'sha256', f.sha256)), '[]')
       from version_file f where f.shop_id = v.shop_id and f.version_id = v.version_id) as files
    from version v
    where v.shop_id = ${shopOf(tx)}::uuid and v.pattern_id = ${patternId}::uuid
    order by string_to_array(v.number, '.')::int[] desc`.execute(tx)
  return rows
}

function checkNumber(number: string, kind: VersionKind, [newest]: readonly Earlier[]): void {
  const refused = (code: string, message: string, status = 400) => new Refused(code, message, { field: 'number', status })
  if (!/^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$/.test(number))
    throw refused('number-odd', `“${number}” is no version number. Write one such as 2.1: digits, with up to two points.`)
  if (newest === undefined) return
  const order = compare(number, newest.number)
  if (order === 0)
    throw refused('number-taken', `Version ${newest.number} is there already, and stays as it is. Give this one a higher number.`, 409)
  if (order < 0)
    throw refused(
      'number-low',
      `Version ${newest.number} is there already. Buyers get the highest number: give this one a higher one.`,
      409,
    )
  if (kind === 'first')
    throw new Refused(
      'not-first',
      `Version ${newest.number} came before. Say whether this one is a correction, new sizes or a new edition.`,
      { field: 'kind' },
    )
}

/** 2.10 is above 2.9; 2 and 2.0 are the same. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map(text => text.split('.').map(Number))
  for (let at = 0; at < 3; at++) {
    const by = (left![at] ?? 0) - (right![at] ?? 0)
    if (by !== 0) return by
  }
  return 0
}

interface Checked {
  file_key: string
  role: FileRole
  file_name: string
  sha256: string
}

function checkFiles(files: readonly GivenFile[], blobs: readonly (ChosenBlob | null)[], earlier: readonly Earlier[]): Checked[] {
  if (files.length === 0) throw refused('files-missing', 'A version needs at least one file. Add one.')
  const known = new Set(earlier.flatMap(version => version.files.map(({ sha256 }) => sha256)))
  const checked = files.map(({ fileKey, role, fileName, uploadId }, at): Checked => {
    const blob = blobs[at] ?? null
    const name = nameOf(fileName, blob)
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(fileKey))
      throw refused('file-key', `“${fileKey}” cannot name a part. Use small letters, digits and hyphens, such as instructions-de.`)
    if (blob === null || (uploadId === undefined && !known.has(blob.sha256)))
      throw refused('file-missing', `“${name}” is no file of an earlier version. Upload it.`)
    return { file_key: fileKey, role, file_name: name, sha256: blob.sha256 }
  })
  const keyTwice = twice(checked.map(({ file_key }) => file_key))
  if (keyTwice !== null)
    throw refused('part-twice', `There are two files for “${keyTwice}”. Keep one, or give the other a part of its own.`)
  const nameTwice = twice(checked.map(({ file_name }) => file_name.toLowerCase()))
  if (nameTwice !== null) throw refused('name-twice', `Two files are called “${nameTwice}”. Buyers could not tell them apart: rename one.`)
  const [newest] = earlier
  const spelled = (all: readonly { key: string; name: string; sha256: string }[]) =>
    all
      .map(one => JSON.stringify([one.key, one.name, one.sha256]))
      .sort()
      .join()
  if (
    newest !== undefined &&
    spelled(newest.files) === spelled(checked.map(file => ({ key: file.file_key, name: file.file_name, sha256: file.sha256 })))
  )
    throw refused('nothing-new', `These are the very files of version ${newest.number}. Choose the ones that changed.`)
  return checked
}

const endings: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['.pdf'],
  'image/png': ['.png'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/webp': ['.webp'],
}

/** As buyers see it: without a folder, and with the ending that opens it. */
export function nameOf(given: string, blob: Pick<ChosenBlob, 'mediaType'> | null): string {
  // White space and line ends are single spaces by now; no other control character has a place in a name.
  const name = line(given.replace(/\p{Cc}/gu, ' ')).replace(/^.*[/\\]/, '')
  if (name === '') throw refused('name-missing', 'A file needs a name. Give it one.')
  const wanted = endings[blob?.mediaType ?? ''] ?? []
  return wanted.length === 0 || wanted.some(ending => name.toLowerCase().endsWith(ending)) ? name : `${name}${wanted[0]}`
}

function twice(all: readonly string[]): string | null {
  return all.find((one, at) => all.indexOf(one) < at) ?? null
}

const refused = (code: string, message: string) => new Refused(code, message, { field: 'files' })
