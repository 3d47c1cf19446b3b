/** Mails out of the house. */
import type { SendMailOptions, Transporter } from 'nodemailer'
import { type ShopId, shopOf, type Tx } from '#database'
import { type Door, type HandedOver, type Letter, noteHandedOver, takeMails } from '#hub/mail/hand-over.ts'
import { isHeld } from '#hub/shop/hold.ts'
import { maskText } from '#log'
import type { JobPayload, WorkDeps } from './deps.ts'

/** How many connections to the mail server a shop's round has: a correction to thousands waits mostly for answers. */
const lanes = 6
/** So many are taken and written down at once, by each of two who take turns: what a killed worker leaves perhaps sent is at most twice that. */
const batch = 6
/** How old the answer may be that nothing is held when a mail begins. */
const heldForMs = 50

/** Sends all that waits in a shop; a hold set meanwhile stops it before the next. */
export async function sendMails(deps: WorkDeps, { shop }: JobPayload, signal?: AbortSignal): Promise<void> {
  const round = startRound(deps, shop, signal)
  const sendAll = async () => {
    while (round.mayGoOn() && (await round.sendSome({ most: batch }))) {}
  }
  try {
    // The first alone, so that a server that is away is asked once.
    if (round.mayGoOn() && (await round.sendSome({ most: 1 }))) await Promise.all([sendAll(), sendAll()])
  } finally {
    await round.end()
  }
}

/** This mail and no other, if it waits. */
export async function sendOnly(deps: WorkDeps, shop: ShopId, mail: string): Promise<void> {
  const round = startRound(deps, shop)
  try {
    await round.sendSome({ most: 1, only: mail })
  } finally {
    await round.end()
  }
}

function startRound(deps: WorkDeps, shop: ShopId, signal?: AbortSignal) {
  const { database, now, config } = deps
  const post = openPost(config.smtpUrl)
  let isAway = false
  const mayGoOn = () => !isAway && !(signal?.aborted ?? false)
  let asked = { at: Number.NEGATIVE_INFINITY, held: Promise.resolve(false) }
  const isHeldNow = (): Promise<boolean> => {
    const at = performance.now()
    if (at - asked.at > heldForMs) asked = { at, held: database.inShop(shop, isHeld) }
    return asked.held
  }
  const sendOne = async (letter: Letter) => {
    const handed: HandedOver = mayGoOn() && !(await isHeldNow()) ? await handOver(deps, post, letter) : { outcome: 'not-begun' }
    // A mail server that is away is asked again later, not once per mail.
    if (handed.outcome === 'again') isAway = true
    return [letter, handed] as const
  }
  /** @returns whether there may be more. */
  const sendSome = async (which: { readonly most: number; readonly only?: string }): Promise<boolean> => {
    const { letters, settled } = await database.inShop(shop, async tx => takeMails(tx, await mailDoor(tx, deps), now(), which))
    if (letters.length === 0) return settled > 0
    const handed = new Map(await inLanes(letters, lanes / 2, sendOne))
    await database.inShop(shop, tx => noteHandedOver(tx, handed, now()))
    return true
  }
  return { mayGoOn, sendSome, end: post.close }
}

/** At most so many at once. */
async function inLanes<In, Out>(some: readonly In[], width: number, act: (one: In) => Promise<Out>): Promise<Out[]> {
  const done: Out[] = []
  const left = [...some]
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) done.push(await act(next))
  }
  await Promise.all(Array.from({ length: width }, lane))
  return done
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

async function handOver({ config, log }: WorkDeps, post: Post, letter: Letter): Promise<HandedOver> {
  const from = addressOf(config.mailFrom)
  try {
    await post.send({
      from: { name: letter.shop, address: from },
      to: letter.to,
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      // The same for each try, so that a receiver who got it twice can tell.
      messageId: `<${letter.id}@${from.split('@')[1] ?? 'localhost'}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        // What it is about, so that a receiver can sort it, and anybody can prove what was sent.
        'X-Selvage-Mail': letter.kind,
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

interface Post {
  readonly send: (mail: SendMailOptions) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Connections to the mail server that are opened when they are needed and serve until the round ends. */
function openPost(url: string | undefined): Post {
  let opened: Promise<Transporter> | undefined
  const open = async () => {
    // Loaded with the first mail, which most starts do not come to: 100 ms of a start.
    const { createTransport } = await import('nodemailer')
    const limits = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 }
    // Never handed over anew by itself when a line breaks: only we know whether it may have been taken.
    return createTransport({ url, pool: true, maxConnections: lanes, maxRequeues: 0, ...limits } as object)
  }
  return {
    send: async mail => {
      opened ??= open()
      return (await opened).sendMail(mail)
    },
    close: async () => (await opened)?.close(),
  }
}

const addressOf = (from: string): string => /<([^<>]+)>/.exec(from)?.[1] ?? from.trim()
