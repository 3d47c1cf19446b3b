import { shopOf, type Tx } from '#database'
import type { Money } from '../money.ts'
import { Refused } from '../refused.ts'
import { type Craft, type GivenFacts, tidyFacts } from './facts.ts'
import { setPrices } from './set-prices.ts'

/**
 * Starts a pattern. Without an SKU it gets one made of its title.
 *
 * @returns its id.
 * @throws {Refused} when the title is empty, or another pattern has this SKU.
 */
export async function createPattern(
  tx: Tx,
  { price, ...given }: GivenFacts & { readonly title: string; readonly craft: Craft; readonly price?: Money | undefined },
  now: Date,
): Promise<string> {
  const { title, craft, sku, ...facts } = tidyFacts(given)
  if (title === undefined || title === '' || craft === undefined)
    throw new Refused('title-missing', 'A pattern needs a title. Give it one.', { field: 'title' })
  const chosen = sku || (await freeSku(tx, title))
  const row = await tx
    .insertInto('pattern')
    .values({ shop_id: shopOf(tx), ...facts, title, craft, sku: chosen, created_at: now, updated_at: now })
    .onConflict(conflict => conflict.columns(['shop_id', 'sku']).doNothing())
    .returning('pattern_id')
    .executeTakeFirst()
  if (row === undefined) throw await skuTaken(tx, chosen)
  if (price !== undefined) await setPrices(tx, row.pattern_id, [{ amount: price, sale: null }])
  return row.pattern_id
}

export async function skuTaken(tx: Tx, sku: string): Promise<Refused> {
  const other = await tx.selectFrom('pattern').select('title').where('shop_id', '=', shopOf(tx)).where('sku', '=', sku).executeTakeFirst()
  const whose = other === undefined ? 'Another pattern' : `“${other.title}”`
  return new Refused('sku-taken', `${whose} has the SKU ${sku} already. Give this pattern one of its own.`, { field: 'sku', status: 409 })
}

/** 'Wren Tee' is WREN-TEE, the next one WREN-TEE-2. */
async function freeSku(tx: Tx, title: string): Promise<string> {
  const stem =
    title
      .normalize('NFKD')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/g, '') || 'PATTERN'
  const rows = await tx
    .selectFrom('pattern')
    .select('sku')
    .where('shop_id', '=', shopOf(tx))
    .where('sku', 'like', `${stem}%`) // letters, digits and hyphens: nothing that means more in a like
    .execute()
  const taken = new Set(rows.map(({ sku }) => sku))
  let sku = stem
  for (let number = 2; taken.has(sku); number++) sku = `${stem}-${number}`
  return sku
}
