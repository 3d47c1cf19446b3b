-- Orders are marked as delivered at the storefront, since the hub delivers them. Level-triggered: what is due is a column, whoever is woken looks there.

alter table "order"
  add column fulfil_due_at   timestamptz, -- null: nothing to mark there; infinity: not before a line is matched, or before it is read or asked for again
  add column fulfilled_at    timestamptz, -- marked there by us
  add column fulfil_attempts integer not null default 0, -- failures in a row; sets the back-off
  add column fulfil_reason   text; -- why the storefront will not have it marked, in its words
create index order_fulfil_due on "order" (shop_id, connection_id, fulfil_due_at) where fulfil_due_at < 'infinity';
create index order_fulfil_refused on "order" (shop_id, connection_id) where fulfil_reason is not null;

grant select (shop_id, connection_id, fulfil_due_at) on "order" to selvage_directory;
grant select (held_at) on shop to selvage_directory;
create policy directory_reads on "order" for select to selvage_directory using (true);

-- The platform's own account of money, kept as it came; nothing reads it before there are books.

alter table connection
  add column money_cursor  jsonb, -- the spoke's own
  add column last_money_at timestamptz, -- when it was last read to its end
  add column next_money_at timestamptz not null default now();
grant select (next_money_at) on connection to selvage_directory;

create table money_row (
  shop_id       uuid not null,
  connection_id uuid not null,
  remote_id     text not null,
  happened_at   timestamptz not null,
  raw           jsonb not null,
  read_at       timestamptz not null,
  primary key (shop_id, connection_id, remote_id),
  foreign key (shop_id, connection_id) references connection on delete cascade
);
create index money_row_newest on money_row (shop_id, connection_id, happened_at desc);
create trigger money_row_is_final before update on money_row for each row execute function refuse_change();
alter table money_row enable row level security;
alter table money_row force row level security;
create policy of_shop on money_row to selvage_app
  using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
  with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid);
grant select, insert, update, delete on money_row to selvage_app;

-- A buyer's wish about her personal data, passed on by a storefront: kept as it came until the seller says that it is done.

alter table inbox drop constraint inbox_source_check;
alter table inbox add constraint inbox_source_check check (source in ('hook', 'poll', 'privacy'));
create index inbox_wishes on inbox (shop_id, received_at) where source = 'privacy' and state = 'kept';

-- Replaces that of 0002. What would change something there is not even started while all is held.
create or replace function directory.due_connections(at timestamptz) returns table (shop_id uuid, connection_id uuid, what text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select c.shop_id, c.connection_id, 'poll' from public.connection c
     where c.state in ('rehearsal', 'live') and (c.next_poll_at <= at or c.nudged_at > coalesce(c.last_poll_at, '-infinity'))
    union all
    select c.shop_id, c.connection_id, 'sweep' from public.connection c where c.state in ('rehearsal', 'live') and c.next_sweep_at <= at
    union all
    select c.shop_id, c.connection_id, 'hooks' from public.connection c where c.state = 'live' and c.next_hooks_at <= at
    union all
    select distinct l.shop_id, l.connection_id, 'run' from public.listing l
     where l.state in ('waiting', 'working') and l.next_run_at <= at and (l.lease_until is null or l.lease_until <= at)
    union all
    select c.shop_id, c.connection_id, 'money' from public.connection c where c.state in ('rehearsal', 'live') and c.next_money_at <= at
    union all
    select distinct o.shop_id, o.connection_id, 'fulfil' from public."order" o
     join public.connection c on c.shop_id = o.shop_id and c.connection_id = o.connection_id
     join public.shop s on s.shop_id = o.shop_id
     where o.fulfil_due_at <= at and o.fulfil_due_at < 'infinity' and c.state = 'live' and s.held_at is null
  $$;
