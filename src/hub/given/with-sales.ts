/** What storefronts that hold the files themselves gave with sales. */
import { sql } from '#database'
import { sameMs } from '../connection/clock-gap.ts'
import type { GivenKind } from './give-bytes.ts'
import { heldFiles } from './held-files.ts'

/**
 * Parts of a `with`, the last of them `given (added)`, which must be read for anything to be written. A sale that was paid before the files there were
 * known gets no row. The storefront's clock tells when it was paid and ours when the files were changed, so how far they may stand apart counts.
 *
 * @param sold with order_id, customer_id, connection_id, listing_remote_id, pattern_id and paid_at; never history.
 */
export const givenWithSales = (shop: string, sold: ReturnType<typeof sql>) => sql`
    held as (${heldFiles(shop, sql`(select distinct connection_id, pattern_id from ${sold})`)}),
    given as (
      select give_bytes(${shop}::uuid, coalesce(jsonb_agg(jsonb_build_object(
        'kind', ${'sold-with' satisfies GivenKind}::text, 'customer', customer_id, 'connection', connection_id, 'order', order_id, 'pattern', pattern_id,
        'version', version_id, 'file', file_key, 'sha256', sha256, 'at', paid_at) order by paid_at, order_id, pattern_id, file_key), '[]')) as added
      from (
        select distinct on (x.order_id, x.pattern_id, h.file_key) x.order_id, x.customer_id, x.pattern_id, x.paid_at, h.connection_id, h.version_id, h.file_key, h.sha256
        from ${sold} x
        join held h on h.connection_id = x.connection_id and h.pattern_id = x.pattern_id and (x.listing_remote_id is null or x.listing_remote_id = h.remote_id)
        join connection c on c.shop_id = ${shop}::uuid and c.connection_id = x.connection_id
        where h.since < x.paid_at - case when c.clock_low_ms > ${sameMs} or c.clock_high_ms < -${sameMs}::int
          then make_interval(secs => c.clock_high_ms / 1000.0) else interval '0' end
        order by x.order_id, x.pattern_id, h.file_key
      ) g
    )`
