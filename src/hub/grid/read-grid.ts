/** Patterns as the rows of a grid, in the order of their titles; and the columns that this shop has. */
import { shopOf, sql, type Tx } from '#database'
import type { PlanningWorld } from '../publication/plan.ts'
import { Refused } from '../refused.ts'
import { type Currencies, columnsOf, type GridColumn, type GridPattern, type GridPrice } from './cells.ts'

export interface Storefront {
  readonly connectionId: string
  readonly label: string
  readonly spoke: string
  readonly currency: string
  readonly isRuled: boolean
}

export interface GridShape {
  readonly columns: readonly GridColumn[]
  /** Those where listings are made. */
  readonly storefronts: readonly Storefront[]
}

export async function readGridShape(tx: Tx, { rulesOf }: Pick<PlanningWorld, 'rulesOf'>): Promise<GridShape> {
  const { rows } = await sql<{ currencies: string[]; storefronts: Storefront[] }>`
    select
      array(select distinct currency from price where shop_id = s.shop_id
        union select currency from connection where shop_id = s.shop_id and removed_at is null
        union select s.currency order by 1) as currencies,
      coalesce((
        select jsonb_agg(jsonb_build_object('connectionId', c.connection_id, 'label', c.label, 'spoke', c.spoke, 'currency', c.currency,
          'isRuled', exists (select from price_rule r where r.shop_id = c.shop_id and r.connection_id = c.connection_id and r.currency = c.currency))
          order by c.created_at, c.connection_id)
        from connection c where c.shop_id = s.shop_id and c.removed_at is null), '[]') as storefronts
    from shop s where s.shop_id = ${shopOf(tx)}::uuid`.execute(tx)
  const { currencies = [], storefronts = [] } = rows[0] ?? {}
  const listing = storefronts.filter(({ spoke }) => (rulesOf(spoke)?.publishes ?? true) === true)
  const given: Currencies = { currencies, storefronts: listing }
  return { columns: columnsOf(given), storefronts: listing }
}

interface Row {
  patternId: string
  editNo: number
  title: string
  sku: string
  tags: string[]
  categories: string[]
  isArchived: boolean
  prices: { currency: string; amount: string; sale: string | null; from: string | null; to: string | null }[]
  notOffered: string[]
}

export type KnownPattern = GridPattern & { readonly isArchived: boolean }

/** Those in use, by title. @param cursor of the page before. */
export async function readGrid(
  tx: Tx,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: GridPattern[]; next: string | null; total: number }> {
  const after = afterOf(cursor)
  const rows = await read(
    tx,
    sql`p.archived_at is null
      and (${after?.title ?? null}::text is null or (p.title_key, p.pattern_id) > (${after?.title ?? null}::text, ${after?.id ?? null}::uuid))`,
    limit + 1,
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const { rows: counted } = await sql<{ total: number }>`
    select count(*)::int as total from pattern where shop_id = ${shopOf(tx)}::uuid and archived_at is null`.execute(tx)
  return {
    items: page,
    next:
      rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify([last.sortedBy, last.patternId])).toString('base64url') : null,
    total: counted[0]!.total,
  }
}

/** By their ids or SKUs; locked against other changes when they are to be changed. */
export async function readKnown(
  tx: Tx,
  { patternIds, skus, isLocked = false }: { patternIds: readonly string[]; skus: readonly string[]; isLocked?: boolean },
): Promise<KnownPattern[]> {
  if (isLocked)
    await sql`
      select from pattern where shop_id = ${shopOf(tx)}::uuid and pattern_id = any(${patternIds}::uuid[])
      order by pattern_id for no key update`.execute(tx)
  return read(tx, sql`(p.pattern_id = any(${patternIds}::uuid[]) or p.sku = any(${skus}::text[]))`, null)
}

async function read(tx: Tx, where: ReturnType<typeof sql>, limit: number | null): Promise<(KnownPattern & { sortedBy: string })[]> {
  const { rows } = await sql<Row & { sortedBy: string }>`
    select p.pattern_id as "patternId", p.edit_no as "editNo", p.title, p.sku, p.tags, p.categories, p.archived_at is not null as "isArchived",
      p.title_key as "sortedBy",
      coalesce((
        select jsonb_agg(jsonb_build_object('currency', r.currency, 'amount', r.amount_minor::text, 'sale', r.sale_minor::text,
          'from', r.sale_from, 'to', r.sale_to))
        from price r where r.shop_id = p.shop_id and r.pattern_id = p.pattern_id), '[]') as prices,
      array(select w.connection_id::text from wording w where w.shop_id = p.shop_id and w.pattern_id = p.pattern_id and not w.is_offered) as "notOffered"
    from pattern p
    where p.shop_id = ${shopOf(tx)}::uuid and ${where}
    order by p.title_key, p.pattern_id
    limit ${limit}`.execute(tx)
  const time = (text: string | null) => (text === null ? null : new Date(text))
  return rows.map(({ prices, notOffered, ...row }) => ({
    ...row,
    prices: new Map(
      prices.map(({ currency, amount, sale, from, to }): [string, GridPrice] => [
        currency,
        { amountMinor: BigInt(amount), saleMinor: sale === null ? null : BigInt(sale), saleFrom: time(from), saleTo: time(to) },
      ]),
    ),
    notOffered: new Set(notOffered),
  }))
}

function afterOf(cursor: string | undefined): { title: string; id: string } | null {
  if (cursor === undefined || cursor === '') return null
  try {
    const [title, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    if (typeof title === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/i.test(id) && !title.includes('\0')) return { title, id }
  } catch {
    // Not one of ours.
  }
  throw new Refused('wrong-cursor', 'This page of the list is not known. Start again at the first page.', { field: 'cursor' })
}
