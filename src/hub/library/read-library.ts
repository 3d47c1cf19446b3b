/** What a buyer finds in her library, and what she may download. */
import { shopOf, sql, type Tx } from '#database'

export interface LibraryFile {
  readonly fileKey: string
  readonly role: string
  readonly fileName: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
  /** The number of the first version that had these very bytes under this key; null: this one. */
  readonly sameAs: string | null
}

export interface LibraryVersion {
  readonly id: string
  readonly number: string
  readonly kind: string
  readonly note: string
  /** Those that it changes; none: all, or not said. */
  readonly sizes: readonly string[]
  readonly createdAt: Date
  readonly files: readonly LibraryFile[]
}

export interface LibraryPattern {
  readonly id: string
  readonly title: string
  /** The cover's hash, where there is one. */
  readonly cover: string | null
  readonly boughtAt: Date
  /** When it was given to her by somebody else: the giver's words, '' for none. */
  readonly gift: string | null
  readonly newest: LibraryVersion | null
  /** Newest first. */
  readonly older: readonly LibraryVersion[]
}

/**
 * Her patterns, the last bought first, each with every version: she bought the pattern, not a file.
 *
 * @param customers all that are one person (`customersOf`).
 * @param onlyOrder of this order alone.
 */
export async function readLibrary(tx: Tx, customers: readonly string[], onlyOrder: string | null = null): Promise<LibraryPattern[]> {
  const { rows } = await sql<Row>`
    select p.pattern_id, p.title, i.sha256 as cover, e.bought_at, k.gift_word,
      (select coalesce(jsonb_agg(jsonb_build_object('id', v.version_id, 'number', v.number, 'kind', v.kind, 'note', v.note, 'sizes', v.sizes,
         'createdAt', v.created_at,
         'files', (select coalesce(jsonb_agg(jsonb_build_object('fileKey', f.file_key, 'role', f.role, 'fileName', f.file_name, 'sha256', f.sha256,
             'sizeBytes', b.size_bytes, 'mediaType', b.media_type) order by f.position), '[]')
           from version_file f join blob b on b.shop_id = f.shop_id and b.sha256 = f.sha256
           where f.shop_id = v.shop_id and f.version_id = v.version_id))
         order by string_to_array(v.number, '.')::int[] desc), '[]')
       from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id) as versions
    from (
      select distinct on (e.pattern_id) e.pattern_id, o.order_id, o.placed_at as bought_at
      from entitlement e join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
      where e.shop_id = ${shopOf(tx)}::uuid and e.customer_id = any (${customers}::uuid[]) and e.ended_at is null
        and (${onlyOrder}::uuid is null or e.order_id = ${onlyOrder}::uuid)
      order by e.pattern_id, o.placed_at desc, o.order_id
    ) e
    join pattern p on p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = e.pattern_id
    left join pattern_image i on i.shop_id = p.shop_id and i.pattern_id = p.pattern_id and i.position = 0
    left join lateral (
      select coalesce(c.gift_word, '') as gift_word
      from payment y join checkout c on c.shop_id = y.shop_id and c.checkout_id = y.checkout_id and c.is_gift
      where y.shop_id = p.shop_id and y.order_id = e.order_id limit 1
    ) k on true
    order by e.bought_at desc, p.title`.execute(tx)
  return rows.map(({ pattern_id, title, cover, bought_at, gift_word, versions }) => {
    const [newest = null, ...older] = withSameFiles(versions)
    return { id: pattern_id, title, cover, boughtAt: bought_at, gift: gift_word, newest, older }
  })
}

type RowVersion = Omit<LibraryVersion, 'createdAt' | 'files'> & { createdAt: string; files: Omit<LibraryFile, 'sameAs'>[] }

interface Row {
  pattern_id: string
  title: string
  cover: string | null
  bought_at: Date
  gift_word: string | null
  versions: RowVersion[]
}

/** Newest first, as they came. */
function withSameFiles(versions: readonly RowVersion[]): LibraryVersion[] {
  const first = new Map<string, { sha256: string; number: string }>()
  const oldestFirst = versions.toReversed().map(version => {
    const files = version.files.map(file => {
      const before = first.get(file.fileKey)
      const sameAs = before?.sha256 === file.sha256 ? before.number : null
      if (sameAs === null) first.set(file.fileKey, { sha256: file.sha256, number: version.number })
      return { ...file, sameAs }
    })
    return { ...version, createdAt: new Date(version.createdAt), files }
  })
  return oldestFirst.toReversed()
}

