/** Mails out of the house. */
import type { Transporter } from 'nodemailer'
import { type ShopId, shopOf, type Tx } from '#database'
import { type Door, type HandedOver, type Letter, noteHandedOver, takeMail } from '#hub/mail/hand-over.ts'
import { maskText } from '#log'
import type { JobPayload, WorkDeps } from './deps.ts'

/** Sends all that waits in a shop, one after another; a hold set meanwhile stops it before the next. */
export async function sendMails(deps: WorkDeps, { shop }: JobPayload, signal?: AbortSignal): Promise<void> {
  // A mail server that is away is asked again later, not once per mail.
  while (!(signal?.aborted ?? false)) if (!(await sendNext(deps, shop))) return
}

/** @param only this mail and no other. @returns false when none waits, or the mail server cannot be reached. */
export async function sendNext(deps: WorkDeps, shop: ShopId, only: string | null = null): Promise<boolean> {
  const { database, now } = deps
  const letter = await database.inShop(shop, async tx => takeMail(tx, await mailDoor(tx, deps), now(), only))
  if (letter === null || letter === 'settled') return letter !== null
  const handed = await handOver(deps, shop, letter)
  await database.inShop(shop, tx => noteHandedOver(tx, letter, handed, now()))
  return handed.outcome !== 'again'
}

/** The demo shop writes to nobody: its mails are read in the log, and its links lead to this machine. */
export async function mailDoor(
  tx: Tx,
  { config, publicUrl, secretKey }: Pick<WorkDeps, 'config' | 'publicUrl' | 'secretKey'>,
): Promise<Door> {
  const shop = await tx.selectFrom('shop').select(['is_demo', 'held_at']).where('shop_id', '=', shopOf(tx)).executeTakeFirstOrThrow()
  if (shop.held_at !== null) return { hold: 'held-everything' }
  if (shop.is_demo) return { hold: null, address: publicUrl().url ?? `http://127.0.0.1:${config.port}`, isLogOnly: true, secretKey }
  const { state, url } = publicUrl()
  if (state !== 'reached' || url === null) return { hold: 'no-address' }
  return { hold: null, address: url, isLogOnly: config.smtpUrl === undefined, secretKey }
}

async function handOver(deps: WorkDeps, shop: ShopId, letter: Letter): Promise<HandedOver> {
  const { config, database, log } = deps
  const name = await database.inShop(
    shop,
    async tx => (await tx.selectFrom('shop').select('name').where('shop_id', '=', shop).executeTakeFirstOrThrow()).name,
  )
  const from = addressOf(config.mailFrom)
  try {
    const transport = await transportOf(config.smtpUrl!)
    await transport.sendMail({
      from: { name, address: from },
      to: letter.to,
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      // The same for each try, so that a receiver who got it twice can tell.
      messageId: `<${letter.id}@${from.split('@')[1] ?? 'localhost'}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        // RFC 8058: a mail program shows its own button, and posts to the link when it is pressed.
        ...(letter.unsubscribe === null
          ? {}
          : { 'List-Unsubscribe': `<${letter.unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
      },
    })
    return { outcome: 'sent' }
  } catch (error) {
    const handed = outcomeOf(error as SmtpError)
    log.warn({ err: error, mail: letter.id, outcome: handed.outcome }, 'a mail was not taken')
    return handed
  }
}

export interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
}

/** Codes of faults before the mail server could have taken anything. */
const beforeAnything = new Set([
  'EDNS',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAUTH',
  'ENOAUTH',
  'ETLS',
  'EREQUIRETLS',
])

/** Pure. An answer in the 500s is a no, in the 400s a not now; without an answer it depends on how far we had come. */
export function outcomeOf(error: SmtpError): HandedOver {
  const { code = '', responseCode, command = '' } = error
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return { outcome: 'again', reason: 'The mail server does not take the name and password in SELVAGE_SMTP_URL. It is tried again later.' }
  if (responseCode !== undefined && responseCode >= 500)
    return { outcome: 'refused', reason: `The mail server refused it: ${maskText(error.response ?? String(responseCode)).slice(0, 300)}` }
  if (responseCode !== undefined && responseCode >= 400)
    return { outcome: 'again', reason: `The mail server did not take it yet (${responseCode}). It is tried again later.` }
  const { errno, syscall } = error as { errno?: unknown; syscall?: unknown }
  const isBefore =
    beforeAnything.has(code) ||
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    (code === 'ETIMEDOUT' && command === 'CONN' && errno === undefined)
  if (isBefore) return { outcome: 'again', reason: 'The mail server cannot be reached. It is tried again later.' }
  return { outcome: 'unknown' }
}

const transports = new Map<string, Transporter>()
async function transportOf(url: string): Promise<Transporter> {
  // Loaded with the first mail, which most starts do not come to: 100 ms of a start.
  const { createTransport } = await import('nodemailer')
  const found =
    transports.get(url) ?? createTransport(url, { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 } as object)
  transports.set(url, found)
  return found
}

const addressOf = (from: string): string => /<([^<>]+)>/.exec(from)?.[1] ?? from.trim()
