/** The link in a claim's mail, and its press. */
import { createHash, randomBytes } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { settleAccess } from '../entitlement/settle-access.ts'
import { openSession } from '../library/links.ts'
import { isAboutToGo } from '../sales-file/undo-import.ts'
import { limits } from './limits.ts'

/** @returns the token for the mail; it is nowhere kept. null: the claim is gone. */
export async function makeClaimLink(tx: Tx, claimId: string, now: Date): Promise<string | null> {
  const token = randomBytes(32).toString('base64url')
  const { rows } = await sql`
    insert into claim_link (shop_id, token_hash, claim_id, expires_at)
    select shop_id, ${hashOf(token)}, claim_id, ${new Date(now.getTime() + limits.linkMs)} from claim
    where shop_id = ${shopOf(tx)}::uuid and claim_id = ${claimId}::uuid and state = 'told'
    returning 1`.execute(tx)
  return rows.length === 0 ? null : token
}

/**
 * open: one press, and it is hers. used: it was pressed before. taken: another address has it. ended: nothing can be had by that order now.
 * gone: there is no such link (any more).
 */
export type ClaimState = 'open' | 'used' | 'taken' | 'ended' | 'gone'

export interface Claiming {
  readonly state: ClaimState
  /** What it is about; null when it is gone. */
  readonly about: { readonly pattern: string; readonly order: string; readonly email: string } | null
}

/** For the page before the press: a fetch by a mail scanner claims nothing and uses nothing up. */
export async function lookAtClaim(tx: Tx, token: string, now: Date): Promise<Claiming> {
  const claim = await claimOf(tx, token, now)
  if (claim === null) return { state: 'gone', about: null }
  const { title, number, email } = claim
  return { state: await stateOf(tx, claim), about: { pattern: title, order: number, email } }
}

/**
 * The press: what her order has of that pattern gets the buyer of the address to which the link went. Of two who press at once the first has it.
 *
 * @returns with the session that opens her library when it is hers from now on.
 */
export async function pressClaim(
  tx: Tx,
  token: string,
  now: Date,
): Promise<Claiming & { readonly session: string | null; readonly customerId: string | null }> {
  const shop = shopOf(tx)
  const found = await claimOf(tx, token, now)
  if (found === null) return { ...gone, session: null, customerId: null }
  // As `takeOrders` does: the storefront, the order, then the buyer. Whoever waited here sees what was done meanwhile, also that a table is taken back.
  await sql`
    select from connection c join "order" o on o.shop_id = c.shop_id and o.connection_id = c.connection_id
    where c.shop_id = ${shop}::uuid and o.order_id = ${found.orderId}::uuid for share of c`.execute(tx)
  await sql`select from "order" where shop_id = ${shop}::uuid and order_id = ${found.orderId}::uuid for update`.execute(tx)
  await sql`select from claim where shop_id = ${shop}::uuid and claim_id = ${found.claimId}::uuid for update`.execute(tx)
  const claim = await claimOf(tx, token, now)
  if (claim === null) return { ...gone, session: null, customerId: null }
  const about = { pattern: claim.title, order: claim.number, email: claim.email }
  const state = await stateOf(tx, claim)
  if (state !== 'open') return { state, about, session: null, customerId: null }
  const customer = await customerOf(tx, claim.email)
  await sql`
    insert into claimed (shop_id, order_id, pattern_id, customer_id, claimed_at)
    values (${shop}::uuid, ${claim.orderId}::uuid, ${claim.patternId}::uuid, ${customer}::uuid, ${now})
    on conflict (shop_id, order_id, pattern_id) do nothing`.execute(tx)
  await tx.updateTable('claim').set({ used_at: now }).where('shop_id', '=', shop).where('claim_id', '=', claim.claimId).execute()
  await settleAccess(tx, [claim.orderId], now)
  return { state, about, session: await openSession(tx, customer, now), customerId: customer }
}

const gone: Claiming = { state: 'gone', about: null }

interface Row {
  readonly claimId: string
  readonly orderId: string
  readonly patternId: string
  readonly email: string
  readonly usedAt: Date | null
  readonly title: string
  readonly number: string
}

async function claimOf(tx: Tx, token: string, now: Date): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select c.claim_id as "claimId", c.order_id as "orderId", c.pattern_id as "patternId", c.email, c.used_at as "usedAt", p.title, o.number
    from claim_link l
    join claim c on c.shop_id = l.shop_id and c.claim_id = l.claim_id and c.state = 'told'
    join pattern p on p.shop_id = c.shop_id and p.pattern_id = c.pattern_id
    join "order" o on o.shop_id = c.shop_id and o.order_id = c.order_id
    where l.shop_id = ${shopOf(tx)}::uuid and l.token_hash = ${hashOf(token)} and l.expires_at > ${now}`.execute(tx)
  return rows[0] ?? null
}

async function stateOf(tx: Tx, { orderId, patternId, email, usedAt }: Row): Promise<ClaimState> {
  if (usedAt !== null) return 'used'
  const { rows } = await sql<{ isHeld: boolean; isHers: boolean }>`
    select e.customer_id is not null as "isHeld", coalesce(c.email = ${email}, false) as "isHers"
    from entitlement e
    join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
    left join customer c on c.shop_id = e.shop_id and c.customer_id = e.customer_id
    where e.shop_id = ${shopOf(tx)}::uuid and e.order_id = ${orderId}::uuid and e.pattern_id = ${patternId}::uuid and e.ended_at is null
      and not ${isAboutToGo}
    order by 1 limit 1`.execute(tx)
  const [row] = rows
  if (row === undefined) return 'ended'
  if (!row.isHeld) return 'open'
  return row.isHers ? 'used' : 'taken'
}

async function customerOf(tx: Tx, email: string): Promise<string> {
  const { rows } = await sql<{ customer_id: string }>`
    insert into customer (shop_id, email) values (${shopOf(tx)}::uuid, ${email})
    on conflict (shop_id, email) do update set email = excluded.email
    returning customer_id`.execute(tx)
  return rows[0]!.customer_id
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
