import { kept, shopOf, sql, type Tx } from '#database'
import type { EventName, HubEvent } from '../event/events.ts'
import { givenWithSales } from '../given/with-sales.ts'
import { isRefunded, isTakenBack } from './refund-rule.ts'

export interface Settled {
  /** Lines whose buyer has the pattern from now on. */
  readonly granted: number
  readonly ended: number
}

/**
 * Makes what the buyers of these orders may have what it should be by the orders as they now are: paid and not wholly refunded means yes.
 * When a whole refund takes back is the shop's rule (`refund-rule.ts`). A part refunded takes nothing away; while it is disputed it may rest; a state that
 * returns to paid gives back. A line is one grant, whatever its quantity.
 * Leaves 'entitlement.granted' and 'entitlement.ended' for what is not history, as history is quiet, and `events` behind them. A buyer without an
 * address waits; when the address comes, or she has claimed it, the grant changes hands and is told then. What a storefront tells goes before a claim.
 * What the storefront gave with a sale goes into the ledger of bytes.
 */
export async function settleAccess(tx: Tx, orderIds: readonly string[], now: Date, events: readonly HubEvent[] = []): Promise<Settled> {
  if (orderIds.length === 0) return { granted: 0, ended: 0 }
  const shop = shopOf(tx)
  const { rows } = await sql<Change>`${kept}
    with line as (
      select o.order_id, coalesce(o.customer_id, k.customer_id) as customer_id, o.is_history, o.connection_id, coalesce(o.paid_at, o.placed_at) as paid_at,
        l.line, l.listing_remote_id, l.pattern_id,
        case
          when o.state = 'cancelled' or l.quantity = 0 then 'cancelled'
          when ${isRefunded} then case when ${isTakenBack(now)} then 'refunded' when o.rests_since is not null then 'disputed' end
          when o.state = 'pending' then 'unpaid'
          when o.rests_since is not null then 'disputed'
        end as no_because
      from "order" o
      join order_line l on l.shop_id = o.shop_id and l.order_id = o.order_id
      left join claimed k on k.shop_id = o.shop_id and k.order_id = o.order_id and k.pattern_id = l.pattern_id
      where o.shop_id = ${shop}::uuid and o.order_id = any (${orderIds}::uuid[]) and l.pattern_id is not null
    ),
    granted as (
      insert into entitlement as e (shop_id, order_id, line, pattern_id, customer_id, past_of, granted_at)
      select ${shop}::uuid, order_id, line, pattern_id, customer_id, case when is_history then connection_id end, ${now}::timestamptz
      from line where no_because is null
      order by order_id, line
      on conflict (shop_id, order_id, line) do update
        set ended_at = null, end_reason = null, pattern_id = excluded.pattern_id, customer_id = excluded.customer_id
        where e.ended_at is not null or e.pattern_id <> excluded.pattern_id or e.customer_id is distinct from excluded.customer_id
      returning e.order_id, e.line, e.customer_id
    ),
    ended as (
      update entitlement e
      set ended_at = coalesce(e.ended_at, ${now}::timestamptz), end_reason = line.no_because
      from line
      where e.shop_id = ${shop}::uuid and e.order_id = line.order_id and e.line = line.line and line.no_because is not null
        and e.end_reason is distinct from line.no_because
      returning e.order_id
    ),
    change as (
      select 'granted' as what, order_id, count(*)::int as lines, customer_id, is_history
        from granted join (select distinct order_id, is_history from line) o using (order_id) group by order_id, customer_id, is_history
      union all
      select 'ended', order_id, count(*)::int, null, is_history
        from ended join (select distinct order_id, is_history from line) o using (order_id) group by order_id, is_history
    ),
    told as (
      insert into event (shop_id, name, ids)
      select ${shop}::uuid, name, ids
      from (
        select 0 as place, order_id, ${'entitlement.granted' satisfies EventName}::text as name,
          jsonb_build_object('order', order_id, 'customer', customer_id) as ids
        from change where what = 'granted' and not is_history and customer_id is not null
        union all
        select 0, order_id, ${'entitlement.ended' satisfies EventName}::text, jsonb_build_object('order', order_id)
        from change where what = 'ended' and not is_history
        union all
        select 1, null, e.name, e.ids from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e (name text, ids jsonb)
      ) t
      order by place, order_id
    ),
    sold as (
      select line.* from line join granted g on g.order_id = line.order_id and g.line = line.line where not is_history
    ),
    ${givenWithSales(shop, sql`sold`)}
    select what, lines from change
    union all
    select 'given', added::int from given`.execute(tx)
  const sum = (what: Change['what']) => rows.reduce((all, row) => all + (row.what === what ? row.lines : 0), 0)
  return { granted: sum('granted'), ended: sum('ended') }
}

interface Change {
  readonly what: 'granted' | 'ended' | 'given'
  readonly lines: number
}
