-- What two storefronts cannot tell differently: what a listing's first picture looks like, and the bytes of its files. And where patterns stand in a
-- storefront's own tree of categories.

create table look ( -- of a picture, by its bytes: ours, and those of listings
  shop_id uuid not null references shop on delete cascade,
  sha256  text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  look    text check (look ~ '^([0-9a-f]{16})+$'), -- null: it shows nothing, or cannot be read
  primary key (shop_id, sha256)
);

create table listed_bytes ( -- what was read at a storefront of a listing that is nobody's here yet
  shop_id    uuid not null,
  listing_id uuid not null,
  part       text not null, -- 'picture', or 'file' and its key
  source     text not null, -- the picture's address, or the file's name; another one is read anew
  etag       text,
  sha256     text check (sha256 ~ '^[0-9a-f]{64}$'), -- null: it could not be read
  failures   integer not null default 0,
  due_at     timestamptz not null, -- when it is looked at again
  primary key (shop_id, listing_id, part),
  foreign key (shop_id, listing_id) references listing on delete cascade
);

create table storefront_shelves ( -- a storefront's own tree of categories, as it last told it
  shop_id       uuid not null,
  connection_id uuid not null,
  shelves       jsonb not null, -- [{ id, path }]
  read_at       timestamptz not null,
  primary key (shop_id, connection_id),
  foreign key (shop_id, connection_id) references connection on delete cascade
);
alter table storefront_template add column shelves jsonb not null default '{}'; -- by craft, the id of one; left out: chosen by its words
alter table wording add column shelf text check (shelf <> ''); -- the id of one

do $$
declare name text;
begin
  foreach name in array array['look', 'listed_bytes', 'storefront_shelves'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
  end loop;
end $$;
