/** Several patterns at one price, or at so much less. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import type { Money } from '../money.ts'
import { line } from '../pattern/facts.ts'
import { notFound, Refused } from '../refused.ts'
import { readStore } from './read-store.ts'
import { readBundleOffers } from './shelf.ts'

export type BundleWay = { readonly price: Money } | { readonly offPercent: number }

export interface GivenBundle {
  readonly title: string
  readonly summary: string
  readonly way: BundleWay
  readonly patternIds: readonly string[]
  readonly isOn: boolean
}

export interface BundleFacts extends GivenBundle {
  readonly id: string
  readonly editNo: number
  readonly patterns: readonly { readonly id: string; readonly title: string }[]
  /** Why it is not in the store, in her words; null when it is. */
  readonly why: string | null
}

export const mostBundles = 200
const mostPatterns = 100

/** The newest first. */
export async function listBundles(tx: Tx, now: Date): Promise<BundleFacts[]> {
  const { currency } = await readStore(tx)
  const { rows } = await sql<{
    bundle_id: string
    title: string
    summary: string
    price_minor: bigint | null
    off_percent: number | null
    is_on: boolean
    edit_no: number
    patterns: { id: string; title: string }[]
  }>`
    select b.bundle_id, b.title, b.summary, b.price_minor, b.off_percent, b.is_on, b.edit_no,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.pattern_id, 'title', p.title) order by m.position), '[]')
       from bundle_pattern m join pattern p on p.shop_id = m.shop_id and p.pattern_id = m.pattern_id
       where m.shop_id = b.shop_id and m.bundle_id = b.bundle_id) as patterns
    from bundle b where b.shop_id = ${shopOf(tx)}::uuid
    order by b.created_at desc, b.bundle_id desc
    limit ${mostBundles}`.execute(tx)
  const offered = new Set((await readBundleOffers(tx, currency, { ids: null, now, limit: mostBundles })).map(({ bundleId }) => bundleId))
  return rows.map(row => ({
    id: row.bundle_id,
    title: row.title,
    summary: row.summary,
    way: row.price_minor === null ? { offPercent: row.off_percent! } : { price: { minor: row.price_minor, currency } },
    patternIds: row.patterns.map(({ id }) => id),
    patterns: row.patterns,
    isOn: row.is_on,
    editNo: row.edit_no,
    why: offered.has(row.bundle_id) ? null : row.is_on ? 'One of its patterns is not in the store.' : 'You took it out.',
  }))
}

/**
 * Makes a bundle, or changes the one that is named.
 *
 * @throws {Refused} when it is not fit to sell, or 409 when it was changed since `editNo`.
 */
export async function keepBundle(
  tx: Tx,
  given: GivenBundle,
  { id = null, editNo = null, now }: { id?: string | null; editNo?: number | null; now: Date },
): Promise<string> {
  const shop = shopOf(tx)
  const { currency } = await readStore(tx)
  const ids = [...new Set(given.patternIds)]
  const title = line(given.title)
  if (title === '') throw refused('title', 'Please give the bundle a title.')
  if (ids.length < 2) throw refused('patternIds', 'A bundle has two patterns or more. Choose another one.')
  if (ids.length > mostPatterns) throw refused('patternIds', `A bundle has at most ${mostPatterns} patterns.`)
  if ('price' in given.way && given.way.price.currency !== currency)
    throw refused('way', `The store sells in ${currency}. Write the price in ${currency}.`)
  if ('price' in given.way && given.way.price.minor < 0n) throw refused('way', 'A price cannot be below zero.')
  await mustBeHere(tx, ids)
  const facts = {
    title,
    summary: line(given.summary),
    price_minor: 'price' in given.way ? given.way.price.minor : null,
    off_percent: 'price' in given.way ? null : given.way.offPercent,
    is_on: given.isOn,
  }
  if (id === null) await mustBeFew(tx)
  const bundleId = id ?? randomUUID()
  if (id === null)
    await tx
      .insertInto('bundle')
      .values({ shop_id: shop, bundle_id: bundleId, ...facts, created_at: now })
      .execute()
  else {
    const row = await tx
      .selectFrom('bundle')
      .select('edit_no')
      .where('shop_id', '=', shop)
      .where('bundle_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw notFound('This bundle')
    if (editNo !== null && row.edit_no !== editNo) throw changedMeanwhile('This bundle')
    await tx
      .updateTable('bundle')
      .set({ ...facts, edit_no: row.edit_no + 1 })
      .where('shop_id', '=', shop)
      .where('bundle_id', '=', id)
      .execute()
    await tx.deleteFrom('bundle_pattern').where('shop_id', '=', shop).where('bundle_id', '=', id).execute()
  }
  await tx
    .insertInto('bundle_pattern')
    .values(ids.map((pattern_id, position) => ({ shop_id: shop, bundle_id: bundleId, pattern_id, position })))
    .execute()
  return bundleId
}

export async function mustBeHere(tx: Tx, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pattern where shop_id = ${shopOf(tx)}::uuid and pattern_id = any (${[...ids]}::uuid[])`.execute(tx)
  if (rows[0]!.count < ids.length)
    throw new Refused('not-found', 'Some of these patterns are not here any more. Choose again.', { status: 404, field: 'patternIds' })
}

async function mustBeFew(tx: Tx): Promise<void> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from bundle where shop_id = ${shopOf(tx)}::uuid`.execute(tx)
  if (rows[0]!.count >= mostBundles)
    throw new Refused('too-many', `There are ${mostBundles} bundles, and more cannot be kept.`, { status: 409 })
}

export const changedMeanwhile = (what: string): Refused =>
  new Refused('changed-meanwhile', `${what} was changed since you opened it. Look at it again, then make your change.`, { status: 409 })

const refused = (field: string, message: string) => new Refused('bad-bundle', message, { field })
