/** What a buyer finds in her library, and what she may download. */
import { shopOf, sql, type Tx } from '#database'

export interface LibraryFile {
  readonly fileKey: string
  readonly role: string
  readonly fileName: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
}

export interface LibraryVersion {
  readonly id: string
  readonly number: string
  readonly kind: string
  readonly note: string
  readonly createdAt: Date
  readonly files: readonly LibraryFile[]
}

export interface LibraryPattern {
  readonly id: string
  readonly title: string
  /** The cover's hash, where there is one. */
  readonly cover: string | null
  readonly boughtAt: Date
  readonly newest: LibraryVersion | null
  /** Newest first. */
  readonly older: readonly LibraryVersion[]
}

/** Her patterns, the last bought first, each with every version: she bought the pattern, not a file. @param onlyOrder of this order alone. */
export async function readLibrary(tx: Tx, customerId: string, onlyOrder: string | null = null): Promise<LibraryPattern[]> {
  const { rows } = await sql<Row>`
    select p.pattern_id, p.title, i.sha256 as cover, e.bought_at,
      (select coalesce(jsonb_agg(jsonb_build_object('id', v.version_id, 'number', v.number, 'kind', v.kind, 'note', v.note, 'createdAt', v.created_at,
         'files', (select coalesce(jsonb_agg(jsonb_build_object('fileKey', f.file_key, 'role', f.role, 'fileName', f.file_name, 'sha256', f.sha256,
             'sizeBytes', b.size_bytes, 'mediaType', b.media_type) order by f.position), '[]')
           from version_file f join blob b on b.shop_id = f.shop_id and b.sha256 = f.sha256
           where f.shop_id = v.shop_id and f.version_id = v.version_id))
         order by string_to_array(v.number, '.')::int[] desc), '[]')
       from version v where v.shop_id = p.shop_id and v.pattern_id = p.pattern_id) as versions
    from (
      select e.pattern_id, max(o.placed_at) as bought_at
      from entitlement e join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
      where e.shop_id = ${shopOf(tx)}::uuid and e.customer_id = ${customerId}::uuid and e.ended_at is null
        and (${onlyOrder}::uuid is null or e.order_id = ${onlyOrder}::uuid)
      group by e.pattern_id
    ) e
    join pattern p on p.shop_id = ${shopOf(tx)}::uuid and p.pattern_id = e.pattern_id
    left join pattern_image i on i.shop_id = p.shop_id and i.pattern_id = p.pattern_id and i.position = 0
    order by e.bought_at desc, p.title`.execute(tx)
  return rows.map(({ pattern_id, title, cover, bought_at, versions }) => {
    const [newest = null, ...older] = versions.map(version => ({ ...version, createdAt: new Date(version.createdAt) }))
    return { id: pattern_id, title, cover, boughtAt: bought_at, newest, older }
  })
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

interface Row {
  pattern_id: string
  title: string
  cover: string | null
  bought_at: Date
  versions: (Omit<LibraryVersion, 'createdAt'> & { createdAt: string })[]
}

export interface Downloadable {
  readonly sha256: string
  readonly fileName: string
  readonly mediaType: string
  readonly sizeBytes: number
  readonly patternId: string
}

/** @returns the file, or null when it is not hers now: never bought, refunded, or no such file. */
export async function mayDownload(
  tx: Tx,
  customerId: string,
  versionId: string,
  fileKey: string,
  onlyOrder: string | null = null,
): Promise<Downloadable | null> {
  const { rows } = await sql<{ sha256: string; file_name: string; media_type: string; size_bytes: bigint; pattern_id: string }>`
    select f.sha256, f.file_name, b.media_type, b.size_bytes, v.pattern_id
    from version v
    join version_file f on f.shop_id = v.shop_id and f.version_id = v.version_id and f.file_key = ${fileKey}
    join blob b on b.shop_id = f.shop_id and b.sha256 = f.sha256
    where v.shop_id = ${shopOf(tx)}::uuid and v.version_id = ${versionId}::uuid
      and exists (
        select from entitlement e
        where e.shop_id = v.shop_id and e.pattern_id = v.pattern_id and e.customer_id = ${customerId}::uuid and e.ended_at is null
          and (${onlyOrder}::uuid is null or e.order_id = ${onlyOrder}::uuid)
      )`.execute(tx)
  const row = rows[0]
  if (row === undefined) return null
  return {
    sha256: row.sha256,
    fileName: row.file_name,
    mediaType: row.media_type,
    sizeBytes: Number(row.size_bytes),
    patternId: row.pattern_id,
  }
}
