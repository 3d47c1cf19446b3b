/** The way of a mail: waiting → sending → sent, failed or waiting again; held while it may not leave; logged where no mail server is set. */
import { shopOf, sql, type Tx } from '#database'
import { makeClaimLink } from '../claim/press.ts'
import { makeAddressLink } from '../customer/address.ts'
import { makeLink } from '../library/links.ts'
import { mayWrite } from '../person/consent.ts'
import { type Hold, holds } from './release-mails.ts'
import { purposeOf, unsubscribePath, unsubscribeToken, withUnsubscribe } from './unsubscribe.ts'
import { linkMark, type MailKind } from './write-mail.ts'

export interface Letter {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly attempts: number
  /** Where one press stops mails of this class; null for those that always go. */
  readonly unsubscribe: string | null
}

/** What may happen to a mail of this shop now. `address` is where links begin, without a trailing slash; `secretKey` signs those that stop mails. */
export type Door =
  | { readonly hold: Hold }
  | { readonly hold: null; readonly address: string; readonly isLogOnly: boolean; readonly secretKey: Buffer }

/** A link older than this when it could leave at last is of no use to who asked for it. */
const signInMs = 60 * 60_000

/**
 * Takes the next mail that waits. It is marked before it leaves, so that a crash between the mail server's yes and our note of it never
 * sends it twice: what is found under way later is shown as perhaps sent (`settleLost`), and she decides.
 *
 * @param only this mail and no other.
 * @returns the letter to hand to the mail server; 'settled' when this one needs none (held, logged, too late); null when none waits.
 */
export async function takeMail(tx: Tx, door: Door, now: Date, only: string | null = null): Promise<Letter | 'settled' | null> {
  const shop = shopOf(tx)
  const { rows } = await sql<Row>`
    select mail_id, key, kind, customer_id, to_address, subject, body_text, body_html, attempts, created_at from mail
    where shop_id = ${shop}::uuid and state = 'waiting' and next_try_at <= ${now}
      and (${only}::uuid is null or mail_id = ${only}::uuid)
    order by next_try_at, mail_id
    limit 1
    for update skip locked`.execute(tx)
  const mail = rows[0]
  if (mail === undefined) return null
  if (door.hold !== null) {
    await settle(tx, mail.mail_id, { state: 'held', reason: holds[door.hold] })
    return 'settled'
  }
  if (mail.kind === 'sign-in' && now.getTime() - mail.created_at.getTime() > signInMs) {
    await settle(tx, mail.mail_id, {
      state: 'failed',
      reason: 'It could not leave within the hour. The buyer can ask for a new link on the library page.',
    })
    return 'settled'
  }
  const purpose = purposeOf[mail.kind]
  if (purpose !== null && mail.customer_id !== null && !(await mayWrite(tx, mail.customer_id, purpose))) {
    await settle(tx, mail.mail_id, { state: 'unwanted', reason: 'Mails of this kind were stopped by whoever gets them, so it stays here.' })
    return 'settled'
  }
  const link = await linkFor(tx, mail, door.address, now)
  if (link === null) {
    await settle(tx, mail.mail_id, {
      state: 'failed',
      reason: 'It could not leave in time, or what it is about is gone. The buyer can ask again on the page of the library.',
    })
    return 'settled'
  }
  const unsubscribe =
    purpose === null || mail.customer_id === null
      ? null
      : `${door.address}${unsubscribePath(
          await slugOf(tx),
          unsubscribeToken(door.secretKey, { shop, customerId: mail.customer_id, purpose }),
        )}`
  const linked = { text: mail.body_text.replaceAll(linkMark, link), html: mail.body_html.replaceAll(linkMark, link) }
  const { text, html } = unsubscribe === null ? linked : withUnsubscribe(linked, unsubscribe)
  if (door.isLogOnly) {
    await settle(tx, mail.mail_id, { state: 'logged', reason: null, sentAt: now, text, html })
    return 'settled'
  }
  // next_try_at now says when it was taken; see settleLost.
  await sql`
    update mail set state = 'sending', reason = null, attempts = attempts + 1, next_try_at = ${now}
    where shop_id = ${shop}::uuid and mail_id = ${mail.mail_id}::uuid`.execute(tx)
  return { id: mail.mail_id, to: mail.to_address, subject: mail.subject, text, html, attempts: mail.attempts + 1, unsubscribe }
}

