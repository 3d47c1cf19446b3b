/** What a storefront gets under an address that we handed out. */
import { shopOf, sql, type Tx } from '#database'

export interface ListedFile {
  readonly sha256: string
  readonly fileName: string
  readonly mediaType: string
  readonly sizeBytes: number
  readonly patternId: string
  /** The newest version that holds these bytes; null when none does any more. */
  readonly versionId: string | null
}

/** @returns the number that its addresses were made with, or null when it is not connected (any more). */
export async function fileSecretNo(tx: Tx, connectionId: string): Promise<number | null> {
  const row = await tx
    .selectFrom('connection')
    .select('file_secret_no')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.file_secret_no ?? null
}

/**
 * The file that the listing should carry under this key: an earlier buyer's link keeps its key and gives the corrected file.
 *
 * @returns null once the listing is to carry it no more.
 */
export async function readListedFile(
  tx: Tx,
  { connectionId, listingId, fileKey }: { connectionId: string; listingId: string; fileKey: string },
): Promise<ListedFile | null> {
  const { rows } = await sql<Row>`
    select b.sha256, file ->> 'name' as file_name, b.media_type, b.size_bytes, l.pattern_id,
      (select v.version_id from version_file f join version v on v.shop_id = f.shop_id and v.version_id = f.version_id
        where f.shop_id = l.shop_id and v.pattern_id = l.pattern_id and f.sha256 = b.sha256
        order by v.created_at desc limit 1) as version_id
    from listing l
    cross join lateral jsonb_array_elements(l.desired -> 'files') as file
    join blob b on b.shop_id = l.shop_id and b.sha256 = file ->> 'sha256'
    where l.shop_id = ${shopOf(tx)}::uuid and l.connection_id = ${connectionId}::uuid and l.listing_id = ${listingId}::uuid
      and l.pattern_id is not null and file ->> 'key' = ${fileKey}
    limit 1`.execute(tx)
  const row = rows[0]
  if (row === undefined) return null
  return {
    sha256: row.sha256,
    fileName: row.file_name,
    mediaType: row.media_type,
    sizeBytes: Number(row.size_bytes),
    patternId: row.pattern_id,
    versionId: row.version_id,
  }
}

/** A picture that some listing of the connection should carry, by the first 16 digits of its hash. */
export async function readListedPicture(
  tx: Tx,
  { connectionId, mark }: { connectionId: string; mark: string },
): Promise<{ sha256: string; mediaType: string; sizeBytes: number } | null> {
  const { rows } = await sql<{ sha256: string; media_type: string; size_bytes: bigint }>`
    select b.sha256, b.media_type, b.size_bytes from blob b
    where b.shop_id = ${shopOf(tx)}::uuid and b.sha256 like ${`${mark}%`} and b.media_type like 'image/%'
      and exists (
        select from listing l cross join lateral jsonb_array_elements(l.desired -> 'images') as image
        where l.shop_id = b.shop_id and l.connection_id = ${connectionId}::uuid and image ->> 'sha256' = b.sha256
      )
    limit 1`.execute(tx)
  const row = rows[0]
  return row === undefined ? null : { sha256: row.sha256, mediaType: row.media_type, sizeBytes: Number(row.size_bytes) }
}

interface Row {
  sha256: string
  file_name: string
  media_type: string
  size_bytes: bigint
  pattern_id: string
  version_id: string | null
}
