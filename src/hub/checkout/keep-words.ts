import { shopOf, sql, type Tx } from '#database'
import { keepConsent } from '../person/consent.ts'

/**
 * Once it is paid: the language in which she bought, and her yes to advertising where she ticked the box, with the words beside it and the time at which she
 * did. A no that she said since then is newer and holds. Of a gift nothing is kept: who gets it said nothing.
 */
export async function keepCheckoutWords(tx: Tx, checkoutId: string): Promise<void> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ customer_id: string; words: string | null; started_at: Date }>`
    update customer c set language = coalesce(c.language, substring(lower(k.language) from '^(en|de|fr|es|nl)(?:-|$)'))
    from checkout k
    where k.shop_id = ${shop}::uuid and k.checkout_id = ${checkoutId}::uuid and not k.is_gift and c.shop_id = k.shop_id and c.email = k.email
    returning c.customer_id, k.marketing_words as words, k.started_at`.execute(tx)
  const [bought] = rows
  if (bought === undefined || bought.words === null) return
  await keepConsent(tx, {
    ...{ customerId: bought.customer_id, purpose: 'marketing', isGiven: true, source: 'checkout' },
    ...{ words: bought.words, key: `checkout:${checkoutId}`, at: bought.started_at },
  })
}
