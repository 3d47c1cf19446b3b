-- Where patterns are edited: here, at one storefront of hers, or in a program of hers outside. From there changes flow in and on; never back in a circle.

alter table shop
  add column source_kind       text not null default 'hub' check (source_kind in ('hub', 'storefront', 'outside')),
  add column source_connection uuid,
  add column source_system     text check (source_system ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  add column source_publishes  boolean not null default false, -- whether what comes in from outside goes on to the storefronts by itself
  add constraint shop_source_check check (
    (source_kind = 'storefront') = (source_connection is not null) and (source_kind = 'outside') = (source_system is not null)),
  add constraint shop_source_fkey foreign key (shop_id, source_connection) references connection (shop_id, connection_id)
    deferrable initially deferred; -- a shop that is removed takes its storefronts away first

alter table publication drop constraint publication_cause_check;
alter table publication add constraint publication_cause_check check (cause in ('publish', 'undo', 'accept', 'import', 'put-right', 'make-ready', 'launch',
  'retire', 'unpublish', 'back', 'promote', 'promotion-over', 'follow'));

create table outside_pattern ( -- a pattern as another program knows it
  shop_id     uuid not null,
  system      text not null check (system ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  external_id text not null check (external_id <> ''),
  pattern_id  uuid not null,
  seen_at     timestamptz not null,
  primary key (shop_id, system, external_id),
  unique (shop_id, system, pattern_id),
  foreign key (shop_id, pattern_id) references pattern (shop_id, pattern_id) on delete cascade
);
alter table outside_pattern enable row level security;
alter table outside_pattern force row level security;
create policy of_shop on outside_pattern to selvage_app
  using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
  with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid);
grant select, insert, update, delete on outside_pattern to selvage_app;
