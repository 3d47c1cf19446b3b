/** Of the large shops, what comes of running several storefronts together: proposals, findings, launches, promotions, changes of many patterns, tables of sales. */

interface Made {
  readonly shops: number
  readonly patterns: number
  /** SQL for the id of the shop `s`, and of anything else in it. */
  readonly shopId: string
  readonly id: (kind: string, shop: string, at: string) => string
}

/** Statements for tables that have the patterns, listings and publications already. */
export function changesOfMany({ shops, patterns, shopId, id }: Made): string[] {
  const every = (rows: number) => `from generate_series(1, ${shops}) s cross join generate_series(1, ${rows}) n`
  const weekly = Math.ceil(patterns / 12)
  const pattern = (at: string) => id('pattern', 's', `(1 + (${at}) % ${patterns})`)
  const listing = (at: string) => id('listing', 's', `(1 + (${at}) % ${patterns}) || ' 1'`)
  return [
    `insert into wording (shop_id, connection_id, pattern_id, title)
     select shop_id, connection_id, pattern_id, 'As it is called there' from listing where pattern_id is not null and random() < 0.3`,
    `insert into hand_step (shop_id, listing_id, subject, key, says, desired_no, made_at, done_at, done_by)
     select shop_id, listing_id, 'files', 'files:1', 'Put the new files there', 1, created_at, case when is_done then now() end, case when is_done then 'bench' end
     from (select *, random() < 0.95 as is_done from listing where pattern_id is not null and random() < 0.5) l`,
    // Of every twentieth pattern, the best seller among them, and told.
    `insert into erratum (shop_id, erratum_id, pattern_id, severity, notes, created_at, pressed_by, leaves_at, left_at)
     select ${shopId}, ${id('erratum', 's', 'n')}, ${pattern('n * 20')}, case when n % 4 = 0 then 'stop' else 'some-sizes' end, '{"en": "Row 14: knit two together."}',
       now() - n * interval '3 days', 'bench', now() - n * interval '3 days', now() - n * interval '3 days' ${every(Math.ceil(patterns / 20))}`,
    `insert into erratum_delivery (shop_id, erratum_id, owner_id, customer_id, routes, state, why, made_at)
     select distinct x.shop_id, x.erratum_id, e.customer_id, e.customer_id, '{notice}'::text[], 'notice', 'not-asked', x.left_at
     from erratum x join entitlement e using (shop_id, pattern_id) where e.customer_id is not null and e.ended_at is null`,
    `insert into join_state (shop_id, matched_at) select ${shopId}, now() from generate_series(1, ${shops}) s`,
    `insert into proposal (shop_id, proposal_id, title, confidence, is_sure, is_alone)
     select shop_id, overlay(listing_id::text placing 'f' from 1)::uuid, 'Found', 0.9, random() < 0.7, random() < 0.3 from listing where pattern_id is null`,
    `insert into proposal_member (shop_id, listing_id, proposal_id, confidence, is_sure)
     select shop_id, listing_id, overlay(listing_id::text placing 'f' from 1)::uuid, 0.9, true from listing where pattern_id is null`,
    `insert into acceptance (shop_id, acceptance_id, key, pressed_by, listings, accepted_at, settled_at)
     select ${shopId}, ${id('acceptance', 's', 'n')}, 'key ' || n, 'bench', 1, now() - n * interval '1 day', now() ${every(weekly)}`,
    `insert into acceptance_listing (shop_id, acceptance_id, listing_id, pattern_id, is_new)
     select distinct ${shopId}, ${id('acceptance', 's', 'n')}, ${listing('n * 12 + l')}, ${pattern('n * 12 + l')}, true ${every(weekly)} cross join generate_series(1, 12) l`,
    `insert into bringing (shop_id, pattern_id, state, due_at, images, images_from, troubles)
     select l.shop_id, l.pattern_id, case when random() < 0.98 then 'done' else 'waiting' end, now() + interval '1 hour',
       (select jsonb_agg(jsonb_build_object('sha256', md5('a' || n) || md5('b' || n), 'alt', 'As it looks from this side')) from generate_series(1, 8) n), l.listing_id,
       case when random() < 0.02 then '[{"about": "images", "says": "Picture 3 is not there any more."}]' else '[]' end::jsonb
     from listing l where l.listing_id in (select distinct on (shop_id, pattern_id) listing_id from listing where pattern_id is not null)`,
    `insert into standing (shop_id, listing_id, field) select shop_id, listing_id, 'images' from listing where pattern_id is not null and random() < 0.3`,
    `insert into launch (shop_id, launch_id, name, at, state, made_ready, pressed_by, next_try_at, launched_at, created_at)
     select ${shopId}, ${id('launch', 's', 'n')}, 'Launch ' || n, now() - n * interval '7 days', 'launched', ${id('publication', 's', 'n')}, 'bench', now(), now(),
       now() - n * interval '7 days' ${every(weekly)}`,
    `insert into launch_listing (shop_id, launch_id, listing_id, publication_id)
     select distinct ${shopId}, ${id('launch', 's', 'n')}, ${listing('n * 12 + l')}, ${id('publication', 's', 'n')} ${every(weekly)} cross join generate_series(1, 12) l`,
    `insert into promotion (shop_id, promotion_id, name, percent, starts_at, ends_at, key, pressed_by, created_at)
     select ${shopId}, ${id('promotion', 's', 'n')}, 'Sale ' || n, 20, now() - n * interval '7 days', now() - (n - 1) * interval '7 days', 'key ' || n, 'bench',
       now() - n * interval '7 days' ${every(weekly)}`,
    `insert into promotion_listing (shop_id, promotion_id, listing_id, way, currency, price_minor, sale_minor, is_over)
     select distinct ${shopId}, ${id('promotion', 's', 'n')}, ${listing('n * 12 + l')}, 'price', 'EUR', 750, 600, true ${every(weekly)} cross join generate_series(1, 12) l`,
    // Every third is a coupon, for a dozen patterns at each storefront.
    `update promotion set kind = 'coupon', code = 'CODE-' || upper(substr(promotion_id::text, 1, 8)) where substr(promotion_id::text, 1, 1) in ('0', '1', '2', '3', '4')`,
    `insert into promotion_pattern (shop_id, promotion_id, pattern_id)
     select x.shop_id, x.promotion_id, l.pattern_id from promotion_listing x join promotion p using (shop_id, promotion_id)
     join listing l using (shop_id, listing_id) where p.kind = 'coupon' on conflict do nothing`,
    `insert into promotion_coupon (shop_id, promotion_id, connection_id, part, wish, state)
     select x.shop_id, x.promotion_id, c.connection_id, x.listing_id::text, '{}', 'over'
     from promotion_listing x join promotion p using (shop_id, promotion_id) join connection c using (shop_id) where p.kind = 'coupon'`,
    `delete from promotion_listing x using promotion p where p.shop_id = x.shop_id and p.promotion_id = x.promotion_id and p.kind = 'coupon'`,
    `insert into sales_import (shop_id, sales_import_id, connection_id, file_name, key, counts, taken_at, taken_by)
     select ${shopId}, ${id('sales import', 's', 'n')}, ${id('connection', 's', '(1 + n % 3)')}, 'sales.csv', 'key ' || n, '{"rows": 20, "orders": 12, "known": 0, "unread": 0}', now() - n * interval '7 days', 'bench'
     ${every(weekly)}`,
    `insert into sales_row (shop_id, connection_id, order_key, line_key, sales_import_id, told)
     select shop_id, connection_id, 'order ' || n, '1', sales_import_id, '{}' from sales_import cross join generate_series(1, 40) n`,
    `insert into sales_file (shop_id, sales_file_id, connection_id, file_name, sha256, size_bytes, reading)
     select ${shopId}, ${id('sales file', 's', 'n')}, ${id('connection', 's', '1')}, 'sales ' || n || '.csv', repeat(n::text, 64), 20000,
       '{"encoding": "utf-8", "separator": ",", "header": ["Date", "Order", "Item", "Price"]}' ${every(3)}`,
    `insert into batch (shop_id, batch_id, state, source, changes, facts, made_by, created_at)
     select ${shopId}, ${id('batch', 's', 'n')}, 'applied', 'grid', changes, '{"rows": 300, "faults": [], "warnings": []}', 'bench', now() - n * interval '3 days'
     ${every(300)} cross join lateral (
       select jsonb_agg(jsonb_build_object('patternId', ${pattern('p')}, 'column', 'price:EUR', 'from', '7.50', 'to', '8.00', 'title', 'Pattern ' || p,
         'label', 'Price in EUR')) as changes from generate_series(1, ${Math.min(patterns, 300)}) p) c`,
  ]
}
