-- The few questions asked before a shop is known. Each returns ids only; search_path is set; the owner may read these tables and nothing else.

grant select (shop_id, slug, is_demo) on shop to selvage_directory;
grant select (shop_id, user_id, role) on member to selvage_directory;
grant select (shop_id, connection_id, state, next_poll_at, next_sweep_at, next_hooks_at, nudged_at, last_poll_at) on connection to selvage_directory;
grant select (shop_id, connection_id, state, next_run_at, lease_until) on listing to selvage_directory;
grant select (shop_id, event_id, delivered_at) on event to selvage_directory;
grant select (shop_id, mail_id, state, next_try_at) on mail to selvage_directory;
grant create, usage on schema directory to selvage_directory;

create policy directory_reads on shop for select to selvage_directory using (true);
create policy directory_reads on member for select to selvage_directory using (true);
create policy directory_reads on connection for select to selvage_directory using (true);
create policy directory_reads on listing for select to selvage_directory using (true);
create policy directory_reads on event for select to selvage_directory using (true);
create policy directory_reads on mail for select to selvage_directory using (true);

create function directory.shops() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select shop_id from public.shop order by shop_id';

create function directory.demo_shop() returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select shop_id from public.shop where is_demo limit 1';

create function directory.shop_by_slug(wanted text) returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select shop_id from public.shop where slug = wanted';

create function directory.shops_of_user(wanted text) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select shop_id from public.member where user_id = wanted order by created_at, shop_id';

create function directory.shop_of_connection(wanted uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select shop_id from public.connection where connection_id = wanted';

create function directory.shops_with_events() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct shop_id from public.event where delivered_at is null';

-- What the clock has to start now; 'poll' also when a hook has nudged since the last poll.
create function directory.due_connections(at timestamptz) returns table (shop_id uuid, connection_id uuid, what text)
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
  $$;

create function directory.shops_with_waiting_mail(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct shop_id from public.mail where state = ''waiting'' and next_try_at <= at';

grant select (created_at) on member to selvage_directory;

do $$
declare called text;
begin
  for called in select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'directory'::regnamespace
  loop
    execute format('alter function %s owner to selvage_directory', called);
    execute format('revoke all on function %s from public', called);
    execute format('grant execute on function %s to selvage_app', called);
  end loop;
end $$;
revoke create on schema directory from selvage_directory;
