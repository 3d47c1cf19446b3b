import { shopOf, sql, type Tx } from '#database'
import { moneyInWords } from '../listing/words.ts'
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
}

/**
 * The one mail of an order, with what its buyer has by it. History is never written to, nor is anybody whose order gives nothing now.
 * Of a gift the receiver gets it, in the giver's words and on her day, and the one who paid gets a receipt.
 *
 * @returns null when there is nothing to write, or it was written before.
 */
export async function writeOrderMail(tx: Tx, orderId: string, now: Date): Promise<string | null> {
  const { rows } = await sql<Row>`
    select o.number, c.customer_id, c.email, c.name, s.name as shop, o.currency, o.total_minor, k.is_gift, k.gift_word, k.gift_at, k.email as payer,
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
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = ${orderId}::uuid and not o.is_history and c.email is not null and not ${isAboutToGo}`.execute(
    tx,
  )
  const order = rows[0]
  if (order === undefined || order.patterns.length === 0) return null
  const { shop, number, patterns, email, name } = order
  const isGift = order.is_gift === true
  const mail = await writeMail(tx, {
    key: `files:${orderId}`,
    kind: 'files',
    customerId: order.customer_id,
    to: email,
    content: isGift ? giftMail({ shop, word: order.gift_word ?? '', patterns }) : filesMail({ shop, buyer: name, order: number, patterns }),
    now,
    notBefore: isGift ? order.gift_at : null,
  })
  if (mail !== null && isGift && order.payer !== null) await writeReceipt(tx, { orderId, order, now })
  return mail
}

const dayWords = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

async function writeReceipt(tx: Tx, { orderId, order, now }: { orderId: string; order: Row; now: Date }): Promise<void> {
  const { shop, number, patterns, email, gift_at: at, currency, total_minor } = order
  await writeMail(tx, {
    key: `receipt:${orderId}`,
    kind: 'receipt',
    customerId: null,
    to: order.payer!,
    content: receiptMail({
      ...{ shop, order: number, receiver: email, patterns },
      total: moneyInWords({ minor: total_minor, currency }) ?? '',
      day: at !== null && at > now ? dayWords.format(at) : null,
    }),
    now,
  })
}
