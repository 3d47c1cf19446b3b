/** How a listing's files reach its storefront, made for one listing. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { ListingContent } from './content.ts'
import { fileUrl, pictureUrl } from './file-address.ts'
import type { BlobFacts, Delivery, Json } from './shop-rules.ts'

/**
 * `base`: the hub's own address as the storefront reaches it; without one, copies are put into the platform's own store.
 * `isForNow`: there is an address that does not answer at the moment; what was given by it waits for it.
 */
export type DeliverySource =
  | { readonly kind: 'address'; readonly base: string; readonly key: Buffer }
  | { readonly kind: 'copy'; readonly isForNow?: boolean }

export interface DeliveryPlace {
  readonly connectionId: string
  readonly fileSecretNo: number
  readonly listingId: string
}

/** What is known of files by their hash: their kind and size, and the copies that lie at each storefront. */
export interface FileFacts {
  readonly blobs: BlobFacts
  /** By connection id, then by hash. */
  readonly copies: ReadonlyMap<string, ReadonlyMap<string, Json>>
}

export function makeDelivery(source: DeliverySource, place: DeliveryPlace, facts: FileFacts): Delivery {
  if (source.kind === 'copy') return { kind: 'copy', copies: facts.copies.get(place.connectionId) ?? new Map() }
  const { key, base } = source
  return {
    kind: 'address',
    fileUrl: file => fileUrl(key, base, place, file),
    imageUrl: ({ sha256 }) => pictureUrl(key, base, place, { sha256, mediaType: facts.blobs(sha256)?.mediaType ?? '' }),
  }
}

/** For files that lie in the platform's own store. */
export const copyMark = 'copy'

/** Where files should be now: changes with the address that they are given by. null: wherever they are, while the address is away for a while. */
export function addressMark(source: DeliverySource, { fileSecretNo }: Pick<DeliveryPlace, 'fileSecretNo'>): string | null {
  if (source.kind === 'address') return `${source.base} ${fileSecretNo}`
  return source.isForNow === true ? null : copyMark
}

export async function readFileFacts(tx: Tx, contents: readonly ListingContent[], connectionIds: readonly string[]): Promise<FileFacts> {
  const shas = [...new Set(contents.flatMap(({ files, images }) => [...files, ...images].map(({ sha256 }) => sha256)))]
  const copies = new Map<string, Map<string, Json>>()
  if (shas.length === 0) return { blobs: () => null, copies }
  const { rows: blobs } = await sql<{
    sha256: string
    media_type: string
    size_bytes: bigint
    width: number | null
    height: number | null
  }>`${kept}
    select sha256, media_type, size_bytes, (facts ->> 'width')::int as width, (facts ->> 'height')::int as height from blob where shop_id = ${shopOf(tx)}::uuid and sha256 = any(${shas}::text[])`.execute(
    tx,
  )
  const { rows } = await sql<{ connection_id: string; sha256: string; remote: Json }>`${kept}
    select connection_id, sha256, remote from remote_copy
    where shop_id = ${shopOf(tx)}::uuid and connection_id = any(${connectionIds}::uuid[]) and sha256 = any(${shas}::text[])`.execute(tx)
  for (const { connection_id, sha256, remote } of rows) {
    const ofConnection = copies.get(connection_id) ?? new Map<string, Json>()
    copies.set(connection_id, ofConnection.set(sha256, remote))
  }
  const known = new Map(
    blobs.map(row => [
      row.sha256,
      { mediaType: row.media_type, sizeBytes: Number(row.size_bytes), widthPx: row.width, heightPx: row.height },
    ]),
  )
  return { blobs: sha256 => known.get(sha256) ?? null, copies }
}
