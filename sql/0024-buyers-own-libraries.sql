-- A buyer lets us put what she bought elsewhere into the library that she has at a platform herself.

create table buyer_consent ( -- her word, given at the platform's page; good for one storefront of this shop
  shop_id       uuid not null,
  connection_id uuid not null,
  customer_id   uuid not null,
  sealed        bytea, -- her keys, as those of a connection are sealed; null once it has ended
  given_at      timestamptz not null,
  ended_at      timestamptz,
  end_reason    text check (end_reason in ('taken-back', 'ended-there', 'disconnected')),
  lease_until   timestamptz, -- the one worker that writes into her library now
  lease_no      bigint not null default 0,
  primary key (shop_id, connection_id, customer_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, customer_id) references customer on delete cascade,
  check ((ended_at is null) = (sealed is not null)),
  check ((ended_at is null) = (end_reason is null))
);
create index buyer_consent_of_customer on buyer_consent (shop_id, customer_id);

create table buyer_delivery ( -- a pattern goes into her library there once, however many orders of hers have it
  shop_id       uuid not null,
  connection_id uuid not null,
  customer_id   uuid not null,
  pattern_id    uuid not null,
  order_id      uuid not null, -- the one that it was first owed for
  state         text not null default 'waiting' check (state in ('waiting', 'delivered', 'not-for-sale', 'not-enabled', 'refused')),
  invoice_id    text, -- the platform's
  reason        text, -- one sentence for the seller
  attempts      integer not null default 0, -- failures in a row; sets the back-off
  next_try_at   timestamptz not null,
  made_at       timestamptz not null,
  delivered_at  timestamptz,
  primary key (shop_id, connection_id, customer_id, pattern_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, customer_id) references customer on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, order_id) references "order" on delete cascade,
  check ((state = 'delivered') = (invoice_id is not null)),
  check ((state = 'delivered') = (delivered_at is not null))
);
create index buyer_delivery_due on buyer_delivery (shop_id, connection_id, next_try_at) where state <> 'delivered';
create index buyer_delivery_of_customer on buyer_delivery (shop_id, customer_id);
create index buyer_delivery_of_order on buyer_delivery (shop_id, order_id);

-- null while nobody has agreed.
alter table connection add column next_library_at timestamptz;
grant select (next_library_at) on connection to selvage_directory;

do $$
declare noun text;
begin
  foreach noun in array array['buyer_consent', 'buyer_delivery']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', noun || '_told', noun);
  end loop;
end $$;

-- Replaces that of 0023: buyers' own libraries are looked after while their storefront is live and nothing is held.
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
  $$;
