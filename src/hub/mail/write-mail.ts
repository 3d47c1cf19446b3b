import { shopOf, sql, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'

export type MailKind = 'files' | 'sign-in' | 'invitation' | 'correction' | 'receipt' | 'claim' | 'claim-taken' | 'address'

/** Stands in a body where the buyer's own link will be; the link is made when the mail leaves, so that no copy of it lies about. */
export const linkMark = '{{link}}'

export interface NewMail {
  /** The same mail goes once: 'files:<order>'. */
  readonly key: string
  readonly kind: MailKind
  /** null: somebody who has no library here, such as the payer of a gift; such a mail carries no link. */
  readonly customerId: string | null
  readonly to: string
  readonly content: MailContent
  readonly now: Date
  /** Left out: as soon as may be. */
  readonly notBefore?: Date | null
}

export interface MailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** @returns the mail's id, or null when it was written before. */
export async function writeMail(tx: Tx, { key, kind, customerId, to, content, now, notBefore = null }: NewMail): Promise<string | null> {
  const { rows } = await sql<{ mail_id: string }>`
    insert into mail (shop_id, key, kind, customer_id, to_address, subject, body_text, body_html, next_try_at, created_at)
    values (${shopOf(tx)}::uuid, ${key}, ${kind}, ${customerId}::uuid, ${to}, ${content.subject}, ${content.text}, ${content.html}, ${notBefore ?? now}, ${now})
    on conflict (shop_id, key) do nothing
    returning mail_id`.execute(tx)
  const mail = rows[0]?.mail_id ?? null
  if (mail !== null) await leaveEvent(tx, 'mail.waiting', { mail })
  return mail
}
