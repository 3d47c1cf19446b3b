import { shopOf, sql, type Tx } from '#database'
import { settleOpenDisputes } from '../checkout/settle-payment.ts'
import { decimalsOf } from '../money.ts'
import { cleanHtml } from '../pattern/clean-html.ts'
import { line } from '../pattern/facts.ts'
import { Refused } from '../refused.ts'
import { ownConnection } from './own-connection.ts'
import { readStore, type StoreFacts } from './read-store.ts'

export interface GivenStore {
  readonly name?: string | undefined
  readonly about?: string | undefined
  readonly languages?: readonly string[] | undefined
  readonly currency?: string | undefined
  readonly isOpen?: boolean | undefined
  readonly restsInDispute?: boolean | undefined
}

/**
 * Keeps what is given of the store's settings; the rest stays.
 *
 * @throws {Refused} when it would have no name or language, or when another currency would leave amounts of the old one behind.
 * @throws {MoneyRefused} when the currency is none.
 */
export async function setStore(tx: Tx, given: GivenStore, now: Date): Promise<StoreFacts> {
  const shop = shopOf(tx)
  await sql`select from shop where shop_id = ${shop}::uuid for no key update`.execute(tx)
  const before = await readStore(tx)
  const name = given.name === undefined ? before.name : line(given.name)
  if (name === '') throw new Refused('empty-name', 'Please give the store a name.', { field: 'name' })
  const languages = given.languages === undefined ? before.languages : [...new Set(given.languages.map(tidyLanguage))]
  if (languages.length === 0) throw new Refused('no-language', 'Name at least one language, such as en.', { field: 'languages' })
  const currency = given.currency ?? before.currency
  decimalsOf(currency)
  if (currency !== before.currency) await mustHoldNoAmounts(tx, before.currency)
  const after = {
    name,
    languages: [...languages],
    currency,
    about: given.about === undefined ? before.about : cleanHtml(given.about),
    is_open: given.isOpen ?? before.isOpen,
    rests_in_dispute: given.restsInDispute ?? before.restsInDispute,
    updated_at: now,
  }
  await tx
    .insertInto('store')
    .values({ shop_id: shop, ...after })
    .onConflict(conflict => conflict.column('shop_id').doUpdateSet(after))
    .execute()
  if (after.is_open) await ownConnection(tx, now)
  if (after.rests_in_dispute !== before.restsInDispute) await settleOpenDisputes(tx, now)
  return readStore(tx)
}

/** @throws {Refused} when it is no language tag (BCP 47). */
function tidyLanguage(text: string): string {
  try {
    return new Intl.Locale(text.trim()).toString()
  } catch {
    throw new Refused('no-language', `“${text.slice(0, 20)}” is no language. Write it as en, de or pt-BR.`, { field: 'languages' })
  }
}

/** Bundles, coupons and what buyers choose to pay are amounts in the store's currency; they are not converted. */
async function mustHoldNoAmounts(tx: Tx, currency: string): Promise<void> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (select from bundle where shop_id = ${shopOf(tx)}::uuid and price_minor is not null)
      or exists (select from coupon where shop_id = ${shopOf(tx)}::uuid and (off_minor is not null or floor_minor > 0))
      or exists (select from store_pattern where shop_id = ${shopOf(tx)}::uuid and least_minor is not null) as held`.execute(tx)
  if (rows[0]!.held)
    throw new Refused(
      'amounts-left',
      `There are bundles, coupons or least prices in ${currency}. Take them away first; they are not converted.`,
      { field: 'currency', status: 409 },
    )
}
