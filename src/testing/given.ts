/** Versions with files, and listings that are proven to hold them, for what the ledger of bytes tells. */
import { createHash, randomUUID } from 'node:crypto'
import { type Database, type ShopId, sql } from '#database'

export interface MadeVersion {
  readonly id: string
  readonly pattern: string
  readonly number: string
  readonly files: readonly { readonly key: string; readonly sha256: string }[]
}

export const bytesOf = (text: string): { bytes: Buffer; sha256: string } => {
  const bytes = Buffer.from(text)
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** @param files by key: what stands in each. The same text is the same file. */
export async function newVersion(
  database: Database,
  shop: ShopId,
  { pattern, number, files, at }: { pattern: string; number: string; files: Readonly<Record<string, string>>; at: Date },
): Promise<MadeVersion> {
  const id = randomUUID()
  const rows = Object.entries(files).map(([key, text], position) => ({ key, position, ...bytesOf(text) }))
  await database.inShop(shop, async tx => {
    for (const { sha256, bytes } of rows)
      await tx
        .insertInto('blob')
        .values({ shop_id: shop, sha256, size_bytes: BigInt(bytes.length), media_type: 'application/pdf' })
        .onConflict(conflict => conflict.doNothing())
        .execute()
    await tx
      .insertInto('version')
      .values({ shop_id: shop, version_id: id, pattern_id: pattern, number, kind: 'correction', created_at: at })
      .execute()
    await tx
      .insertInto('version_file')
      .values(
        rows.map(({ key, position, sha256 }) => ({
          ...{ shop_id: shop, version_id: id, file_key: key, position },
          ...{ role: 'other' as const, file_name: `${key}.pdf`, sha256 },
        })),
      )
      .execute()
  })
  return { id, pattern, number, files: rows.map(({ key, sha256 }) => ({ key, sha256 })) }
}

/** The pattern's listing there was sent this version's files, and read back right. @param by how each file was compared. */
export async function proveAt(
  database: Database,
  shop: ShopId,
  { connection, version, at, by = 'bytes' }: { connection: string; version: MadeVersion; at: Date; by?: 'bytes' | 'name' },
): Promise<void> {
  const files = version.files.map(({ key, sha256 }) => ({ key, name: `${key}.pdf`, sha256, by }))
  const proof = { at: at.toISOString(), desiredNo: 1, fields: {}, content: {}, files }
  await database.inShop(shop, async tx => {
    await sql`
      insert into step (shop_id, listing_id, desired_no, key, kind, says, fields, state, sent_at, settled_at)
      select shop_id, listing_id, 1, gen_random_uuid(), 'update', 'Sets the files', '{files}', 'done', ${at}, ${at}
      from listing where connection_id = ${connection}::uuid and pattern_id = ${version.pattern}::uuid`.execute(tx)
    await sql`
      update listing set proof = ${JSON.stringify(proof)}::jsonb, proven_at = ${at}
      where connection_id = ${connection}::uuid and pattern_id = ${version.pattern}::uuid`.execute(tx)
  })
}
