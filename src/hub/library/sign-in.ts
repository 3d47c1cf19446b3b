import { shopOf, sql, type Tx } from '#database'
import { tongueOf } from '../buyer-words/index.ts'
import { type Language, mailLanguage, toLanguage } from '../buyer-words/language.ts'
import { leaveEvent } from '../event/leave-event.ts'
import { signInMail } from '../mail/content.ts'
import { writeMail } from '../mail/write-mail.ts'

const windowMs = 15 * 60_000
const mostInWindow = 3
/** An asking that nothing came of is gone by then. */
const keptMs = 3_600_000

/**
 * Keeps what was written on the sign-in page, and looks at nothing: whatever it is, this is one row and one event. What comes of it is found by
 * `settleSignIn` and told by mail alone; so neither the answer nor its time says who bought here.
 */
export async function askToSignIn(tx: Tx, { email, language, now }: { email: string; language: Language; now: Date }): Promise<void> {
  const { sign_in_ask_id: ask } = await tx
    .insertInto('sign_in_ask')
    .values({ shop_id: shopOf(tx), email: email.trim().toLowerCase().slice(0, 320), language, asked_at: now })
    .returning('sign_in_ask_id')
    .executeTakeFirstOrThrow()
  await leaveEvent(tx, 'sign-in.asked', { ask })
}

/** Settled once. @returns the id of the mail that is to leave; null when nobody is known by that address, or it has had its share. */
export async function settleSignIn(tx: Tx, askId: string, now: Date): Promise<string | null> {
  const { rows } = await sql<{ email: string; language: string; asked_at: Date }>`
    delete from sign_in_ask where shop_id = ${shopOf(tx)}::uuid and sign_in_ask_id = ${askId}::uuid
    returning email, language, asked_at`.execute(tx)
  const [ask] = rows
  if (ask === undefined || now.getTime() - ask.asked_at.getTime() > keptMs) return null
  return writeSignIn(tx, { email: ask.email, language: toLanguage(ask.language), now })
}

/** @param language of the page on which it was asked; null: as her mails are. @returns the mail's id. */
export async function writeSignIn(
  tx: Tx,
  { email, language, now }: { email: string; language: Language | null; now: Date },
): Promise<string | null> {
  const { rows } = await sql<Buyer>`
    select c.customer_id, c.email, c.name, c.language, c.country, s.name as shop, s.buyer_language,
      (select count(*)::int from mail m where m.shop_id = c.shop_id and m.customer_id = c.customer_id and m.kind = 'sign-in'
         and m.created_at > ${new Date(now.getTime() - windowMs)}) as recent
    from customer c join shop s on s.shop_id = c.shop_id
    where c.shop_id = ${shopOf(tx)}::uuid and c.email = lower(${email.trim().slice(0, 320)})
    for no key update of c`.execute(tx)
  const buyer = rows[0]
  if (buyer === undefined || buyer.recent >= mostInWindow) return null
  const tongue = tongueOf(language ?? mailLanguage({ chosen: buyer.language, country: buyer.country, shop: buyer.buyer_language }))
  return writeMail(tx, {
    key: `sign-in:${buyer.customer_id}:${now.getTime()}`,
    kind: 'sign-in',
    customerId: buyer.customer_id,
    to: buyer.email,
    content: signInMail(tongue, { shop: buyer.shop, buyer: buyer.name }),
    now,
  })
}

/** Takes away askings that no job came to. */
export async function forgetSignInAsks(tx: Tx, now: Date): Promise<void> {
  await sql`delete from sign_in_ask where shop_id = ${shopOf(tx)}::uuid and asked_at <= ${new Date(now.getTime() - keptMs)}`.execute(tx)
}

interface Buyer {
  readonly customer_id: string
  readonly email: string
  readonly name: string | null
  readonly language: string | null
  readonly country: string | null
  readonly shop: string
  readonly buyer_language: string
  readonly recent: number
}