export type HandedOver =
  | { readonly outcome: 'sent' }
  /** Surely not taken; worth another try. */
  | { readonly outcome: 'again'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  /** The line broke where the mail server may have said yes. */
  | { readonly outcome: 'unknown' }

const tries = 12
const unknownReason = 'It was being handed over when the line broke, so it may have arrived. Send it again if the buyer did not get it.'

export async function noteHandedOver(tx: Tx, letter: Pick<Letter, 'id' | 'attempts'>, handed: HandedOver, now: Date): Promise<void> {
  if (handed.outcome === 'sent') return settle(tx, letter.id, { state: 'sent', reason: null, sentAt: now })
  if (handed.outcome === 'unknown') return settle(tx, letter.id, { state: 'failed', reason: unknownReason })
  if (handed.outcome === 'refused' || letter.attempts >= tries) return settle(tx, letter.id, { state: 'failed', reason: handed.reason })
  const waitMs = Math.min(60_000 * 2 ** (letter.attempts - 1), 3_600_000)
  await settle(tx, letter.id, { state: 'waiting', reason: handed.reason, nextTryAt: new Date(now.getTime() + waitMs) })
}

/** Mails that were under way when a worker died: perhaps sent, so not sent again unasked. @returns how many. */
export async function settleLost(tx: Tx, now: Date, afterMs = 10 * 60_000): Promise<number> {
  const { rows } = await sql`
    update mail set state = 'failed', reason = ${unknownReason}
    where shop_id = ${shopOf(tx)}::uuid and state = 'sending' and next_try_at <= ${new Date(now.getTime() - afterMs)}
    returning mail_id`.execute(tx)
  return rows.length
}

interface Row {
  mail_id: string
  key: string
  kind: MailKind
  customer_id: string | null
  to_address: string
  subject: string
  body_text: string
  body_html: string
  attempts: number
  created_at: Date
}

/** @returns null when it would lead nowhere. */
async function linkFor(tx: Tx, mail: Row, address: string, now: Date): Promise<string | null> {
  if (mail.kind === 'claim') {
    const token = await makeClaimLink(tx, mail.key.replace(/^claim:/, ''), now)
    return token === null ? null : `${address}${claimLinkPath(await slugOf(tx), token)}`
  }
  if (mail.kind === 'address') {
    const token = await makeAddressLink(tx, mail.key.replace(/^address:/, ''), now)
    return token === null ? null : `${address}${addressLinkPath(await slugOf(tx), token)}`
  }
  return mail.customer_id === null ? address : `${address}${linkPath(await slugOf(tx), await makeLink(tx, mail.customer_id, now))}`
}

const slugOf = async (tx: Tx): Promise<string> =>
  (await tx.selectFrom('shop').select('slug').where('shop_id', '=', shopOf(tx)).executeTakeFirstOrThrow()).slug

export const claimLinkPath = (slug: string, token: string): string => `/library/${slug}/claim/open/${token}`

export const addressLinkPath = (slug: string, token: string): string => `/library/${slug}/address/${token}`

/** Where the page with the press is. */
export const linkPath = (slug: string, token: string): string => `/library/${slug}/open/${token}`

interface Settling {
  readonly state: 'held' | 'failed' | 'logged' | 'sent' | 'waiting' | 'unwanted'
  readonly reason: string | null
  readonly sentAt?: Date
  readonly nextTryAt?: Date
  readonly text?: string
  readonly html?: string
}

async function settle(tx: Tx, mailId: string, { state, reason, sentAt, nextTryAt, text, html }: Settling): Promise<void> {
  await tx
    .updateTable('mail')
    .set({
      state,
      reason,
      ...(sentAt === undefined ? {} : { sent_at: sentAt }),
      ...(nextTryAt === undefined ? {} : { next_try_at: nextTryAt }),
      ...(text === undefined ? {} : { body_text: text }),
      ...(html === undefined ? {} : { body_html: html }),
    })
    .where('shop_id', '=', shopOf(tx))
    .where('mail_id', '=', mailId)
    .execute()
}
