/** The way of a mail: waiting → sending → sent, failed or waiting again; held while it may not leave; logged where no mail server is set. */
import { kept, shopOf, sql, type Tx } from '#database'
import { makeClaimLink } from '../claim/press.ts'
import { makeAddressLink } from '../customer/address.ts'
import { makeLinks } from '../library/links.ts'
import { type Hold, holds } from './release-mails.ts'
import { purposeOf, unsubscribePath, unsubscribeToken, withUnsubscribe } from './unsubscribe.ts'
import { linkMark, type MailKind } from './write-mail.ts'

export interface Letter {
  readonly id: string
  readonly kind: MailKind
  /** Its name, from which it comes. */
  readonly shop: string
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

/** @param only this mail and no other. @returns as `takeMails`, of one: 'settled' when it needs no mail server; null when none waits. */
export async function takeMail(tx: Tx, door: Door, now: Date, only: string | null = null): Promise<Letter | 'settled' | null> {
  const { letters, settled } = await takeMails(tx, door, now, { most: 1, only })
  return letters[0] ?? (settled > 0 ? 'settled' : null)
}

export interface Taken {
  /** To hand to the mail server. */
  readonly letters: readonly Letter[]
  /** How many needed none: held, logged, unwanted, too late. */
  readonly settled: number
}

/**
 * Takes the next mails that wait. They are marked before they leave, so that a crash between the mail server's yes and our note of it never
 * sends one twice: what is found under way later is shown as perhaps sent (`settleLost`), and she decides.
 */
export async function takeMails(
  tx: Tx,
  door: Door,
  now: Date,
  { most, only = null }: { readonly most: number; readonly only?: string | null },
): Promise<Taken> {
  const shop = shopOf(tx)
  const one = only === null ? sql`` : sql`and mail_id = ${only}::uuid`
  const { rows } = await sql<Row>`
    with next as materialized (
      select mail_id, key, kind, customer_id, to_address, subject, body_text, body_html, attempts, created_at, ${purposes}::jsonb ->> kind as purpose
      from mail
      where shop_id = ${shop}::uuid and state = 'waiting' and next_try_at <= ${now} ${one}
      order by next_try_at, mail_id
      limit ${most}
      for update skip locked
    )
    select n.*, s.name as shop_name, s.slug,
      case when n.purpose is null or n.customer_id is null then true else may_write(s.shop_id, n.customer_id, n.purpose) end as is_wanted
    from next n join shop s on s.shop_id = ${shop}::uuid`.execute(tx)
  if (rows.length === 0) return { letters: [], settled: 0 }
  if (door.hold !== null) {
    const reason = holds[door.hold]
    return settled(
      tx,
      rows.map(({ mail_id: id }) => ({ id, state: 'held', reason })),
    )
  }
  const stays = rows.flatMap((mail): Settling[] => {
    if (isLate(mail, now)) return [{ id: mail.mail_id, state: 'failed', reason: lateReason }]
    return mail.is_wanted ? [] : [{ id: mail.mail_id, state: 'unwanted', reason: unwantedReason }]
  })
  const staying = new Set(stays.map(({ id }) => id))
  const leaving = rows.filter(({ mail_id }) => !staying.has(mail_id))
  const links = await linksFor(tx, leaving, door.address, now)
  const letters: Letter[] = []
  for (const mail of leaving) {
    const link = links.get(mail.mail_id)
    if (link === undefined) stays.push({ id: mail.mail_id, state: 'failed', reason: goneReason })
    else letters.push(letterOf(mail, { link, unsubscribe: unsubscribeOf(mail, shop, door) }))
  }
  if (door.isLogOnly) {
    const read = letters.map(({ id, text, html }) => ({ id, state: 'logged' as const, reason: null, sentAt: now, text, html }))
    return settled(tx, [...stays, ...read])
  }
  // next_try_at now says when it was taken; see settleLost.
  await sql`${kept}
    update mail set state = 'sending', reason = null, attempts = attempts + 1, next_try_at = ${now}
    where shop_id = ${shop}::uuid and mail_id = any (${letters.map(({ id }) => id)}::uuid[])`.execute(tx)
  return { letters, settled: (await settled(tx, stays)).settled }
}

const isLate = ({ kind, created_at }: Row, now: Date) => kind === 'sign-in' && now.getTime() - created_at.getTime() > signInMs
const lateReason = 'It could not leave within the hour. The buyer can ask for a new link on the library page.'
const unwantedReason = 'Mails of this kind were stopped by whoever gets them, so it stays here.'
const goneReason = 'It could not leave in time, or what it is about is gone. The buyer can ask again on the page of the library.'

const purposes = JSON.stringify(purposeOf)

function unsubscribeOf({ kind, customer_id: customerId, slug }: Row, shop: string, door: Extract<Door, { hold: null }>): string | null {
  const purpose = purposeOf[kind]
  if (purpose === null || customerId === null) return null
  return `${door.address}${unsubscribePath(slug, unsubscribeToken(door.secretKey, { shop, customerId, purpose }))}`
}

function letterOf(mail: Row, { link, unsubscribe }: { link: string; unsubscribe: string | null }): Letter {
  const linked = { text: mail.body_text.replaceAll(linkMark, link), html: mail.body_html.replaceAll(linkMark, link) }
  const { text, html } = unsubscribe === null ? linked : withUnsubscribe(linked, unsubscribe)
  const { mail_id: id, kind, shop_name: shop, to_address: to, subject, attempts } = mail
  return { id, kind, shop, to, subject, text, html, attempts: attempts + 1, unsubscribe }
}

export type HandedOver =
  | { readonly outcome: 'sent' }
  /** Surely not taken; worth another try. */
  | { readonly outcome: 'again'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  /** The line broke where the mail server may have said yes. */
  | { readonly outcome: 'unknown' }
  /** It was taken and never begun: it waits as if nothing had been. */
  | { readonly outcome: 'not-begun' }

const tries = 12
const unknownReason = 'It was being handed over when the line broke, so it may have arrived. Send it again if the buyer did not get it.'

/** Writes down what became of those that were taken, all in one statement. */
export async function noteHandedOver(tx: Tx, handed: ReadonlyMap<Pick<Letter, 'id' | 'attempts'>, HandedOver>, now: Date): Promise<void> {
  await settle(
    tx,
    [...handed].map(([letter, how]) => became(letter, how, now)),
  )
}

function became({ id, attempts }: Pick<Letter, 'id' | 'attempts'>, handed: HandedOver, now: Date): Settling {
  if (handed.outcome === 'sent') return { id, state: 'sent', reason: null, sentAt: now }
  if (handed.outcome === 'unknown') return { id, state: 'failed', reason: unknownReason }
  if (handed.outcome === 'not-begun') return { id, state: 'waiting', reason: null, nextTryAt: now, isUntouched: true }
  if (handed.outcome === 'refused' || attempts >= tries) return { id, state: 'failed', reason: handed.reason }
  const waitMs = Math.min(60_000 * 2 ** (attempts - 1), 3_600_000)
  return { id, state: 'waiting', reason: handed.reason, nextTryAt: new Date(now.getTime() + waitMs) }
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
  shop_name: string
  slug: string
  /** Asked at this moment; true of those that always go. */
  is_wanted: boolean
}

/** By the mail's id; of one that would lead nowhere there is none. */
async function linksFor(tx: Tx, mails: readonly Row[], base: string, now: Date): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>()
  const known = mails.flatMap(({ mail_id, kind, customer_id, slug }) =>
    kind === 'claim' || kind === 'address' || customer_id === null ? [] : [{ mail_id, customer_id, slug }],
  )
  const tokens = await makeLinks(
    tx,
    known.map(({ customer_id }) => customer_id),
    now,
  )
  for (const [at, { mail_id, slug }] of known.entries()) links.set(mail_id, `${base}${linkPath(slug, tokens[at]!)}`)
  for (const { mail_id, kind, key, customer_id, slug } of mails) {
    if (kind === 'claim') {
      const token = await makeClaimLink(tx, key.replace(/^claim:/, ''), now)
      if (token !== null) links.set(mail_id, `${base}${claimLinkPath(slug, token)}`)
    } else if (kind === 'address') {
      const token = await makeAddressLink(tx, key.replace(/^address:/, ''), now)
      if (token !== null) links.set(mail_id, `${base}${addressLinkPath(slug, token)}`)
    } else if (customer_id === null) links.set(mail_id, base)
  }
  return links
}

export const claimLinkPath = (slug: string, token: string): string => `/library/${slug}/claim/open/${token}`

export const addressLinkPath = (slug: string, token: string): string => `/library/${slug}/address/${token}`

/** Where the page with the press is. */
export const linkPath = (slug: string, token: string): string => `/library/${slug}/open/${token}`

interface Settling {
  readonly id: string
  readonly state: 'held' | 'failed' | 'logged' | 'sent' | 'waiting' | 'unwanted'
  readonly reason: string | null
  readonly sentAt?: Date
  readonly nextTryAt?: Date
  /** The attempt that was counted was none. */
  readonly isUntouched?: boolean
  readonly text?: string
  readonly html?: string
}

async function settled(tx: Tx, some: readonly Settling[]): Promise<Taken> {
  await settle(tx, some)
  return { letters: [], settled: some.length }
}

/** What is left out stays as it is. Those of whom all the same is said are written in one statement, and found by their keys. */
async function settle(tx: Tx, some: readonly Settling[]): Promise<void> {
  const alike = Map.groupBy(some, ({ id: _, ...said }) => JSON.stringify(said))
  for (const of of alike.values()) {
    const [{ state, reason, sentAt, nextTryAt, isUntouched, text, html }] = of as [Settling, ...Settling[]]
    await sql`${kept}
      update mail set state = ${state}, reason = ${reason}, sent_at = coalesce(${sentAt ?? null}::timestamptz, sent_at),
        next_try_at = coalesce(${nextTryAt ?? null}::timestamptz, next_try_at), attempts = attempts - ${isUntouched === true ? 1 : 0},
        body_text = coalesce(${text ?? null}, body_text), body_html = coalesce(${html ?? null}, body_html)
      where shop_id = ${shopOf(tx)}::uuid and mail_id = any (${of.map(({ id }) => id)}::uuid[])`.execute(tx)
  }
}
