/** What was changed by hand at the storefronts, in her words. */
import { shopOf, sql, type Tx } from '#database'
import { type Paged, pageAfter, pageOf } from '../page.ts'
import { readVersionOf } from '../publication/preview.ts'
import { notFound } from '../refused.ts'
import { type ContentJson, contentFromJson } from './content-json.ts'
import { type FieldRule, ruleOf } from './hand-edit.ts'
import { inWords, isField, labelOf, type VersionOf, wholeListing } from './words.ts'

export interface HandEditSummary {
  readonly id: string
  readonly listingId: string
  /** The connection's label. */
  readonly shop: string
  readonly patternId: string
  readonly patternTitle: string
  readonly url: string | null
  readonly field: string
  readonly label: string
  /** In words; null for nothing. */
  readonly was: string | null
  readonly found: string | null
  readonly foundAt: Date
  readonly settledAt: Date | null
  readonly settledHow: 'put-right' | 'accepted' | 'undone-there' | 'superseded' | null
  readonly rule: FieldRule
}

/** Newest first. `isSettled` left out: all of them. */
export async function listHandEdits(
  tx: Tx,
  { isSettled, cursor, limit }: { isSettled?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<HandEditSummary>> {
  const after = pageAfter(cursor)
  const rows = await read(
    tx,
    sql`(${isSettled ?? null}::boolean is null or (e.settled_at is not null) = ${isSettled ?? null}::boolean)
      and (${after?.at ?? null}::timestamptz is null
        or (e.found_at, e.hand_edit_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))`,
    limit + 1,
  )
  const page = pageOf(rows, limit, row => ({ at: row.foundAt, id: row.id }))
  return { items: await toSummaries(tx, page.items), next: page.next }
}

/** @throws {Refused} when there is none. */
export async function readHandEdit(tx: Tx, handEditId: string): Promise<HandEditSummary> {
  const [summary] = await toSummaries(tx, await read(tx, sql`e.hand_edit_id = ${handEditId}::uuid`, 1))
  if (summary === undefined) throw notFound('This change')
  return summary
}

type Row = Omit<HandEditSummary, 'label' | 'was' | 'found' | 'rule'> & {
  readonly was: unknown
  readonly found: unknown
  readonly rules: Readonly<Record<string, FieldRule>>
}

async function read(tx: Tx, where: ReturnType<typeof sql>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select e.hand_edit_id as id, e.listing_id as "listingId", c.label as shop, l.pattern_id as "patternId", p.title as "patternTitle", l.url,
      e.field, e.was, e.found, e.found_at as "foundAt", e.settled_at as "settledAt", e.settled_how as "settledHow",
      s.field_rules as rules
    from hand_edit e
    join listing l on l.shop_id = e.shop_id and l.listing_id = e.listing_id
    join connection c on c.shop_id = l.shop_id and c.connection_id = l.connection_id
    join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
    join shop s on s.shop_id = e.shop_id
    where e.shop_id = ${shopOf(tx)}::uuid and c.removed_at is null and ${where}
    order by e.found_at desc, e.hand_edit_id desc
    limit ${limit}`.execute(tx)
  return rows
}

async function toSummaries(tx: Tx, rows: readonly Row[]): Promise<HandEditSummary[]> {
  const ofFiles = rows.filter(({ field }) => field === 'files').map(({ patternId }) => patternId)
  const versionOf = ofFiles.length === 0 ? () => null : await readVersionOf(tx, ofFiles)
  return rows.map(({ rules, ...row }) => ({
    ...row,
    label: labelOf(row.field),
    was: row.field === wholeListing ? 'At the shop' : told(row.field, row.was, versionOf),
    found: row.field === wholeListing ? 'Removed' : told(row.field, row.found, versionOf),
    rule: ruleOf(rules, row.field),
  }))
}

const empty: ContentJson = {
  title: '',
  summary: '',
  description: '',
  sku: '',
  price: { minor: '0', currency: 'EUR' },
  salePrice: null,
  isPublished: false,
  tags: [],
  categories: [],
  images: [],
  files: [],
}

/** @param value of the field as `ContentJson` has it. */
function told(field: string, value: unknown, versionOf: VersionOf): string | null {
  if (value === null || value === undefined || !isField(field)) return null
  return inWords(field, contentFromJson({ ...empty, [field]: value })[field], versionOf)
}
