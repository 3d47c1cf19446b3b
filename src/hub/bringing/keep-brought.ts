/** Keeps what was brought: as the pattern's pictures, as its first version, and what listings are known by. Each may be repeated. */
import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import { suggestRole } from '../file/check-file.ts'
import type { ListingImage } from '../listing/content.ts'
import type { StayingField } from '../listing/staying.ts'
import type { FileRole } from '../pattern/add-version.ts'
import { line } from '../pattern/facts.ts'
import { readBringing } from './read-bringing.ts'
import type { Trouble } from './read-brought.ts'

/**
 * @param images in their order; the same one twice is there once.
 * @returns false when it was taken back meanwhile, or the pattern has pictures of hers by now: those stay.
 */
export async function keepBroughtImages(
  tx: Tx,
  { patternId, listingId, images }: { patternId: string; listingId: string; images: readonly ListingImage[] },
): Promise<boolean> {
  const shop = shopOf(tx)
  if (!(await lockBringing(tx, patternId))) return false
  const now = await readBringing(tx, patternId)
  const each = images
    .map(({ sha256, alt }) => ({ sha256, alt: line(alt) }))
    .filter(({ sha256 }, at) => images.findIndex(one => one.sha256 === sha256) === at)
  if (now === null || each.length === 0 || (now.images.length > 0 && now.imagesFrom !== listingId)) return false
  await tx.deleteFrom('pattern_image').where('shop_id', '=', shop).where('pattern_id', '=', patternId).execute()
  await tx
    .insertInto('pattern_image')
    .values(each.map(({ sha256, alt }, position) => ({ shop_id: shop, pattern_id: patternId, position, sha256, alt })))
    .execute()
  await sql`update pattern set updated_at = now() where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid`.execute(tx)
  await sql`
    update bringing set images = ${JSON.stringify(each)}::jsonb, images_from = ${listingId}::uuid
    where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid`.execute(tx)
  return true
}

export interface BroughtFile {
  readonly name: string
  readonly sha256: string
}

/** The first version, of files that a storefront hands its buyers. @returns false when there is one by now. */
export async function keepBroughtFiles(
  tx: Tx,
  { patternId, listingId, files, now }: { patternId: string; listingId: string; files: readonly BroughtFile[]; now: Date },
): Promise<boolean> {
  const shop = shopOf(tx)
  if (!(await lockBringing(tx, patternId))) return false
  const { rows: own } = await sql`select from version where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid limit 1`.execute(tx)
  if (own.length > 0 || files.length === 0) return false
  const { version_id } = await tx
    .insertInto('version')
    .values({ shop_id: shop, pattern_id: patternId, number: '1.0', kind: 'first', note: '', created_at: now })
    .returning('version_id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('version_file')
    .values(partsOf(files).map((file, position) => ({ shop_id: shop, version_id, position, ...file })))
    .execute()
  await sql`
    update bringing set version_id = ${version_id}::uuid, files_from = ${listingId}::uuid
    where shop_id = ${shop}::uuid and pattern_id = ${patternId}::uuid`.execute(tx)
  await leaveEvent(tx, 'version.added', { version: version_id, pattern: patternId })
  return true
}

/** Each has a part and a name of its own: 'a4', 'a4-2'. Pure. */
export function partsOf(files: readonly BroughtFile[]): { file_key: string; role: FileRole; file_name: string; sha256: string }[] {
  const [keys, names] = [new Set<string>(), new Set<string>()]
  return files.map(({ name, sha256 }) => {
    const role = suggestRole(name) ?? 'other'
    const key = firstFree(keys, at => (at === 1 ? role : `${role}-${at}`))
    const dot = name.lastIndexOf('.')
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
    return { file_key: key, role, file_name: firstFree(names, at => (at === 1 ? name : `${stem} (${at})${ending}`)), sha256 }
  })
}

function firstFree(taken: Set<string>, nameAt: (at: number) => string): string {
  for (let at = 1; ; at++) {
    const name = nameAt(at)
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}

/** What stands at a listing is what the pattern has now, or is not known to be. */
export async function keepStanding(tx: Tx, listingId: string, field: StayingField, sameAs: string | null): Promise<void> {
  await sql`
    insert into standing (shop_id, listing_id, field, same_as)
    select l.shop_id, l.listing_id, ${field}, ${sameAs} from listing l
    where l.shop_id = ${shopOf(tx)}::uuid and l.listing_id = ${listingId}::uuid and l.pattern_id is not null
    on conflict (shop_id, listing_id, field) do update set same_as = excluded.same_as
    where standing.same_as is distinct from excluded.same_as`.execute(tx)
}

export interface Settled {
  /** What could not be had. */
  readonly troubles: readonly Trouble[]
  /** When it is tried once more; null: it is done. */
  readonly again: Date | null
  /** It counts as one of the tries that it has. */
  readonly isTry: boolean
}

/** Says nothing when it was asked for anew meanwhile: then the next round looks again. */
export async function settleBringing(
  tx: Tx,
  { patternId, askedNo }: { patternId: string; askedNo: number },
  { troubles, again, isTry }: Settled,
): Promise<void> {
  await sql`
    update bringing
    set state = ${again === null ? 'done' : 'waiting'}, due_at = coalesce(${again}::timestamptz, due_at), attempts = attempts + ${isTry ? 1 : 0},
      troubles = ${JSON.stringify(troubles)}::jsonb
    where shop_id = ${shopOf(tx)}::uuid and pattern_id = ${patternId}::uuid and asked_no = ${askedNo}`.execute(tx)
}

async function lockBringing(tx: Tx, patternId: string): Promise<boolean> {
  const { rows } = await sql`
    select from bringing where shop_id = ${shopOf(tx)}::uuid and pattern_id = ${patternId}::uuid for update`.execute(tx)
  return rows.length > 0
}
