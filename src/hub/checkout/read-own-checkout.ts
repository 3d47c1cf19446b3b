import { shopOf, sql, type Tx } from '#database'
import type { Money } from '../money.ts'
import { hashOf } from './start-checkout.ts'

/** A checkout as its buyer sees it, by the token that only her browser has. */
export interface OwnCheckout {
  readonly id: string
  readonly number: string
  readonly state: 'started' | 'pending' | 'paid' | 'failed' | 'expired'
  readonly connectionId: string
  readonly remoteId: string | null
  readonly payUrl: string | null
  readonly email: string | null
  readonly isGift: boolean
  readonly giftEmail: string | null
  readonly giftAt: Date | null
  readonly total: Money
  readonly items: readonly { readonly title: string; readonly total: Money }[]
  readonly startedAt: Date
  /** While what was bought can be had by it. */
  readonly openOrder: string | null
  /** Something of it is being looked at by the seller. */
  readonly isAmiss: boolean
}

interface Row extends Omit<OwnCheckout, 'total' | 'items'> {
  total_minor: bigint
  currency: string
  items: { title: string; total: string }[]
}

/** @returns null when no checkout of this shop has the token. */
export async function readOwnCheckout(tx: Tx, token: string): Promise<OwnCheckout | null> {
  const { rows } = await sql<Row>`
    select k.checkout_id as id, k.number, k.state, k.connection_id as "connectionId", k.remote_id as "remoteId", k.pay_url as "payUrl", k.email,
      k.is_gift as "isGift", k.gift_email as "giftEmail", k.gift_at as "giftAt", k.total_minor, k.currency, k.started_at as "startedAt",
      (select jsonb_agg(jsonb_build_object('title', t.title, 'total', t.total::text) order by t.item) from (
        select l.item, min(l.item_title) as title, sum(l.total_minor) as total from checkout_line l
        where l.shop_id = k.shop_id and l.checkout_id = k.checkout_id group by l.item) t) as items,
      (select p.order_id from payment p
       where p.shop_id = k.shop_id and p.checkout_id = k.checkout_id and p.order_id is not null and exists (
         select from entitlement e where e.shop_id = p.shop_id and e.order_id = p.order_id and e.ended_at is null)
       order by p.paid_at, p.remote_id limit 1) as "openOrder",
      exists (select from payment p where p.shop_id = k.shop_id and p.checkout_id = k.checkout_id and p.problem is not null) as "isAmiss"
    from checkout k
    where k.shop_id = ${shopOf(tx)}::uuid and k.token_hash = ${hashOf(token)}`.execute(tx)
  const row = rows[0]
  if (row === undefined) return null
  const { total_minor, currency, items, ...rest } = row
  const money = (minor: bigint): Money => ({ minor, currency })
  return { ...rest, total: money(total_minor), items: items.map(({ title, total }) => ({ title, total: money(BigInt(total)) })) }
}
