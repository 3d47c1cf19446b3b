/** The patterns that a simulated shop begins with, and the files of their versions. */
import { randomUUID } from 'node:crypto'
import { shopOf, type Tx } from '#database'
import { markOf } from '#hub/listing/content.ts'
import { sha256Of } from './far-side.ts'

export const names = ['Hat', 'Socks', 'Shawl'] as const
/** Each pattern has the same parts in all its versions. */
export const partsOf = (pattern: number): readonly string[] => (pattern === 1 ? ['a4', 'chart'] : ['a4'])

/** By hash and by mark. */
export const bytes = new Map<string, string>()

/** @returns the hash of a version's file; its bytes are remembered. */
export function fileOf(pattern: number, version: number, part: string): string {
  const text = `${names[pattern]}, ${part}, version ${version}`
  const sha256 = sha256Of(text)
  bytes.set(sha256, text)
  bytes.set(markOf(sha256), text)
  return sha256
}

/** The first version of each, with all its parts, at one price. */
export async function addPatterns(tx: Tx, patterns: readonly { readonly id: string; readonly index: number }[], at: Date): Promise<void> {
  const shop = shopOf(tx)
  const files = patterns.flatMap(({ id, index }) => partsOf(index).map(part => ({ id, index, part, sha256: fileOf(index, 1, part) })))
  const versionIds = new Map(patterns.map(({ id }) => [id, randomUUID()]))
  await tx
    .insertInto('pattern')
    .values(
      patterns.map(({ id, index }) => ({
        shop_id: shop,
        pattern_id: id,
        sku: `SKU-${index}`,
        title: names[index]!,
        craft: 'knitting' as const,
      })),
    )
    .execute()
  await tx
    .insertInto('price')
    .values(patterns.map(({ id, index }) => ({ shop_id: shop, pattern_id: id, currency: 'EUR', amount_minor: 500n + BigInt(index) })))
    .execute()
  await tx
    .insertInto('blob')
    .values(files.map(({ sha256 }) => ({ shop_id: shop, sha256, size_bytes: 10n, media_type: 'application/pdf' })))
    .execute()
  await tx
    .insertInto('version')
    .values(
      patterns.map(({ id }) => ({
        shop_id: shop,
        version_id: versionIds.get(id)!,
        pattern_id: id,
        number: '1.0',
        kind: 'first' as const,
        created_at: at,
      })),
    )
    .execute()
  await tx
    .insertInto('version_file')
    .values(
      files.map(({ id, part, sha256 }, position) => ({
        shop_id: shop,
        version_id: versionIds.get(id)!,
        file_key: part,
        position,
        role: 'other' as const,
        file_name: `${part}.pdf`,
        sha256,
      })),
    )
    .execute()
}
