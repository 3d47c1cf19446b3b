/** Where her patterns are edited. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { ListingField } from '../listing/content.ts'
import type { FieldRule } from '../listing/hand-edit.ts'

export type Source =
  | { readonly kind: 'hub' }
  /** One storefront of hers: what is edited there is taken over here and goes on to the others. */
  | { readonly kind: 'storefront'; readonly connectionId: string; readonly label: string }
  /** A program of hers that tells patterns through the API, by its own ids. */
  | { readonly kind: 'outside'; readonly system: string; readonly publishes: boolean }

/** What a source decides. Files and pictures are always kept here, and so is whether a pattern is for sale. */
export const sourceFields = [
  'title',
  'summary',
  'description',
  'price',
  'salePrice',
  'tags',
  'categories',
] as const satisfies readonly ListingField[]

/** @param isLocked it stays so until this transaction ends. */
export async function readSource(tx: Tx, { isLocked = false } = {}): Promise<Source> {
  const { rows } = await sql<{
    kind: Source['kind']
    connection: string | null
    label: string | null
    system: string | null
    publishes: boolean
  }>`${kept}
    select s.source_kind as kind, s.source_connection as connection, c.label, s.source_system as system, s.source_publishes as publishes
    from shop s
    left join connection c on c.shop_id = s.shop_id and c.connection_id = s.source_connection and c.removed_at is null
    where s.shop_id = ${shopOf(tx)}::uuid ${isLocked ? sql`for share of s` : sql``}`.execute(tx)
  const row = rows[0]
  if (row?.kind === 'storefront' && row.connection !== null && row.label !== null)
    return { kind: 'storefront', connectionId: row.connection, label: row.label }
  if (row?.kind === 'outside' && row.system !== null) return { kind: 'outside', system: row.system, publishes: row.publishes }
  // A storefront that was disconnected is no source any more.
  return { kind: 'hub' }
}

/** At the source itself nothing is put right: what she edits there is what she wants. */
export function rulesAt(
  source: Source,
  connectionId: string,
  rules: Readonly<Record<string, FieldRule>>,
): Readonly<Record<string, FieldRule>> {
  if (source.kind !== 'storefront' || source.connectionId !== connectionId) return rules
  return { ...rules, ...Object.fromEntries(sourceFields.map(field => [field, 'ask' as const])) }
}
