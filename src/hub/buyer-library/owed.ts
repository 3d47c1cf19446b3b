/** What makes a pattern owed to a buyer's library there: pieces of SQL that ask the same everywhere. */
import { sql } from '#database'

/** Of a listing `l`: shown there, under an item number. */
export const isForSale = sql`(l.remote_id is not null and l.state <> 'gone' and coalesce(l.observed -> 'content' ->> 'sku', '') <> ''
  and (l.observed -> 'content' ->> 'isPublished')::boolean)`

/** Whether she has pattern `p` by an order at this platform or, with `<>`, elsewhere; `x` has shop_id, customer_id and pattern_id, `c` is the storefront. */
const has = (sign: '=' | '<>') => sql`exists (
  select from entitlement e
  join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
  join connection at on at.shop_id = o.shop_id and at.connection_id = o.connection_id
  where e.shop_id = x.shop_id and e.customer_id = x.customer_id and e.pattern_id = x.pattern_id and e.ended_at is null
    and at.spoke ${sql.raw(sign)} c.spoke)`

/** Bought at this platform, she has it there without us. */
export const boughtThere = has('=')
export const boughtElsewhere = has('<>')
