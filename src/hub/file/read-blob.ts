import { shopOf, type Tx } from '#database'

export interface BlobFacts {
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
}

/** @returns null when this shop has no such file. */
export async function readBlob(tx: Tx, sha256: string): Promise<BlobFacts | null> {
  const row = await tx
    .selectFrom('blob')
    .select(['sha256', 'size_bytes', 'media_type'])
    .where('shop_id', '=', shopOf(tx))
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return row === undefined ? null : { sha256: row.sha256, sizeBytes: Number(row.size_bytes), mediaType: row.media_type }
}
