/** The ways into a buyer's library: a link by mail, and the session that its press opens. Tokens are 256 random bits, kept as hashes only. */
import { createHash, randomBytes } from 'node:crypto'
import { kept, shopOf, sql, type Tx } from '#database'

const dayMs = 86_400_000
const linkMs = 30 * dayMs
const sessionMs = 60 * dayMs

/** @returns the token; it is nowhere kept. */
export async function makeLink(tx: Tx, customerId: string, now: Date): Promise<string> {
  const [token] = await makeLinks(tx, [customerId], now)
  return token!
}

/** @returns a token for each, in their order. */
export async function makeLinks(tx: Tx, customerIds: readonly string[], now: Date): Promise<string[]> {
  const tokens = customerIds.map(newToken)
  await sql`${kept}
    insert into library_link (shop_id, token_hash, customer_id, expires_at, created_at)
    select ${shopOf(tx)}::uuid, token_hash, customer, ${later(now, linkMs)}, ${now}
    from unnest(${tokens.map(hashOf)}::text[], ${[...customerIds]}::uuid[]) as l (token_hash, customer)`.execute(tx)
  return tokens
}

/** good: a press opens. used: it opened somewhere before, or she has signed out since. gone: there is no such link (any more). */
export type LinkState = 'good' | 'used' | 'gone'

/** For the page before the press: a fetch by a mail scanner opens nothing and uses nothing up. */
export async function lookAtLink(tx: Tx, token: string, now: Date): Promise<LinkState> {
  const link = await linkOf(tx, token, now)
  return link === null ? 'gone' : link.usedAt === null ? 'good' : 'used'
}

/**
 * The press. A link opens once within its 30 days, so that a mail which is passed on later opens nothing: where she presses it again, on her computer
 * after her phone, she has a new one sent to herself (`customerOfLink`).
 *
 * @returns a session's token; null when it does not open.
 */
export async function openLink(tx: Tx, token: string, now: Date): Promise<string | null> {
  const { rows } = await sql<{ customer_id: string }>`
    update library_link set used_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and token_hash = ${hashOf(token)} and expires_at > ${now} and used_at is null
    returning customer_id`.execute(tx)
  return rows[0] === undefined ? null : openSession(tx, rows[0].customer_id, now)
}

/** Whose link it is, whether it opens or not; null when it is gone. */
export const customerOfLink = async (tx: Tx, token: string, now: Date): Promise<string | null> =>
  (await linkOf(tx, token, now))?.customerId ?? null

/** All of her library, for whoever has just proven by a press of a mailed link that the address is hers. @returns the session's token. */
export async function openSession(tx: Tx, customerId: string, now: Date): Promise<string> {
  const session = newToken()
  await tx
    .insertInto('library_session')
    .values({
      shop_id: shopOf(tx),
      token_hash: hashOf(session),
      customer_id: customerId,
      expires_at: later(now, sessionMs),
      created_at: now,
    })
    .execute()
  return session
}

/** What a session opens: a library, or of it what was bought with one order. */
export interface Opened {
  readonly customerId: string
  /** null: all of it. */
  readonly onlyOrder: string | null
}

/** @returns whose library this session opens, or null. */
export const customerOfSession = async (tx: Tx, session: string, now: Date): Promise<string | null> =>
  (await openedBySession(tx, session, now))?.customerId ?? null

/** Each day of use makes it last 60 days more, if it opens all: that of one order was not proven by a mail and ends after its day. */
export async function openedBySession(tx: Tx, session: string, now: Date): Promise<Opened | null> {
  const { rows } = await sql<{ customer_id: string; expires_at: Date; order_id: string | null }>`
    select customer_id, expires_at, order_id from library_session
    where shop_id = ${shopOf(tx)}::uuid and token_hash = ${hashOf(session)} and expires_at > ${now}`.execute(tx)
  const found = rows[0]
  if (found === undefined) return null
  if (found.order_id === null && found.expires_at.getTime() < later(now, sessionMs - dayMs).getTime())
    await tx
      .updateTable('library_session')
      .set({ expires_at: later(now, sessionMs) })
      .where('shop_id', '=', shopOf(tx))
      .where('token_hash', '=', hashOf(session))
      .execute()
  return { customerId: found.customer_id, onlyOrder: found.order_id }
}

/**
 * For whoever has just paid, in the browser in which it was paid: the address was typed and proven by nobody, so only this order is shown.
 *
 * @returns a session's token; null when nothing can be had by this order, or nobody is known to have it.
 */
export async function openOrder(tx: Tx, orderId: string, now: Date): Promise<string | null> {
  const { rows } = await sql<{ customer_id: string }>`
    select distinct customer_id from entitlement
    where shop_id = ${shopOf(tx)}::uuid and order_id = ${orderId}::uuid and ended_at is null and customer_id is not null`.execute(tx)
  const customer = rows[0]?.customer_id
  if (customer === undefined) return null
  const session = newToken()
  await tx
    .insertInto('library_session')
    .values({
      ...{ shop_id: shopOf(tx), token_hash: hashOf(session), customer_id: customer, order_id: orderId },
      ...{ expires_at: later(now, dayMs), created_at: now },
    })
    .execute()
  return session
}

/** Signs out here; and no mail that she has got so far opens her library any more, as it may have been passed on. */
export async function closeSession(tx: Tx, session: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  await sql`
    with closed as (
      delete from library_session where shop_id = ${shop}::uuid and token_hash = ${hashOf(session)} returning customer_id, order_id
    )
    update library_link set used_at = ${now}
    where shop_id = ${shop}::uuid and used_at is null and customer_id in (select customer_id from closed where order_id is null)`.execute(
    tx,
  )
}

/** Takes away what has run out. */
export async function dropOldLinks(tx: Tx, now: Date): Promise<void> {
  await tx.deleteFrom('library_link').where('shop_id', '=', shopOf(tx)).where('expires_at', '<=', now).execute()
  await tx.deleteFrom('library_session').where('shop_id', '=', shopOf(tx)).where('expires_at', '<=', now).execute()
}

async function linkOf(tx: Tx, token: string, now: Date): Promise<{ customerId: string; usedAt: Date | null } | null> {
  const { rows } = await sql<{ customerId: string; usedAt: Date | null }>`
    select customer_id as "customerId", used_at as "usedAt" from library_link
    where shop_id = ${shopOf(tx)}::uuid and token_hash = ${hashOf(token)} and expires_at > ${now}`.execute(tx)
  return rows[0] ?? null
}

const newToken = () => randomBytes(32).toString('base64url')
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
const later = (now: Date, ms: number) => new Date(now.getTime() + ms)