/** @returns null when it is not kept. */
export async function addressOf(tx: Tx, customerId: string): Promise<string | null> {
  const found = await tx
    .selectFrom('customer')
    .select('email')
    .where('shop_id', '=', shopOf(tx))
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  return found?.email ?? null
}

export interface LibraryOrder {
  readonly id: string
  readonly number: string
  readonly placedAt: Date
}

const shownOrders = 50

/** By which she has something now, the last first, at most fifty. */
export async function readOrders(tx: Tx, customers: readonly string[], onlyOrder: string | null = null): Promise<LibraryOrder[]> {
  const { rows } = await sql<LibraryOrder>`
    select o.order_id as id, o.number, o.placed_at as "placedAt"
    from "order" o
    where o.shop_id = ${shopOf(tx)}::uuid and (${onlyOrder}::uuid is null or o.order_id = ${onlyOrder}::uuid) and o.order_id in (
      select e.order_id from entitlement e
      where e.shop_id = ${shopOf(tx)}::uuid and e.customer_id = any (${customers}::uuid[]) and e.ended_at is null)
    order by o.placed_at desc, o.order_id
    limit ${shownOrders}`.execute(tx)
  return rows
}

export interface Downloadable {
  readonly sha256: string
  readonly fileName: string
  readonly mediaType: string
  readonly sizeBytes: number
  readonly patternId: string
  /** Whose purchase it is; of several addresses the one that is signed in, if it has it. */
  readonly customerId: string
  readonly boughtAt: Date
  /** Of the pattern's newest version. */
  readonly newestAt: Date
}

/** @returns the file, or null when it is not hers now: never bought, refunded, or no such file. */
export async function mayDownload(
  tx: Tx,
  customers: readonly string[],
  versionId: string,
  fileKey: string,
  onlyOrder: string | null = null,
): Promise<Downloadable | null> {
  const { rows } = await sql<Omit<Downloadable, 'sizeBytes'> & { sizeBytes: bigint }>`
    select f.sha256, f.file_name as "fileName", b.media_type as "mediaType", b.size_bytes as "sizeBytes", v.pattern_id as "patternId",
      h.customer_id as "customerId", h.bought_at as "boughtAt",
      (select max(n.created_at) from version n where n.shop_id = v.shop_id and n.pattern_id = v.pattern_id) as "newestAt"
    from version v
    join version_file f on f.shop_id = v.shop_id and f.version_id = v.version_id and f.file_key = ${fileKey}
    join blob b on b.shop_id = f.shop_id and b.sha256 = f.sha256
    cross join lateral (
      select e.customer_id, max(o.placed_at) over () as bought_at
      from entitlement e join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
      where e.shop_id = v.shop_id and e.pattern_id = v.pattern_id and e.customer_id = any (${customers}::uuid[]) and e.ended_at is null
        and (${onlyOrder}::uuid is null or e.order_id = ${onlyOrder}::uuid)
      order by array_position(${customers}::uuid[], e.customer_id)
      limit 1
    ) h
    where v.shop_id = ${shopOf(tx)}::uuid and v.version_id = ${versionId}::uuid`.execute(tx)
  const row = rows[0]
  return row === undefined ? null : { ...row, sizeBytes: Number(row.sizeBytes) }
}

/** Whether this is the cover of a pattern of hers. */
export async function maySeeCover(tx: Tx, customers: readonly string[], sha256: string, onlyOrder: string | null): Promise<boolean> {
  const { rows } = await sql`
    select 1 from entitlement e
    join pattern_image i on i.shop_id = e.shop_id and i.pattern_id = e.pattern_id and i.position = 0 and i.sha256 = ${sha256}
    where e.shop_id = ${shopOf(tx)}::uuid and e.customer_id = any (${customers}::uuid[]) and e.ended_at is null
      and (${onlyOrder}::uuid is null or e.order_id = ${onlyOrder}::uuid)
    limit 1`.execute(tx)
  return rows.length > 0
}
