-- A connection to a payment provider is no storefront: nothing is listed there, swept or published. What it tells is payments, by a cursor of their own.

alter table connection add column kind text not null default 'shop' check (kind in ('shop', 'pay'));
alter table connection add column payments_cursor jsonb;
grant select (kind) on connection to selvage_directory;

-- Replaces that of 0009: payments are read where sales are read elsewhere; listings are looked at in storefronts alone.
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
  $$;
