import { shopOf, sql, type Tx } from '#database'
import { tongueOf } from '../buyer-words/index.ts'
import { mailLanguage } from '../buyer-words/language.ts'
import { isAboutToGo } from '../sales-file/undo-import.ts'
import { filesMail, giftMail, receiptMail } from './content.ts'
import { writeMail } from './write-mail.ts'

interface Row {
  number: string
  customer_id: string
  email: string
  name: string | null
  shop: string
  currency: string
  total_minor: bigint
  patterns: string[]
  is_gift: boolean | null
  gift_word: string | null
  gift_at: Date | null
  payer: string | null
  chosen: string | null
  country: string | null
  bought: string | null
  shop_language: string
}

/**
 * The one mail of an order, with what its buyer has by it. History is never written to, nor is anybody whose order gives nothing now.
 * Of a gift the receiver gets it, in the giver's words and on her day, and the one who paid gets a receipt.
 *
 * @returns null when there is nothing to write, or it was written before.
 */
export const writeOrderMail = (tx: Tx, orderId: string, now: Date): Promise<string | null> => writeFiles(tx, orderId, { again: null, now })

const mostAgainADay = 3

/**
 * The same mail once more, as its buyer asks in her library; also of an order from before the shop went live, since it is she who asks.
 *
 * @param customers who asks; only of their own orders.
 * @returns 'enough' when it was asked for often today; null when there is nothing to write.
 */
export async function sendOrderMailAgain(
  tx: Tx,
  customers: readonly string[],
  orderId: string,
  now: Date,
): Promise<{ readonly number: string; readonly state: 'sent' | 'enough' } | null> {
  const { rows } = await sql<{ number: string; again: number }>`
    select o.number, (
      select count(*)::int from mail m
      where m.shop_id = o.shop_id and m.customer_id = o.customer_id and m.kind = 'files' and m.key like ${`files:${orderId}:%`}
        and m.created_at > ${new Date(now.getTime() - 86_400_000)}) as again
    from "order" o
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = ${orderId}::uuid and o.customer_id = any (${customers}::uuid[])
    for no key update`.execute(tx)
  const [order] = rows
  if (order === undefined) return null
  const { number, again } = order
  if (again >= mostAgainADay) return { number, state: 'enough' }
  const mail = await writeFiles(tx, orderId, { again: now, now })
  return mail === null ? null : { number, state: 'sent' }
}

async function writeFiles(tx: Tx, orderId: string, { again, now }: { again: Date | null; now: Date }): Promise<string | null> {
  const { rows } = await sql<Row>`
    select o.number, c.customer_id, c.email, c.name, s.name as shop, o.currency, o.total_minor, k.is_gift, k.gift_word, k.gift_at, k.email as payer,
      c.language as chosen, c.country, k.language as bought, s.buyer_language as shop_language,
      (select coalesce(array_agg(title order by position), '{}') from (
         select p.title, min(l.position) as position
         from entitlement e
         join order_line l on l.shop_id = e.shop_id and l.order_id = e.order_id and l.line = e.line
         join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
         where e.shop_id = o.shop_id and e.order_id = o.order_id and e.ended_at is null
         group by p.pattern_id, p.title
       ) titles) as patterns
    from "order" o
    join shop s on s.shop_id = o.shop_id
    join customer c on c.shop_id = o.shop_id and c.customer_id = o.customer_id
    left join payment y on y.shop_id = o.shop_id and y.order_id = o.order_id
    left join checkout k on k.shop_id = y.shop_id and k.checkout_id = y.checkout_id
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = ${orderId}::uuid and (${again !== null} or not o.is_history) and c.email is not null and not ${isAboutToGo}`.execute(
    tx,
  )
  const order = rows[0]
  if (order === undefined || order.patterns.length === 0) return null
  const { shop, number, patterns, email, name } = order
  const isGift = order.is_gift === true
  const known = { chosen: order.chosen, bought: order.bought, country: order.country, shop: order.shop_language }
  // In what language and where a gift was bought tells of its giver.
  const tongue = tongueOf(mailLanguage(isGift ? { ...known, bought: null, country: null } : known))
  const mail = await writeMail(tx, {
    key: again === null ? `files:${orderId}` : `files:${orderId}:${again.getTime()}`,
    kind: 'files',
    customerId: order.customer_id,
    to: email,
    content: isGift
      ? giftMail(tongue, { shop, word: order.gift_word ?? '', patterns })
      : filesMail(tongue, { shop, buyer: name, order: number, patterns }),
    now,
    notBefore: isGift && again === null ? order.gift_at : null,
  })
  if (mail !== null && again === null && isGift && order.payer !== null) await writeReceipt(tx, { orderId, order, now })
  return mail
}

async function writeReceipt(tx: Tx, { orderId, order, now }: { orderId: string; order: Row; now: Date }): Promise<void> {
  const { shop, number, patterns, email, gift_at: at, currency, total_minor, bought, shop_language } = order
  const tongue = tongueOf(mailLanguage({ chosen: bought, country: null, shop: shop_language }))
  await writeMail(tx, {
    key: `receipt:${orderId}`,
    kind: 'receipt',
    customerId: null,
    to: order.payer!,
    content: receiptMail(tongue, {
      ...{ shop, order: number, receiver: email, patterns },
      total: tongue.money({ minor: total_minor, currency }),
      at: at !== null && at > now ? at : null,
    }),
    now,
  })
}
