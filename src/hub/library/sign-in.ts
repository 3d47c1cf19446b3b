import { shopOf, sql, type Tx } from '#database'
import { signInMail } from '../mail/content.ts'
import { writeMail } from '../mail/write-mail.ts'

const windowMs = 15 * 60_000
const mostInWindow = 3

/**
 * Sends the way in to a buyer of this shop. Nothing is returned, whether the address is known or not, and the page says the same
 * either way: nobody learns here who bought. At most three in a quarter of an hour go to one address.
 */
export async function askToSignIn(tx: Tx, email: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ customer_id: string; email: string; name: string | null; shop: string; recent: number }>`
    select c.customer_id, c.email, c.name, s.name as shop,
      (select count(*)::int from mail m where m.shop_id = c.shop_id and m.customer_id = c.customer_id and m.kind = 'sign-in'
         and m.created_at > ${new Date(now.getTime() - windowMs)}) as recent
    from customer c join shop s on s.shop_id = c.shop_id
    where c.shop_id = ${shop}::uuid and c.email = lower(${email.trim().slice(0, 320)})
    for no key update of c`.execute(tx)
  const buyer = rows[0]
  if (buyer === undefined || buyer.recent >= mostInWindow) return
  await writeMail(tx, {
    key: `sign-in:${buyer.customer_id}:${now.getTime()}`,
    kind: 'sign-in',
    customerId: buyer.customer_id,
    to: buyer.email,
    content: signInMail({ shop: buyer.shop, buyer: buyer.name }),
    now,
  })
}
