/** Shops as large as they get, made by set-based SQL: what a studio with several designers has after three years. */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { ShopId } from '#database'
import { changesOfMany } from './large-changes.ts'

export interface ShopSize {
  readonly shops: number
  readonly patterns: number
  readonly orders: number
}

/** What the issue asks for: one shop of this size and three more beside. */
export const fullSize: ShopSize = { shops: 4, patterns: 2_000, orders: 100_000 }

export const shopAt = (at: number): ShopId => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}` as ShopId

/** What every shop's first pattern has for its picture and its files; whoever serves them stores it. */
export const firstFile = Buffer.from(`%PDF-1.7 ${'the first file '.repeat(1_333)}`)
export const firstHash = createHash('sha256').update(firstFile).digest('hex')

/**
 * Fills an empty, migrated database. Rows of all shops lie mixed in the order of time, as they would.
 * A few patterns sell most: the best of 2,000 has an eleventh of all sales. Needs the owner, as checks that span tables are off meanwhile.
 */
export async function makeLargeShops(owner: pg.Client, size: ShopSize): Promise<void> {
  await owner.query('set session_replication_role = replica')
  try {
    for (const statement of statements(size)) await owner.query(statement)
  } finally {
    await owner.query('set session_replication_role = default')
  }
  await owner.query('vacuum analyze')
}

const connections = 3
/** At each storefront, of listings that go with no pattern yet. */
const found = 400

function statements({ shops, patterns, orders }: ShopSize): string[] {
  // As many as the portal's limit is said for; not all of them have bought yet.
  const customers = orders
  /** Ids that can be told from a shop and a number; of version 4, as addresses take no others. */
  const id = (kind: string, shop: string, at: string) =>
    `overlay(overlay(md5('${kind} ' || ${shop} || ' ' || ${at}) placing '4' from 13) placing '8' from 17)::uuid`
  const shopId = `('00000000-0000-4000-8000-' || lpad(s::text, 12, '0'))::uuid`
  const every = (rows: number) => `from generate_series(1, ${shops}) s cross join generate_series(1, ${rows}) n`
  const sha = (text: string) => `md5('a' || ${text}) || md5('b' || ${text})`
  const fileHash = (n: string, file: string) => `case when ${n} = 1 then '${firstHash}' else ${sha(`${n} || ' ' || ${file}`)} end`
  return [
    'select setseed(0.5)',
    `insert into shop (shop_id, slug, name, currency)
     select ${shopId}, 'bench-' || s, 'Shop ' || s, 'EUR' from generate_series(1, ${shops}) s`,
    `insert into account (shop_id, account)
     select ${shopId}, a from generate_series(1, ${shops}) s
     cross join unnest(array['income:patterns:bench', 'asset:clearing:bench', 'expense:fees:bench', 'liability:tax:bench']) a`,
    `insert into connection (shop_id, connection_id, spoke, label, base_url, currency, state, resumes_as, live_from, history_state)
     select ${shopId}, ${id('connection', 's', 'n')}, 'bench', 'Storefront ' || n, 'https://bench-' || n || '.example', 'EUR', 'live', 'live',
       now() - interval '400 days', 'read' ${every(connections)}`,
    `insert into blob (shop_id, sha256, size_bytes, media_type, facts)
     select distinct ${shopId}, ${fileHash('n', 'f')}, 20000, 'application/pdf', '{"pages": 24}'::jsonb
     ${every(patterns)} cross join unnest(array['a4', 'letter', 'instructions']) f`,
    `insert into pattern (shop_id, pattern_id, sku, title, craft, description, tags, archived_at, created_at)
     select ${shopId}, ${id('pattern', 's', 'n')}, 'SKU-' || n, 'Pattern ' || n || ' ' || (array['Wren', 'Harbour', 'Marram', 'Plumb'])[1 + n % 4] || ' tee',
       'sewing', repeat('<p>Cut two on the fold.</p>', 40), array['tee', 'summer'], case when n % 20 = 0 then now() end,
       now() - n * interval '13 hours' ${every(patterns)}
     order by n desc`,
    `insert into pattern_image (shop_id, pattern_id, position, sha256)
     select ${shopId}, ${id('pattern', 's', 'n')}, 0, ${fileHash('n', "'a4'")} ${every(patterns)}`,
    `insert into price (shop_id, pattern_id, currency, amount_minor) select ${shopId}, ${id('pattern', 's', 'n')}, 'EUR', 500 + n % 1500 ${every(patterns)}`,
    `insert into version (shop_id, version_id, pattern_id, number, kind)
     select ${shopId}, ${id('version', 's', "n || ' ' || v")}, ${id('pattern', 's', 'n')}, v || '.0', case v when 1 then 'first' else 'correction' end
     ${every(patterns)} cross join generate_series(1, 2) v`,
    `insert into version_file (shop_id, version_id, file_key, position, role, file_name, sha256)
     select ${shopId}, ${id('version', 's', "n || ' ' || v")}, f, o, f, f || '.pdf', ${fileHash('n', 'f')}
     ${every(patterns)} cross join generate_series(1, 2) v cross join unnest(array['a4', 'letter', 'instructions']) with ordinality as u (f, o)`,
    `insert into listing (shop_id, listing_id, connection_id, pattern_id, remote_id, url, state, desired_no, proven_no, proven_at, observed_at, desired, observed, proof, created_at)
     select ${shopId}, ${id('listing', 's', "n || ' ' || c")}, ${id('connection', 's', 'c')}, ${id('pattern', 's', 'n')}, n::text, 'https://bench.example/' || n,
       case when n % 200 = 0 then 'needs-you' else 'updated' end, 1, 1, now(), now(), x.content,
       jsonb_build_object('content', x.content, 'extras', null),
       jsonb_build_object('at', now(), 'desiredNo', 1, 'fields', '{}'::jsonb, 'content', x.content, 'files', x.content -> 'files'), now() - n * interval '13 hours'
     ${every(patterns)} cross join generate_series(1, ${connections}) c
     cross join lateral (select jsonb_build_object('title', 'Pattern ' || n, 'summary', '', 'description', repeat('<p>Cut two on the fold.</p>', 40),
       'sku', 'SKU-' || n, 'price', jsonb_build_object('minor', (500 + n % 1500)::text, 'currency', 'EUR'), 'salePrice', null, 'isPublished', true,
       'tags', jsonb_build_array('tee'), 'categories', '[]'::jsonb, 'images', '[]'::jsonb,
       'files', jsonb_build_array(jsonb_build_object('key', 'a4', 'name', 'a4.pdf', 'sha256', ${fileHash('n', "'a4'")}, 'by', 'bytes'))) as content) x
     order by n desc`,
    `insert into listing (shop_id, listing_id, connection_id, remote_id, observed, observed_at)
     select ${shopId}, ${id('found', 's', "n || ' ' || c")}, ${id('connection', 's', 'c')}, 'found-' || n,
       jsonb_build_object('content', jsonb_build_object('title', 'Found ' || n, 'sku', 'F-' || n, 'price', '{"minor": "900", "currency": "EUR"}'::jsonb, 'isPublished', true,
         'summary', '', 'description', '', 'salePrice', null, 'tags', '[]'::jsonb, 'categories', '[]'::jsonb, 'images', '[]'::jsonb, 'files', '[]'::jsonb), 'extras', null), now()
     ${every(found)} cross join generate_series(1, ${connections}) c`,
    `insert into publication (shop_id, publication_id, pattern_id, cause, pressed_by, key, created_at)
     select ${shopId}, ${id('publication', 's', 'n')}, ${id('pattern', 's', 'n')}, 'publish', 'bench', 'key ' || n, now() - n * interval '13 hours' ${every(patterns)}
     order by n desc`,
    `insert into desired_state (shop_id, listing_id, desired_no, publication_id, content)
     select shop_id, listing_id, 1, p.publication_id, l.desired from listing l join publication p using (shop_id, pattern_id) order by p.created_at`,
    `insert into step (shop_id, listing_id, desired_no, key, kind, says, state, sent_at, settled_at)
     select shop_id, listing_id, 1, 'k' || n, 'update', 'Changed the title', 'done', now() - n * interval '1 day', now()
     from listing cross join generate_series(1, 4) n where pattern_id is not null`,
    `insert into hand_edit (shop_id, listing_id, field, was, found, found_at, settled_at, settled_how)
     select shop_id, listing_id, 'title', '"a"', '"b"', now() - random() * interval '900 days', case when random() < 0.95 then now() end, 'put-right'
     from listing where pattern_id is not null and random() < 0.2`,
    `update hand_edit set settled_how = null where settled_at is null`,
    `insert into inbox (shop_id, connection_id, source, content_key, body, state, reason, received_at)
     select ${shopId}, ${id('connection', 's', `(1 + n % ${connections})`)}, 'hook', 'h' || n, decode(repeat('7b7d', 500), 'hex'), case when n % 1000 = 0 then 'unreadable' else 'done' end,
       'odd', now() - n * interval '5 minutes' ${every(Math.ceil(orders / 12))} order by n desc`,
    `insert into customer (shop_id, customer_id, email, name, country, language, bought_at)
     select ${shopId}, ${id('customer', 's', 'n')}, 'buyer' || n || '@example.com', (array['Ana', 'Bo', 'Cleo', 'Dana'])[1 + n % 4] || ' ' || md5(n::text),
       case when n % 997 = 0 then 'MT' when n % 3 = 0 then 'US' else 'DE' end, case when n % 5 = 0 then 'de' when n % 2003 = 0 then 'nl' end,
       now() - (${customers} - n) * interval '1095 days' / ${customers} ${every(customers)}`,
    `create temporary table sold as
     select s, n, ${shopId} as shop_id, ${id('order', 's', 'n')} as order_id, 1 + floor(${patterns} * power(random(), 3))::int as p, 1 + floor(${customers} * random())::int as c,
       now() - (${orders} - n + random()) * interval '1095 days' / ${orders} as at, random() as luck ${every(orders)}`,
    `insert into "order" (shop_id, order_id, connection_id, remote_id, number, state, customer_id, placed_at, paid_at, changed_at, currency, total_minor, tax_minor,
       refunded_minor, is_history, taken_at)
     select shop_id, order_id, ${id('connection', 's', `(1 + n % ${connections})`)}, n::text, '#' || n, case when luck < 0.02 then 'refunded' when luck < 0.03 then 'pending' else 'paid' end,
       ${id('customer', 's', 'c')}, at, case when luck < 0.02 or luck >= 0.03 then at end, at, 'EUR', 500 + p % 1500, 80, case when luck < 0.02 then 500 + p % 1500 else 0 end,
       at < now() - interval '400 days', at
     from sold order by at`,
    `insert into order_line (shop_id, order_id, line, position, listing_remote_id, sku, title, quantity, total_minor, tax_minor, currency, sold_at, pattern_id)
     select shop_id, order_id, l::text, l, p::text, 'SKU-' || p, 'Pattern ' || p || ' as sold', 1, 500, 80, 'EUR', case when luck < 0.02 or luck >= 0.03 then at end, case when luck > 0.998 then null else ${id('pattern', 's', 'p')} end
     from (select * from sold cross join generate_series(1, 2) l where l = 1 or luck > 0.8) t order by at`,
    `insert into entitlement (shop_id, order_id, line, pattern_id, customer_id, past_of, granted_at, ended_at, end_reason)
     select o.shop_id, o.order_id, l.line, l.pattern_id, o.customer_id, case when o.is_history then o.connection_id end, o.placed_at, case when o.state = 'refunded' then o.placed_at end, case when o.state = 'refunded' then 'refunded' end
     from "order" o join order_line l using (shop_id, order_id) where o.state <> 'pending' and l.pattern_id is not null order by o.placed_at`,
    `insert into claim_code (shop_id, code, pattern_id, made_at)
     select ${shopId}, upper(translate(substr(md5(s || ' ' || n || ' ' || k), 1, 8), 'ilou', '0000')), ${id('pattern', 's', 'n')}, now() - k * interval '90 days'
     ${every(patterns)} cross join generate_series(1, 2) k on conflict do nothing`,
    `insert into claim_try (shop_id, at, asker_hash, number_hash, outcome)
     select ${shopId}, now() - n * interval '7 minutes', md5('a' || n % 900), md5('n' || n), case when n % 9 = 0 then 'wrong-code' else 'told' end ${every(6_000)}`,
    // Every fiftieth was bought where the address is kept, and claimed.
    `insert into claimed (shop_id, order_id, pattern_id, customer_id, claimed_at)
     select shop_id, order_id, pattern_id, customer_id, granted_at + interval '1 day' from entitlement
     where ended_at is null and substr(md5(order_id::text), 1, 2) in ('00', '11', '22', '33', '44') on conflict do nothing`,
    // Every hundredth buyer is two addresses; every thirtieth agreed to advertising, and some of them took it back.
    `insert into person_act (shop_id, person_act_id, kind, pressed_by, at) select ${shopId}, ${id('act', 's', 'n')}, 'merge', 'bench', now() ${every(Math.floor(customers / 100))}`,
    `insert into person_tie (shop_id, one, other, made_in)
     select ${shopId}, least(a, b), greatest(a, b), ${id('act', 's', 'n')}
     from (select s, n, ${id('customer', 's', 'n * 100')} as a, ${id('customer', 's', 'n * 100 - 1')} as b ${every(Math.floor(customers / 100))}) t`,
    `update customer c set person_id = t.one from person_tie t where t.shop_id = c.shop_id and c.customer_id in (t.one, t.other)`,
    `insert into consent_word (shop_id, customer_id, purpose, is_given, source, key, at)
     select ${shopId}, ${id('customer', 's', 'n * 30')}, 'marketing', k = 1, case k when 1 then 'checkout' else 'unsubscribe' end, 'k' || k, now() - interval '9 days' + k * interval '1 day'
     ${every(Math.floor(customers / 30))} cross join generate_series(1, 2) k where k = 1 or n % 10 = 0`,
    `insert into consent_word (shop_id, customer_id, purpose, is_given, source, key, at)
     select ${shopId}, ${id('customer', 's', 'n * 4')}, case when n % 3 = 0 then 'order' else 'service' end, n % 5 > 0, 'unsubscribe', 'k', now() ${every(Math.floor(customers / 4))}`,
    `insert into double_purchase (shop_id, order_id, line, pattern_id, customer_id, earlier_order, amount_minor, currency, state, noticed_at, settled_at)
     select e.shop_id, e.order_id, e.line, e.pattern_id, e.customer_id, e.order_id, 500, 'EUR', case when luck < 0.02 then 'open' else 'left' end, e.granted_at, case when luck < 0.02 then null else now() end
     from (select *, random() as luck from entitlement where customer_id is not null) e where substr(md5(e.entitlement_id::text), 1, 2) = '00'`,
    `insert into person_note (shop_id, customer_id, text, written_by, written_at) select ${shopId}, ${id('customer', 's', 'n * 50')}, 'A note', 'bench', now() ${every(Math.floor(customers / 50))}`,
    `insert into refund (shop_id, order_id, remote_id, amount_minor, refunded_at) select shop_id, order_id, 'r', total_minor, placed_at from "order" where state = 'refunded'`,
    `insert into journal (shop_id, journal_id, cause, happened_at)
     select shop_id, ${id('journal', 'shop_id', 'order_id')}, 'sale:' || order_id, placed_at from "order" where state <> 'pending' order by placed_at`,
    `insert into posting (shop_id, journal_id, line, from_account, to_account, amount_minor, currency)
     select shop_id, ${id('journal', 'shop_id', 'order_id')}, l, case l when 0 then 'income:patterns:bench' else 'liability:tax:bench' end, 'asset:clearing:bench',
       case l when 0 then total_minor - tax_minor else tax_minor end, currency
     from "order" cross join generate_series(0, 1) l where state <> 'pending' order by placed_at`,
    `insert into mail (shop_id, key, kind, customer_id, to_address, subject, body_text, body_html, state, created_at, sent_at)
     select shop_id, 'files:' || order_id, 'files', customer_id, 'buyer@example.com', 'Your pattern', 'Here', '<p>Here</p>',
       case when random() < 0.0005 then 'failed' else 'sent' end, placed_at, placed_at
     from "order" where not is_history and state <> 'pending' order by placed_at`,
    `insert into given_bytes (shop_id, no, kind, customer_id, pattern_id, version_id, file_key, sha256, at, hash)
     select shop_id, no, 'fetched', customer_id, pattern_id, version_id, 'a4', sha256, at,
       given_chain(given_genesis(shop_id), given_text(no, 'fetched', customer_id, null, null, pattern_id, version_id, 'a4', sha256, at)) over (partition by shop_id order by no)
     from (
       select e.shop_id, row_number() over (partition by e.shop_id order by e.granted_at, e.entitlement_id) as no, e.customer_id, e.pattern_id, v.version_id, f.sha256,
         e.granted_at + interval '1 hour' as at
       from entitlement e join version v on v.shop_id = e.shop_id and v.pattern_id = e.pattern_id and v.number = '2.0'
       join version_file f on f.shop_id = v.shop_id and f.version_id = v.version_id and f.file_key = 'a4'
       where e.customer_id is not null and e.ended_at is null and e.past_of is null) g`,
    `insert into given_head (shop_id, no, hash) select distinct on (shop_id) shop_id, no, hash from given_bytes order by shop_id, no desc`,
    `insert into event (shop_id, name, ids, created_at, delivered_at)
     select shop_id, 'order.taken', jsonb_build_object('order', order_id), placed_at, placed_at from "order" where not is_history order by placed_at`,
    // An own store that sells a tenth of it all: what is on the shelves, bundles, coupons, what was begun to be paid.
    `insert into store (shop_id, name, currency, is_open) select ${shopId}, 'Shop ' || s, 'EUR', true from generate_series(1, ${shops}) s`,
    `insert into bundle (shop_id, bundle_id, title, off_percent) select ${shopId}, ${id('bundle', 's', 'n')}, 'Bundle ' || n, 15 ${every(60)}`,
    `insert into bundle_pattern (shop_id, bundle_id, pattern_id, position)
     select ${shopId}, ${id('bundle', 's', 'n')}, ${id('pattern', 's', `(1 + (n * 7 + m) % ${patterns})`)}, m ${every(60)} cross join generate_series(1, 5) m`,
    `insert into coupon (shop_id, coupon_id, code, off_percent) select ${shopId}, ${id('coupon', 's', 'n')}, 'CODE-' || n, 10 ${every(100)}`,
    `insert into checkout (shop_id, checkout_id, number, token_hash, connection_id, remote_id, state, email, currency, total_minor, coupon_id, country, started_at, until)
     select ${shopId}, ${id('checkout', 's', 'n')}, 'S-' || n, ${sha("'checkout ' || s || ' ' || n")}, ${id('connection', 's', '1')}, 'pay-' || n,
       case when n % 5 = 0 then 'expired' else 'paid' end, 'buyer' || n || '@example.com', 'EUR', 750, case when n % 10 = 0 then ${id('coupon', 's', '(1 + n % 100)')} end,
       'DE', now() - n * interval '2 hours', now() ${every(Math.ceil(orders / 10))} order by n desc`,
    `insert into checkout_line (shop_id, checkout_id, line, item, pattern_id, title, item_title, list_minor, total_minor)
     select ${shopId}, ${id('checkout', 's', 'n')}, 1, 0, ${id('pattern', 's', `(1 + n % ${patterns})`)}, 'Pattern', 'Pattern', 750, 750 ${every(Math.ceil(orders / 10))}`,
    `insert into checkout_place (shop_id, checkout_id, kind, country, told_at)
     select shop_id, checkout_id, k, 'DE', started_at from checkout cross join unnest(array['said', 'card-country']) k`,
    `insert into payment (shop_id, connection_id, remote_id, checkout_id, state, currency, total_minor, problem, paid_at, changed_at)
     select shop_id, connection_id, remote_id, checkout_id, 'paid', 'EUR', 750, case when random() < 0.0005 then 'wrong-amount' end, started_at, started_at
     from checkout where state = 'paid' order by started_at`,
    `insert into upload (shop_id, file_name, size_bytes) select ${shopId}, 'a4.pdf', 100 + n ${every(300)}`,
    `insert into library_link (shop_id, token_hash, customer_id, expires_at) select shop_id, md5('a' || customer_id) || md5('b' || customer_id), customer_id, now() + interval '9 days' from customer`,
    `insert into library_session (shop_id, token_hash, customer_id, expires_at) select shop_id, token_hash, customer_id, expires_at from library_link`,
    // Every seventh buyer has a second address; the seller has set limits, so that each page counts by them.
    `insert into customer_address (shop_id, customer_id, person_id, proven_at)
     select ${shopId}, ${id('customer', 's', '(n + m)')}, least(${id('customer', 's', 'n')}, ${id('customer', 's', '(n + 1)')}), now()
     ${every(customers)} cross join generate_series(0, 1) m where n % 7 = 0 and n < ${customers}`,
    `insert into library_reset (shop_id, customer_id, pattern_id, at)
     select shop_id, customer_id, pattern_id, max(granted_at) from entitlement where customer_id is not null and substr(md5(order_id::text), 1, 1) = '0' group by 1, 2, 3`,
    `insert into buyer_consent (shop_id, connection_id, customer_id, given_at, ended_at, end_reason)
     select shop_id, connection_id, customer_id, min(placed_at), max(placed_at), 'taken-back' from "order" where customer_id is not null and substr(md5(customer_id::text), 1, 1) = '0' group by 1, 2, 3`,
    `insert into buyer_wish (shop_id, customer_id, kind, made_at, settled_at)
     select ${shopId}, ${id('customer', 's', 'n')}, 'forget', now() - n * interval '1 hour', case when n > 300 then now() end ${every(customers)} where n % 100 = 0`,
    `update shop set library_downloads = 50, library_days = 3000`,
    ...changesOfMany({ shops, patterns, shopId, id }),
    'drop table sold',
  ]
}
