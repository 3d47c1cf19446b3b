-- A promotion may be a coupon: one code, made at every storefront that can, with its end. The own store's coupon is the row it always had.

alter table promotion alter column percent drop not null;
alter table promotion drop constraint promotion_percent_check;
alter table promotion
  add column kind       text not null default 'sale' check (kind in ('sale', 'coupon')),
  add column code       text check (code ~ '^[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]$'),
  add column off_minor  jsonb check (jsonb_typeof(off_minor) = 'object'), -- what is taken off, by currency: {"EUR": "200"}
  add column most_uses  integer check (most_uses > 0), -- at each storefront, which counts for itself
  add column is_for_all boolean not null default false, -- everything that is sold there, not chosen patterns
  add column coupon_id  uuid, -- in the own store
  add foreign key (shop_id, coupon_id) references coupon (shop_id, coupon_id),
  add check (percent between 1 and case kind when 'sale' then 95 else 100 end),
  add check ((kind = 'coupon') = (code is not null)),
  add check (kind = 'coupon' or (percent is not null and coupon_id is null and most_uses is null and off_minor is null)),
  add check (kind = 'sale' or (percent is null) <> (off_minor is null));

create table promotion_pattern ( -- which were chosen for a coupon
  shop_id      uuid not null,
  promotion_id uuid not null,
  pattern_id   uuid not null,
  primary key (shop_id, promotion_id, pattern_id),
  foreign key (shop_id, promotion_id) references promotion (shop_id, promotion_id) on delete cascade,
  foreign key (shop_id, pattern_id) references pattern (shop_id, pattern_id) on delete cascade
);

create table promotion_coupon ( -- a coupon at one storefront; some hold one for each listing
  shop_id       uuid not null,
  there_id      uuid not null default uuidv7(),
  promotion_id  uuid not null,
  connection_id uuid not null,
  part          text not null, -- '' for all at once, else the listing
  wish          jsonb not null, -- as it should be there
  state         text not null default 'planned'
    check (state in ('planned', 'there', 'differs', 'gone', 'refused', 'over', 'let-go', 'by-hand')),
  remote_id     text, -- once it is known to be ours there
  asked_at      timestamptz, -- it was asked for, whatever came of it
  seen_at       timestamptz, -- when it was last read there
  reason        text,
  attempts      integer not null default 0,
  is_to_right   boolean not null default false, -- she pressed: as it should be, whatever is there
  next_due_at   timestamptz, -- when it is looked at again; null once it is over
  primary key (shop_id, there_id),
  unique (shop_id, promotion_id, connection_id, part),
  foreign key (shop_id, promotion_id) references promotion (shop_id, promotion_id) on delete cascade,
  foreign key (shop_id, connection_id) references connection on delete cascade
);
create index promotion_coupon_due on promotion_coupon (next_due_at) where next_due_at is not null;

do $$
declare noun text;
begin
  foreach noun in array array['promotion_pattern', 'promotion_coupon']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
end $$;
create trigger promotion_coupon_told after insert or update or delete on promotion_coupon for each statement execute function tell_change();

grant select (shop_id, connection_id, next_due_at) on promotion_coupon to selvage_directory;
create policy directory_reads on promotion_coupon for select to selvage_directory using (true);

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
  $$;
