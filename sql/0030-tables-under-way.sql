-- A table of sales comes in after the press, some hundred orders at a time, and goes back the same way; what is half done is gone on with.

alter table sales_import
  add column state       text not null default 'taken' check (state in ('taking', 'taken', 'stopped', 'undoing', 'undone')),
  add column map         text, -- what its columns mean, as she said it; kept while it comes in
  add column matches     jsonb not null default '[]',
  add column reached     text, -- the key of the last order that is in; null: none yet
  add column done_rows   integer not null default 0 check (done_rows >= 0),
  add column all_rows    integer not null default 0 check (all_rows >= 0), -- to be gone through, in or back out
  add column done_counts jsonb not null default '{}', -- what those rows brought
  add column reason      text, -- why it stopped or waits
  add column attempts    integer not null default 0,
  add column next_run_at timestamptz not null default now(),
  add column lease_no    bigint not null default 0,
  add column lease_until timestamptz;
alter table sales_import no force row level security; -- else the owner would see none and change none
update sales_import set state = case when undone_at is null then 'taken' else 'undone' end, done_rows = (counts ->> 'rows')::int, all_rows = (counts ->> 'rows')::int;
alter table sales_import force row level security;
alter table sales_import add check (state in ('undoing', 'undone') = (undone_at is not null));
drop index sales_import_key;
create unique index sales_import_key on sales_import (shop_id, connection_id, key) where undone_at is null and state <> 'stopped'; -- the same press twice is one
create index sales_import_under_way on sales_import (shop_id, connection_id, taken_at, sales_import_id) where state in ('taking', 'undoing');

alter table sales_file
  add column looked          jsonb, -- the last report that she saw of it: what a press may mean
  add column sales_import_id uuid, -- that takes it; then it is no longer hers to look at
  add foreign key (shop_id, sales_import_id) references sales_import on delete cascade;
-- A look changes nothing on any screen.
drop trigger sales_file_told on sales_file;
create trigger sales_file_told after insert or delete or update of sales_import_id on sales_file for each statement execute function tell_change();

drop index sales_row_of_import;
create index sales_row_of_import on sales_row (shop_id, sales_import_id, order_key);
grant maintain on sales_row to selvage_app; -- as for orders: a long taking has the planner look anew

grant select (shop_id, sales_import_id, connection_id, state, next_run_at, lease_until) on sales_import to selvage_directory;
create policy directory_reads on sales_import for select to selvage_directory using (true);
create or replace function directory.due_connections(at timestamptz) returns table (shop_id uuid, connection_id uuid, what text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select c.shop_id, c.connection_id, case c.kind when 'pay' then 'payments' else 'poll' end from public.connection c
     where c.state in ('rehearsal', 'live') and (c.next_poll_at <= at or c.nudged_at > coalesce(c.last_poll_at, '-infinity')
       or exists (
         select from public.inbox i
         where i.shop_id = c.shop_id and i.connection_id = c.connection_id and i.source = 'hook' and i.state = 'kept'
           and i.received_at > coalesce(c.last_poll_at, '-infinity')))
    union all
    select c.shop_id, c.connection_id, 'sweep' from public.connection c
     where c.kind = 'shop' and c.state in ('rehearsal', 'live') and c.next_sweep_at <= at
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
     where o.fulfil_due_at <= at and o.fulfil_due_at < 'infinity' and c.kind = 'shop' and c.state = 'live' and s.held_at is null
    union all
    select distinct p.shop_id, p.connection_id, 'coupons' from public.promotion_coupon p
     join public.connection c on c.shop_id = p.shop_id and c.connection_id = p.connection_id
     join public.shop s on s.shop_id = p.shop_id
     where p.next_due_at <= at and c.kind = 'shop' and c.state = 'live' and s.held_at is null
    union all
    select c.shop_id, c.connection_id, 'library' from public.connection c
     join public.shop s on s.shop_id = c.shop_id
     where c.next_library_at <= at and c.kind = 'shop' and c.state = 'live' and s.held_at is null
    union all
    select distinct i.shop_id, i.connection_id, 'tables' from public.sales_import i
     where i.state in ('taking', 'undoing') and i.next_run_at <= at and not exists (
       select from public.sales_import o
       where o.shop_id = i.shop_id and o.connection_id = i.connection_id and o.state in ('taking', 'undoing') and o.lease_until > at)
  $$;
