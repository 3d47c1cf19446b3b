-- What a storefront's own categories ask of what stands in them, and what she has chosen there herself.

create table storefront_properties ( -- as it last told them
  shop_id       uuid not null,
  connection_id uuid not null,
  shelf         text not null, -- the id of a place in its tree; '': they hold everywhere there
  properties    jsonb not null, -- { known: [{ id, name, values, isFree, most }], takesOthers }
  read_at       timestamptz not null,
  primary key (shop_id, connection_id, shelf),
  foreign key (shop_id, connection_id) references connection on delete cascade
);
alter table wording add column properties jsonb not null default '{}'; -- by the id of a property, [{ id, text, unit }]; []: left empty; left out: as the facts have it

alter table storefront_properties enable row level security;
alter table storefront_properties force row level security;
create policy of_shop on storefront_properties to selvage_app
  using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
  with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid);
grant select, insert, update, delete on storefront_properties to selvage_app;
