/**
 * One link per class of mails that stops it: signed by this home's key, good for ever, without signing in, and only a press changes anything.
 * Source: RFC 8058, one-click unsubscribe; read 2026-11.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { wordsIn } from '../buyer-words/index.ts'
import { toLanguage } from '../buyer-words/language.ts'
import { keepConsent, mayWrite, type Purpose, purposes } from '../person/consent.ts'
import type { MailKind } from './write-mail.ts'

/** What a kind of mail is for; null: without it an order is not delivered, or somebody has just asked for it, so it always goes. */
export const purposeOf: Readonly<Record<MailKind, Purpose | null>> = {
  files: null,
  'sign-in': null,
  receipt: null,
  claim: null,
  'claim-taken': null,
  address: null,
  correction: 'order',
  invitation: 'service',
}

const idBytes = 16
const signatureBytes = 16

const signatureOf = (secretKey: Buffer, shop: string, head: Buffer): Buffer =>
  createHmac('sha256', secretKey).update(`mails ${shop} `).update(head).digest().subarray(0, signatureBytes)

/** @returns a token of 44 signs; it holds no address. */
export function unsubscribeToken(
  secretKey: Buffer,
  { shop, customerId, purpose }: { shop: string; customerId: string; purpose: Purpose },
): string {
  const head = Buffer.concat([Buffer.from([purposes.indexOf(purpose)]), Buffer.from(customerId.replaceAll('-', ''), 'hex')])
  return Buffer.concat([head, signatureOf(secretKey, shop, head)]).toString('base64url')
}

export interface Unsubscribing {
  readonly customerId: string
  readonly purpose: Purpose
}

/** @returns null for a token that this home did not sign for this shop. */
export function readUnsubscribeToken(secretKey: Buffer, shop: string, token: string): Unsubscribing | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 1 + idBytes + signatureBytes) return null
  const head = bytes.subarray(0, 1 + idBytes)
  const purpose = purposes[head[0]!]
  if (purpose === undefined || !timingSafeEqual(bytes.subarray(1 + idBytes), signatureOf(secretKey, shop, head))) return null
  const hex = head.subarray(1).toString('hex')
  return { purpose, customerId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') }
}

/** Where the page with the press is; a program may post to it as well. */
export const unsubscribePath = (slug: string, token: string): string => `/library/${slug}/mails/${token}`

/** @returns whether these mails go to her now; null when nobody is known by this link any more. */
export async function mailsNow(tx: Tx, { customerId, purpose }: Unsubscribing): Promise<boolean | null> {
  const { rows } = await sql`
    select from customer where shop_id = ${shopOf(tx)}::uuid and customer_id = ${customerId}::uuid and forgotten_at is null`.execute(tx)
  return rows.length === 0 ? null : mayWrite(tx, customerId, purpose)
}

/** The press. Said twice it is said once. @param words what she saw. @returns whether anybody is known by this link. */
export async function pressUnsubscribe(
  tx: Tx,
  { customerId, purpose }: Unsubscribing,
  { isGiven, words, now }: { isGiven: boolean; words: string; now: Date },
): Promise<boolean> {
  // Two presses at one moment follow each other.
  const { rows } = await sql<{ newest: boolean | null }>`
    select (select w.is_given from consent_word w where w.shop_id = c.shop_id and w.customer_id = c.customer_id and w.purpose = ${purpose}
      order by w.at desc, w.consent_word_id desc limit 1) as newest
    from customer c where c.shop_id = ${shopOf(tx)}::uuid and c.customer_id = ${customerId}::uuid and c.forgotten_at is null
    for update of c`.execute(tx)
  const [known] = rows
  if (known === undefined) return false
  if (known.newest !== isGiven)
    await keepConsent(tx, { customerId, purpose, isGiven, source: 'unsubscribe', words, key: `unsubscribe:${now.getTime()}`, at: now })
  return true
}

/** Below a mail of a class that can be stopped, in the language that its own HTML says. */
export function withUnsubscribe(
  { text, html }: { readonly text: string; readonly html: string },
  url: string,
): { text: string; html: string } {
  const language = toLanguage(/<html lang="([\w-]+)"/.exec(html)?.[1]) ?? 'en'
  const { foot } = wordsIn[language].stopping
  const shown = `<p style="font-size:14px;color:#555">${foot.replace('⟦', `<a href="${url}">`).replace('⟧', '</a>')}</p>`
  return {
    text: `${text}\n\n--\n${foot.replaceAll(/[⟦⟧]/g, '')}\n${url}`,
    html: html.includes('</body>') ? html.replace('</body>', `${shown}\n</body>`) : `${html}${shown}`,
  }
}
