-- Which bytes went to whom, when and from where: rows that are only ever added to, each with a hash over the one before it. `download` grows into it.

create table given_bytes (
  shop_id       uuid not null references shop on delete cascade,
  no            bigint not null check (no > 0), -- 1, 2, 3 … in each shop, without a gap
  kind          text not null check (kind in ('fetched', 'handed-on', 'sold-with', 'sent-there')),
  -- Ids without a foreign key: who is forgotten, and what is removed, leaves the chain whole. Nothing here says who a person is.
  customer_id   uuid,
  connection_id uuid,
  order_id      uuid,
  pattern_id    uuid not null,
  version_id    uuid, -- null: no version held these bytes any more
  file_key      text not null check (file_key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  sha256        char(64) not null check (sha256 ~ '^[0-9a-f]{64}$'),
  at            timestamptz not null,
  hash          bytea not null check (octet_length(hash) = 32), -- sha256 over the hash before it and given_text()
  primary key (shop_id, no),
  check (case kind
    when 'fetched' then customer_id is not null
    when 'handed-on' then customer_id is null
    when 'sold-with' then connection_id is not null and order_id is not null
    else connection_id is not null and customer_id is not null end)
);
-- What reached a buyer by her own doing or word; what came with an order is asked for by the order.
create index given_to_customer on given_bytes (shop_id, customer_id, pattern_id, at) where customer_id is not null and kind <> 'sold-with';
create index given_of_pattern on given_bytes (shop_id, pattern_id, at desc);
-- What a sale or a put gives is written once, however often its job runs.
create unique index given_with_sale on given_bytes (shop_id, order_id, pattern_id, file_key) where kind = 'sold-with';
create unique index given_there on given_bytes (shop_id, customer_id, connection_id, pattern_id, file_key) where kind = 'sent-there';

create table given_head ( -- the last row of each shop's chain, so that a row missing at the end is noticed too
  shop_id uuid primary key references shop on delete cascade,
  no      bigint not null check (no >= 0),
  hash    bytea not null check (octet_length(hash) = 32)
);

create function given_genesis(shop uuid) returns bytea language sql immutable
  return sha256(convert_to('selvage given bytes ' || shop, 'UTF8'));

-- One line for each column; times as microseconds since 1970. No column can hold a line feed. src/hub/given/chain.ts has the same.
create function given_text(no bigint, kind text, customer uuid, connection uuid, "order" uuid, pattern uuid, version uuid, file_key text, sha256 text, at timestamptz)
  returns text language sql immutable
  return no || E'\n' || kind || E'\n' || coalesce(customer::text, '') || E'\n' || coalesce(connection::text, '') || E'\n' || coalesce("order"::text, '')
    || E'\n' || pattern || E'\n' || coalesce(version::text, '') || E'\n' || file_key || E'\n' || sha256 || E'\n' || (extract(epoch from at) * 1000000)::bigint;

create function given_link(chain bytea, head bytea, line text) returns bytea language sql immutable
  return sha256(coalesce(chain, head) || convert_to(line, 'UTF8'));
create aggregate given_chain(head bytea, line text) (sfunc = given_link, stype = bytea);

-- @param given [{ kind, customer, connection, order, pattern, version, file, sha256, at }], in the order in which they are to stand.
-- What was written before by its key is passed over. @returns how many rows are new.
create function give_bytes(shop uuid, given jsonb) returns bigint language plpgsql as $$
declare
  head given_head;
  added bigint;
begin
  if jsonb_array_length(given) = 0 then return 0; end if;
  -- One after another, until the transaction ends: whoever waits here sees what the others have written.
  select * into head from given_head where shop_id = shop for update;
  if not found then
    insert into given_head (shop_id, no, hash) values (shop, 0, given_genesis(shop)) on conflict do nothing;
    select * into strict head from given_head where shop_id = shop for update;
  end if;
  with wanted as (
    select g.*, head.no + row_number() over (order by g.place) as no
    from rows from (jsonb_to_recordset(given) as (kind text, customer uuid, connection uuid, "order" uuid, pattern uuid, version uuid, file text, sha256 text, at timestamptz))
      with ordinality as g (kind, customer, connection, "order", pattern, version, file, sha256, at, place)
    where not (g.kind = 'sold-with' and exists (
        select from given_bytes b where b.shop_id = shop and b.order_id = g."order" and b.pattern_id = g.pattern and b.file_key = g.file and b.kind = 'sold-with'))
      and not (g.kind = 'sent-there' and exists (
        select from given_bytes b where b.shop_id = shop and b.customer_id = g.customer and b.connection_id = g.connection and b.pattern_id = g.pattern
          and b.file_key = g.file and b.kind = 'sent-there'))
  ),
  written as (
    insert into given_bytes (shop_id, no, kind, customer_id, connection_id, order_id, pattern_id, version_id, file_key, sha256, at, hash)
    select shop, w.no, w.kind, w.customer, w.connection, w."order", w.pattern, w.version, w.file, w.sha256, w.at,
      given_chain(head.hash, given_text(w.no, w.kind, w.customer, w.connection, w."order", w.pattern, w.version, w.file, w.sha256, w.at)) over (order by w.no)
    from wanted w
    order by w.no
    returning no, hash
  ),
  moved as (
    update given_head h set no = l.no, hash = l.hash
    from (select no, hash from written order by no desc limit 1) l
    where h.shop_id = shop
    returning h.no
  )
  select m.no - head.no into added from moved m;
  return coalesce(added, 0);
end $$;

-- What was fetched before, in order of time. A storefront had fetched it where no customer is known.
alter table download no force row level security; -- else the owner would see none
alter table version_file no force row level security;
insert into given_head (shop_id, no, hash)
select distinct shop_id, 0, given_genesis(shop_id) from download;
insert into given_bytes (shop_id, no, kind, customer_id, connection_id, pattern_id, version_id, file_key, sha256, at, hash)
select d.shop_id, d.no, d.kind, d.customer_id, d.connection_id, d.pattern_id, d.version_id, d.file_key, d.sha256, d.at,
  given_chain(h.hash, given_text(d.no, d.kind, d.customer_id, d.connection_id, null, d.pattern_id, d.version_id, d.file_key, d.sha256, d.at))
    over (partition by d.shop_id order by d.no)
from (
  select d.*, case when d.customer_id is null then 'handed-on' else 'fetched' end as kind,
    row_number() over (partition by d.shop_id order by d.at, d.download_id) as no,
    coalesce((select f.file_key from version_file f where f.shop_id = d.shop_id and f.version_id = d.version_id and f.sha256 = d.sha256
      order by f.position limit 1), 'other') as file_key
  from download d
) d
join given_head h on h.shop_id = d.shop_id;
update given_head h set no = b.no, hash = b.hash
from (select distinct on (shop_id) shop_id, no, hash from given_bytes order by shop_id, no desc) b
where b.shop_id = h.shop_id;
alter table version_file force row level security;
drop table download;

-- A shop that is removed whole says so for its own transaction (selvage.removes); nobody else takes a row away, whoever owns the table.
create function refuse_given() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.shop_id::text = current_setting('selvage.removes', true) then return old; end if;
  end if;
  if tg_op = 'UPDATE' and tg_table_name = 'given_head' then
    if new.shop_id = old.shop_id and new.no > old.no then return new; end if;
  end if;
  raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger given_bytes_stays before update or delete on given_bytes for each row execute function refuse_given();
create trigger given_head_stays before update or delete on given_head for each row execute function refuse_given();
create trigger given_bytes_is_kept before truncate on given_bytes for each statement execute function refuse_given();
create trigger given_head_is_kept before truncate on given_head for each statement execute function refuse_given();

do $$
declare name text;
begin
  foreach name in array array['given_bytes', 'given_head'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
  end loop;
end $$;
grant select, insert, update, delete on given_bytes to selvage_app; -- the triggers refuse all but the removal of a shop
grant select, insert, update, delete on given_head to selvage_app;
