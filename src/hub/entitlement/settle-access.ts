import { kept, shopOf, sql, type Tx } from '#database'
import type { HubEvent } from '../event/events.ts'
import { leaveEvents } from '../event/leave-event.ts'

export interface Settled {
  /** Lines whose buyer has the pattern from now on. */
  readonly granted: number
  readonly ended: number
}

/**
 * Makes what the buyers of these orders may have what it should be by the orders as they now are: paid and not wholly refunded means yes.
 * A part refunded takes nothing away; a state that returns to paid gives back. A line is one grant, whatever its quantity.
 * Leaves 'entitlement.granted' and 'entitlement.ended' for what is not history, and `events` behind them in the same statement.
 */
export async function settleAccess(tx: Tx, orderIds: readonly string[], now: Date, events: readonly HubEvent[] = []): Promise<Settled> {
  if (orderIds.length === 0) return { granted: 0, ended: 0 }
  const shop = shopOf(tx)
  const { rows } = await sql<Change>`${kept}
    with line as (
      select o.order_id, o.customer_id, o.is_history, l.line, l.pattern_id,
        case
          when o.state = 'cancelled' or l.quantity = 0 then 'cancelled'
          when o.state = 'refunded' or o.total_minor > 0 and o.refunded_minor >= o.total_minor then 'refunded'
          when o.state = 'pending' then 'unpaid'
        end as no_because
      from "order" o
      join order_line l on l.shop_id = o.shop_id and l.order_id = o.order_id
      where o.shop_id = ${shop}::uuid and o.order_id = any (${orderIds}::uuid[]) and l.pattern_id is not null
    ),
    granted as (
      insert into entitlement as e (shop_id, order_id, line, pattern_id, customer_id, granted_at)
      select ${shop}::uuid, order_id, line, pattern_id, customer_id, ${now}::timestamptz
      from line where no_because is null
      order by order_id, line
      on conflict (shop_id, order_id, line) do update
        set ended_at = null, end_reason = null, pattern_id = excluded.pattern_id, customer_id = excluded.customer_id
        where e.ended_at is not null or e.pattern_id <> excluded.pattern_id or e.customer_id is distinct from excluded.customer_id
      returning e.order_id
    ),
    ended as (
      update entitlement e
      set ended_at = coalesce(e.ended_at, ${now}::timestamptz), end_reason = line.no_because
      from line
      where e.shop_id = ${shop}::uuid and e.order_id = line.order_id and e.line = line.line and line.no_because is not null
        and e.end_reason is distinct from line.no_because
      returning e.order_id
    )
    select 'granted' as what, order_id, count(*)::int as lines, customer_id, is_history
      from granted join (select distinct order_id, customer_id, is_history from line) o using (order_id) group by order_id, customer_id, is_history
    union all
    select 'ended', order_id, count(*)::int, customer_id, is_history
      from ended join (select distinct order_id, customer_id, is_history from line) o using (order_id) group by order_id, customer_id, is_history
    order by order_id`.execute(tx)
  await leaveEvents(tx, [...rows.flatMap(toEvent), ...events])
  const sum = (what: Change['what']) => rows.reduce((all, row) => all + (row.what === what ? row.lines : 0), 0)
  return { granted: sum('granted'), ended: sum('ended') }
}

interface Change {
  readonly what: 'granted' | 'ended'
  readonly order_id: string
  readonly lines: number
  readonly customer_id: string | null
  readonly is_history: boolean
}

/** History is quiet. A buyer without an address waits to claim; when the address comes, the grant changes hands and is told then. */
function toEvent({ what, order_id: order, customer_id: customer, is_history: isHistory }: Change): HubEvent[] {
  if (isHistory) return []
  if (what === 'ended') return [{ name: 'entitlement.ended', ids: { order } }]
  return customer === null ? [] : [{ name: 'entitlement.granted', ids: { order, customer } }]
}
