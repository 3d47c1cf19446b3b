/** Prices here; nothing is sent. */
import { shopOf, sql, type Tx } from '#database'
import type { SalePrice } from '../listing/content.ts'
import { moneyInWords } from '../listing/words.ts'
import { decimalsOf, type Money } from '../money.ts'
import { Refused } from '../refused.ts'
import { mustBeEditedHere } from '../source/edited-elsewhere.ts'

export interface PatternPrice {
  readonly amount: Money
  readonly sale: SalePrice | null
}

const largestMinor = 10n ** 12n

/**
 * Sets all prices of a pattern, one for each currency; those left out go.
 *
 * @throws {Refused} when a currency is there twice, a price is below zero, or a sale is no lower or ends before it begins.
 * @throws {MoneyRefused} when a currency is none.
 */
export async function setPrices(tx: Tx, patternId: string, prices: readonly PatternPrice[]): Promise<void> {
  const seen = new Set<string>()
  for (const price of prices) {
    check(price)
    const { currency } = price.amount
    if (seen.has(currency)) throw refused('price-twice', `There are two prices in ${currency}. Keep one of them.`)
    seen.add(currency)
  }
  const shop = shopOf(tx)
  await tx.deleteFrom('price').where('shop_id', '=', shop).where('pattern_id', '=', patternId).execute()
  if (prices.length === 0) return
  await tx
    .insertInto('price')
    .values(
      prices.map(({ amount, sale }) => ({
        shop_id: shop,
        pattern_id: patternId,
        currency: amount.currency,
        amount_minor: amount.minor,
        sale_minor: sale?.price.minor ?? null,
        sale_from: sale?.from ?? null,
        sale_to: sale?.to ?? null,
      })),
    )
    .execute()
}

/**
 * Gives many patterns one price in its currency; their prices in other currencies stay.
 *
 * @returns how many had another price before.
 * @throws {Refused} when a pattern is not there, or has a sale that would be no lower than the new price.
 */
export async function setPriceOfMany(tx: Tx, patternIds: readonly string[], price: Money, now: Date): Promise<number> {
  check({ amount: price, sale: null })
  await mustBeEditedHere(tx, patternIds, ['prices'])
  const shop = shopOf(tx)
  const ids = [...new Set(patternIds)]
  const { rows: found } = await sql<{ title: string; is_sale_too_high: boolean }>`
    select p.title, coalesce(r.sale_minor >= ${price.minor}, false) as is_sale_too_high
    from pattern p
    left join price r on r.shop_id = p.shop_id and r.pattern_id = p.pattern_id and r.currency = ${price.currency}
    where p.shop_id = ${shop}::uuid and p.pattern_id = any (${ids}::uuid[])
    order by p.pattern_id
    for no key update of p`.execute(tx)
  if (found.length < ids.length)
    throw new Refused('not-found', 'Some of these patterns are not here any more. Look at the list again.', { status: 404 })
  const inTheWay = found.find(({ is_sale_too_high }) => is_sale_too_high)
  if (inTheWay !== undefined)
    throw refused(
      'sale-not-lower',
      `The sale price of “${inTheWay.title}” would be no lower than ${moneyInWords(price)}. End its sale first.`,
    )
  const { rows } = await sql<{ changed: number }>`
    with changed as (
      insert into price as r (shop_id, pattern_id, currency, amount_minor)
      select ${shop}::uuid, id, ${price.currency}, ${price.minor} from unnest(${ids}::uuid[]) as id
      on conflict (shop_id, pattern_id, currency) do update set amount_minor = excluded.amount_minor
      where r.amount_minor <> excluded.amount_minor
      returning pattern_id
    ), noted as (
      update pattern p set edit_no = edit_no + 1, updated_at = ${now}
      from changed c where p.shop_id = ${shop}::uuid and p.pattern_id = c.pattern_id
      returning p.pattern_id
    )
    select count(*)::int as changed from noted`.execute(tx)
  return rows[0]!.changed
}

function check({ amount, sale }: PatternPrice): void {
  decimalsOf(amount.currency)
  if (amount.minor < 0n) throw refused('price-below-zero', `A price cannot be below zero. Give one in ${amount.currency} of 0 or more.`)
  if (amount.minor > largestMinor) throw refused('price-too-high', `This price in ${amount.currency} is too high. Look at it again.`)
  if (sale === null) return
  if (sale.price.currency !== amount.currency)
    throw refused(
      'sale-currency',
      `The sale price is in ${sale.price.currency}, the price in ${amount.currency}. Give both in one currency.`,
    )
  if (sale.price.minor < 0n || sale.price.minor >= amount.minor)
    throw refused(
      'sale-not-lower',
      `The sale price in ${amount.currency} should be lower than ${moneyInWords(amount)}, and not below zero.`,
    )
  if (sale.from !== null && sale.to !== null && sale.to <= sale.from)
    throw refused('sale-times', `The sale in ${amount.currency} ends before it begins. Change one of its dates.`)
}

const refused = (code: string, message: string) => new Refused(code, message, { field: 'prices' })
