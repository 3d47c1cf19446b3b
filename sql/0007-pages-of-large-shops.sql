-- Lists and details of a shop with thousands of patterns and a hundred thousand orders, each from an index and none by reading a table to its end.
-- Row level security is why some of this is as it is: a condition may use an index only where its operator is leakproof. like, lower() and date_trunc()
-- are not, = and < on plain columns are; so what is sought and sorted by is kept ready in columns of its own.

-- A cursor holds milliseconds, and so do these: the order of a list is that of its index.
alter table pattern alter column created_at type timestamptz(3);
alter table listing alter column created_at type timestamptz(3);
alter table publication alter column created_at type timestamptz(3);
alter table hand_edit alter column found_at type timestamptz(3);

create function words_of(words text[]) returns text language sql immutable parallel safe as $$ select pg_catalog.array_to_string(words, E'\n') $$;

alter table pattern
  add column title_key text generated always as (lower(left(title, 300))) stored,
  add column sku_key   text generated always as (lower(left(sku, 300))) stored,
  add column sought    text generated always as (lower(left(title || E'\n' || sku || E'\n' || words_of(tags), 600))) stored;
create index pattern_newest on pattern (shop_id, created_at desc, pattern_id desc) include (archived_at, sought);
create index pattern_title on pattern (shop_id, title_key) include (pattern_id);
create index pattern_sku on pattern (shop_id, sku_key);

create index listing_newest on listing (shop_id, created_at desc, listing_id desc) where pattern_id is not null;
create index listing_state on listing (shop_id, connection_id, state) include (pattern_id, proven_at);
create index publication_newest on publication (shop_id, created_at desc, publication_id desc);
create index publication_of_pattern on publication (shop_id, pattern_id);
create index publication_undone on publication (shop_id, undoes) where undoes is not null;
create index desired_state_of_publication on desired_state (shop_id, publication_id);
create index hand_edit_newest on hand_edit (shop_id, found_at desc, hand_edit_id desc);
alter table mail add column sought text generated always as (lower(left(to_address || E'\n' || subject, 600))) stored;
drop index mail_newest;
create index mail_newest on mail (shop_id, created_at desc, mail_id desc) include (sought);
create index mail_unsent on mail (shop_id, state) where state in ('waiting', 'held', 'sending', 'failed');

-- Who is sought by a part of her name or address is found in the index alone.
alter table customer add column sought text generated always as (lower(left(coalesce(email, '') || E'\n' || coalesce(name, ''), 600))) stored;
create index customer_sought on customer (shop_id) include (customer_id, sought);

create index order_other_state on "order" (shop_id, state, placed_at desc, order_id desc) where state <> 'paid';

-- What is not the sale itself: fees, refunds and corrections, by the order that is in their cause, whatever the database's own collation.
create index journal_not_sale on journal (shop_id, cause collate "C") where cause not like 'sale:%';

-- How often a pattern was sold, and what was sold day by day, is counted for every line of a list and each time Today is opened.
alter table order_line
  add column sold_at  timestamptz, -- when its order was placed, if that was paid, also when it went back later
  add column currency char(3); -- its order's
alter table "order" no force row level security; -- else the owner would see none and change none
alter table order_line no force row level security;
update order_line l set sold_at = case when o.state in ('paid', 'refunded') then o.placed_at end, currency = o.currency
from "order" o where o.shop_id = l.shop_id and o.order_id = l.order_id;
alter table "order" force row level security;
alter table order_line force row level security;
alter table order_line alter column currency set not null;
create index order_line_sold on order_line (shop_id, pattern_id) include (order_id, quantity, total_minor, currency, sold_at) where sold_at is not null;
create index order_line_sold_at on order_line (shop_id, sold_at) include (quantity) where sold_at is not null;
create index order_gone_back on "order" (shop_id, order_id) include (state, total_minor, refunded_minor) where refunded_minor > 0 or state = 'refunded';
drop index entitlement_of_pattern;
create index entitlement_of_pattern on entitlement (shop_id, pattern_id) include (customer_id, order_id) where ended_at is null;
