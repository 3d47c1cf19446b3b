/** A table of sales as she brought it: kept as it came until it is taken, a week at most. */
import { type Database, type ShopId, shopOf, sql, type Tx } from '#database'
import type { BlobStore } from '../file/blob-store.ts'
import { notFound, Refused } from '../refused.ts'
import { lookAtTable, type TableReading, tableLimits } from './read-table.ts'

export interface SalesFile {
  readonly id: string
  readonly connectionId: string
  readonly fileName: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly reading: TableReading
}

export interface SalesFileWorld {
  readonly database: Database
  readonly blobs: BlobStore
}

/**
 * Keeps the bytes, then looks what they are; what cannot be read is not kept.
 * @throws {FileRefused} when it is empty or over 20 MB. @throws {Refused} when it is no table that can be read.
 */
export async function bringSalesFile(
  { database, blobs }: SalesFileWorld,
  shop: ShopId,
  { connectionId, fileName, stream, now }: { connectionId: string; fileName: string; stream: AsyncIterable<Uint8Array>; now: Date },
): Promise<SalesFile> {
  const name = tidyName(fileName)
  const { sha256, sizeBytes } = await blobs.put(shop, stream, tableLimits.bytes)
  try {
    const reading = await lookAtTable(async () => (await blobs.open(shop, sha256)).stream, name)
    const id = await database.inShop(shop, async tx => {
      const { sales_file_id } = await tx
        .insertInto('sales_file')
        .values({
          shop_id: shop,
          connection_id: connectionId,
          file_name: name,
          sha256,
          size_bytes: BigInt(sizeBytes),
          reading: JSON.stringify(reading),
          created_at: now,
        })
        .returning('sales_file_id')
        .executeTakeFirstOrThrow()
      return sales_file_id
    })
    return { id, connectionId, fileName: name, sha256, sizeBytes, reading }
  } catch (error) {
    await dropBytes({ database, blobs }, shop, sha256)
    throw error
  }
}

function tidyName(given: string): string {
  const name = given
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/^.*[/\\]/, '')
    .trim()
    .slice(0, 200)
  if (name === '') throw new Refused('name-missing', 'A file needs a name. Give it one and bring it again.', { field: 'name' })
  return name
}

/** @throws {Refused} when there is none (any more), or it is being taken. */
export async function readSalesFile(tx: Tx, salesFileId: string): Promise<SalesFile> {
  const row = await read(tx, 'sales_file_id', salesFileId)
  if (row === undefined || row.sales_import_id !== null) throw notFound('This table')
  return toSalesFile(row)
}

/** The table that an import takes; null when it is gone. */
export async function readFileOfImport(tx: Tx, importId: string): Promise<SalesFile | null> {
  const row = await read(tx, 'sales_import_id', importId)
  return row === undefined ? null : toSalesFile(row)
}

const read = (tx: Tx, by: 'sales_file_id' | 'sales_import_id', id: string) =>
  tx.selectFrom('sales_file').selectAll().where('shop_id', '=', shopOf(tx)).where(by, '=', id).executeTakeFirst()

function toSalesFile(row: NonNullable<Awaited<ReturnType<typeof read>>>): SalesFile {
  return {
    id: row.sales_file_id,
    connectionId: row.connection_id,
    fileName: row.file_name,
    sha256: row.sha256,
    sizeBytes: Number(row.size_bytes),
    reading: row.reading as unknown as TableReading,
  }
}

/** Hers to throw away; of an import that is done; or left lying since `before`. */
export type DroppedFiles = { readonly id: string } | { readonly ofImport: string } | { readonly before: Date }

/** Its bytes name buyers: they go when it is taken, when she throws it away, or after a week. What is being taken stays. @returns how many there were. */
export async function dropSalesFiles(world: SalesFileWorld, shop: ShopId, which: DroppedFiles): Promise<number> {
  const isMeant =
    'id' in which
      ? sql`f.sales_file_id = ${which.id}::uuid and f.sales_import_id is null`
      : 'ofImport' in which
        ? sql`f.sales_import_id = ${which.ofImport}::uuid`
        : sql`(f.sales_import_id is not null or f.created_at < ${which.before}::timestamptz)`
  const { rows } = await world.database.inShop(shop, tx =>
    sql<{ sha256: string }>`
      delete from sales_file f
      where f.shop_id = ${shop}::uuid and ${isMeant} and not exists (
        select from sales_import i
        where i.shop_id = f.shop_id and i.sales_import_id = f.sales_import_id and i.state = 'taking')
      returning sha256`.execute(tx),
  )
  for (const { sha256 } of rows) await dropBytes(world, shop, sha256)
  return rows.length
}

/** The same bytes may have been brought twice, or be a file of hers. */
async function dropBytes({ database, blobs }: SalesFileWorld, shop: ShopId, sha256: string): Promise<void> {
  const isUsed = await database.inShop(shop, async tx => {
    const { rows } = await sql`
      select from sales_file where shop_id = ${shop}::uuid and sha256 = ${sha256}
      union all select from blob where shop_id = ${shop}::uuid and sha256 = ${sha256}`.execute(tx)
    return rows.length > 0
  })
  if (!isUsed) await blobs.remove(shop, sha256)
}
