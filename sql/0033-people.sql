-- One person behind several addresses, what she agreed to, what the seller noted, what was bought twice, and what a refund takes back.

alter table customer
  add person_id uuid, -- null: one address, one person. Else the first of those that are one person; her own row names itself
  add column if not exists language text check (language in ('en', 'de', 'fr', 'es', 'nl')), -- that she reads, where it is known
  add bought_at timestamptz(3) not null default now(), -- the newest order; the list of people stands in this order
  add forgotten_at timestamptz; -- nothing of her is left but the id, for the books
alter table customer no force row level security; -- else the owner would see none
alter table "order" no force row level security;
update customer c set bought_at = coalesce(
  (select max(o.placed_at) from "order" o where o.shop_id = c.shop_id and o.customer_id = c.customer_id), c.created_at);
alter table customer force row level security;
alter table "order" force row level security;

alter table "order" add forgotten_at timestamptz; -- her storefront goes on telling who bought; it is not taken in again
create index order_refunded on "order" (shop_id, order_id) where refunded_minor > 0 or state = 'refunded';
create index order_by_day on "order" (shop_id, placed_at, customer_id) where customer_id is not null;

create index customer_people on customer (shop_id, bought_at desc, customer_id desc)
  where forgotten_at is null and (person_id is null or person_id = customer_id);
create index customer_by_country on customer (shop_id, country, bought_at desc, customer_id desc)
  where forgotten_at is null and (person_id is null or person_id = customer_id);
create index customer_by_language on customer (shop_id, language, bought_at desc, customer_id desc)
  where language is not null and forgotten_at is null and (person_id is null or person_id = customer_id);
create index customer_of_person on customer (shop_id, person_id) where person_id is not null;
-- The same address but for dots and what stands after a plus; the same name in the same country. Only to suggest, never to act.
create function address_key(email text) returns text language sql immutable
  return replace(regexp_replace(split_part(email, '@', 1), '\+.*$', ''), '.', '') || '@'
    || case split_part(email, '@', 2) when 'googlemail.com' then 'gmail.com' else split_part(email, '@', 2) end;
-- Columns, and not indexes of expressions: behind the wall between shops only a plain column can be looked up.
alter table customer
  add address_key text generated always as (address_key(email)) stored,
  add name_key text generated always as (lower(name)) stored;
create index customer_address_key on customer (shop_id, address_key) where address_key is not null;
create index customer_same_name on customer (shop_id, name_key, country) where name_key is not null;
create index if not exists library_session_of_customer on library_session (shop_id, customer_id);
create index library_link_used on library_link (shop_id, customer_id) where used_at is not null;

create table person_act ( -- a press on the page of people: some were made one, or one was taken out
  shop_id       uuid not null references shop on delete cascade,
  person_act_id uuid not null default uuidv7(),
  kind          text not null check (kind in ('merge', 'split')),
  pressed_by    text not null,
  at            timestamptz(3) not null,
  undone_at     timestamptz(3),
  primary key (shop_id, person_act_id)
);

create table person_tie ( -- these two are one person. It holds while the act that made it stands, and no act that ended it does
  shop_id       uuid not null,
  person_tie_id uuid not null default uuidv7(),
  one           uuid not null,
  other         uuid not null check (one < other),
  made_in       uuid not null,
  ended_in      uuid,
  primary key (shop_id, person_tie_id),
  foreign key (shop_id, one) references customer on delete cascade,
  foreign key (shop_id, other) references customer on delete cascade,
  foreign key (shop_id, made_in) references person_act on delete cascade,
  foreign key (shop_id, ended_in) references person_act on delete cascade
);
create index person_tie_one on person_tie (shop_id, one);
create index person_tie_other on person_tie (shop_id, other);
create index person_tie_made on person_tie (shop_id, made_in);
create index person_tie_ended on person_tie (shop_id, ended_in) where ended_in is not null;

create table consent_word ( -- only ever added to; the newest of a purpose is what holds
  shop_id         uuid not null,
  consent_word_id uuid not null default uuidv7(),
  customer_id     uuid not null,
  purpose         text not null check (purpose in ('order', 'service', 'marketing')),
  is_given        boolean not null,
  source          text not null check (source in ('checkout', 'storefront', 'import', 'note', 'unsubscribe')),
  connection_id   uuid, -- of the storefront that told it
  words           text not null default '', -- what she saw when she said it
  key             text not null, -- the same word is kept once: 'checkout:<checkout>'
  at              timestamptz(3) not null,
  primary key (shop_id, consent_word_id),
  unique (shop_id, customer_id, purpose, key),
  foreign key (shop_id, customer_id) references customer on delete cascade,
  check (source <> 'import' or not is_given) -- a table of past sales is nobody's word
);
create index consent_word_newest on consent_word (shop_id, customer_id, purpose, at desc, consent_word_id desc);
create index consent_word_given on consent_word (shop_id, purpose, customer_id) where is_given;
create index consent_word_refused on consent_word (shop_id, purpose, customer_id) where not is_given;

create function refuse_consent_change() returns trigger language plpgsql as $$
begin
  -- A whole shop goes with all its rows; nothing else takes a word away.
  if tg_op = 'DELETE' and current_setting('selvage.removes', true) = old.shop_id::text then return old; end if;
  raise exception 'a word about consent is never changed once written' using errcode = 'restrict_violation';
