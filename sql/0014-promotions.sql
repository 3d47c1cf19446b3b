-- One promotion for many patterns at every storefront: from a moment to a moment, as each storefront can.

alter table publication drop constraint publication_cause_check;
alter table publication add constraint publication_cause_check
  check (cause in ('publish', 'undo', 'accept', 'import', 'put-right', 'make-ready', 'launch', 'retire', 'unpublish', 'back', 'promote', 'promotion-over'));

create table promotion (
  shop_id      uuid not null references shop on delete cascade,
  promotion_id uuid not null default uuidv7(),
  name         text not null,
  percent      integer not null check (percent between 1 and 95),
  starts_at    timestamptz not null,
  ends_at      timestamptz not null,
  key          text not null, -- of the preview that was pressed
  pressed_by   text not null,
  next_due_at  timestamptz, -- when something is to be sent for it; null once nothing is
  ended_early  boolean not null default false,
  created_at   timestamptz(3) not null default now(),
  primary key (shop_id, promotion_id),
  unique (shop_id, key),
  check (ends_at > starts_at or ended_early) -- it may be ended before it begins
);
create index promotion_due on promotion (next_due_at) where next_due_at is not null;

create table promotion_listing (
  shop_id         uuid not null,
  promotion_id    uuid not null,
  listing_id      uuid not null,
  way             text not null check (way in ('sale-price', 'price')), -- the storefront's own sale price, or the price itself, lowered and put back
  currency        char(3) not null,
  price_minor     bigint not null check (price_minor > 0),
  sale_minor      bigint not null check (sale_minor >= 0 and sale_minor < price_minor),
  begun_with      uuid, -- the press that began it there; null until then
  over_with       uuid, -- the press that put the price back; null where none was needed
  is_over         boolean not null default false,
  reason          text, -- why it is not so there although it is time
  primary key (shop_id, promotion_id, listing_id),
  foreign key (shop_id, promotion_id) references promotion (shop_id, promotion_id) on delete cascade,
  foreign key (shop_id, listing_id) references listing (shop_id, listing_id) on delete cascade,
  foreign key (shop_id, begun_with) references publication (shop_id, publication_id),
  foreign key (shop_id, over_with) references publication (shop_id, publication_id)
);
create unique index promotion_of_listing on promotion_listing (shop_id, listing_id) where not is_over; -- one at a time

do $$
declare noun text;
begin
  foreach noun in array array['promotion', 'promotion_listing']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
end $$;

grant select (shop_id, next_due_at) on promotion to selvage_directory;
create policy directory_reads on promotion for select to selvage_directory using (true);
grant create on schema directory to selvage_directory;
create function directory.shops_with_due_promotions(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct shop_id from public.promotion where next_due_at <= at';
alter function directory.shops_with_due_promotions(timestamptz) owner to selvage_directory;
revoke all on function directory.shops_with_due_promotions(timestamptz) from public;
grant execute on function directory.shops_with_due_promotions(timestamptz) to selvage_app;
revoke create on schema directory from selvage_directory;