end $$;
create trigger consent_word_is_final before update or delete on consent_word for each row execute function refuse_consent_change();

-- Whether this address may be written to. Mails of an order always go; 'order' is the word about new versions of what she has. Service until she says no;
-- advertising only after a yes of this very address. A no of any address of the same person holds for all of them: the stricter wins.
create function may_write(shop uuid, customer uuid, purpose text) returns boolean language sql stable
  return exists (select from public.customer c where c.shop_id = may_write.shop and c.customer_id = may_write.customer and c.email is not null)
    and (may_write.purpose <> 'marketing' or exists (
      select from public.consent_word w where w.shop_id = may_write.shop and w.customer_id = may_write.customer and w.purpose = 'marketing' and w.is_given))
    and not exists (
      select from public.customer m
      cross join lateral (
        select w.is_given from public.consent_word w
        where w.shop_id = m.shop_id and w.customer_id = m.customer_id and w.purpose = may_write.purpose
        order by w.at desc, w.consent_word_id desc limit 1) newest
      where m.shop_id = may_write.shop and not newest.is_given
        and (m.customer_id = may_write.customer or m.person_id = (
          select o.person_id from public.customer o where o.shop_id = may_write.shop and o.customer_id = may_write.customer)));

-- A platform's own account of money stays as it came, but for who is forgotten.
create function refuse_money_change() returns trigger language plpgsql as $$
begin
  if current_setting('selvage.forgets', true) = old.shop_id::text
    and (new.shop_id, new.connection_id, new.remote_id, new.happened_at, new.read_at) = (old.shop_id, old.connection_id, old.remote_id, old.happened_at, old.read_at)
  then return new; end if;
  raise exception '% is never changed once written', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger money_row_is_final on money_row;
create trigger money_row_is_final before update on money_row for each row execute function refuse_money_change();

create table person_note (
  shop_id        uuid not null,
  person_note_id uuid not null default uuidv7(),
  customer_id    uuid not null,
  text           text not null check (text <> '' and length(text) <= 2000),
  written_by     text not null,
  written_at     timestamptz(3) not null,
  primary key (shop_id, person_note_id),
  foreign key (shop_id, customer_id) references customer on delete cascade
);
create index person_note_of_customer on person_note (shop_id, customer_id, written_at);

create table double_purchase ( -- one person, one pattern, two storefronts: the later line, and what is proposed for it
  shop_id        uuid not null,
  order_id       uuid not null,
  line           text not null,
  pattern_id     uuid not null,
  customer_id    uuid not null, -- of the later order
  earlier_order  uuid not null,
  amount_minor   bigint not null check (amount_minor > 0),
  currency       char(3) not null,
  state          text not null default 'open' check (state in ('open', 'credited', 'left')),
  coupon_id      uuid,
  noticed_at     timestamptz(3) not null,
  settled_at     timestamptz(3),
  settled_by     text,
  primary key (shop_id, order_id, line),
  foreign key (shop_id, order_id, line) references order_line on delete cascade,
  foreign key (shop_id, earlier_order) references "order" on delete cascade,
  foreign key (shop_id, pattern_id) references pattern,
  foreign key (shop_id, customer_id) references customer,
  foreign key (shop_id, coupon_id) references coupon on delete set null (coupon_id),
  check ((state = 'open') = (settled_at is null))
);
create index double_purchase_open on double_purchase (shop_id, noticed_at desc, order_id) where state = 'open';
create index double_purchase_of_customer on double_purchase (shop_id, customer_id);
create index double_purchase_of_pattern on double_purchase (shop_id, pattern_id);
create index double_purchase_earlier on double_purchase (shop_id, earlier_order);
create index double_purchase_coupon on double_purchase (shop_id, coupon_id) where coupon_id is not null;

alter table shop
  add refund_takes text not null default 'at-once' check (refund_takes in ('at-once', 'after', 'never')),
  add refund_days smallint not null default 14 check (refund_days between 1 and 365);

-- Of an order that is refunded whole: whether its time is up. What was taken back by an earlier rule stays so.
-- A function, so that the statement which grants access is planned as quickly as without it: few orders are refunded.
create function refund_takes_back(shop uuid, "order" uuid, changed_at timestamptz, at timestamptz) returns boolean language sql stable
  return exists (select from public.entitlement t
      where t.shop_id = refund_takes_back.shop and t.order_id = refund_takes_back."order" and t.end_reason = 'refunded')
    or exists (select from public.shop h where h.shop_id = refund_takes_back.shop and (h.refund_takes = 'at-once' or h.refund_takes = 'after'
      and refund_takes_back.at >= coalesce((select max(r.refunded_at) from public.refund r
        where r.shop_id = refund_takes_back.shop and r.order_id = refund_takes_back."order"), refund_takes_back.changed_at) + h.refund_days * interval '1 day'));

alter table checkout add marketing_words text; -- beside the box that she ticked; null: she did not

alter table mail drop constraint mail_state_check;
alter table mail add constraint mail_state_check check (state in ('waiting', 'held', 'sending', 'sent', 'logged', 'failed', 'unwanted'));

do $$
declare name text;
begin
  foreach name in array array['person_act', 'person_tie', 'consent_word', 'person_note', 'double_purchase'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', name || '_told', name);
  end loop;
end $$;
