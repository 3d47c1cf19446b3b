-- What no request can do: things to do at a storefront by hand, storefronts that are kept by hand altogether, and sales that come as a table.

-- Pressed, and waiting for her hands: no runner takes such a listing.
alter table listing drop constraint listing_state_check;
alter table listing add constraint listing_state_check
  check (state in ('unplanned', 'waiting', 'working', 'updated', 'needs-you', 'failed', 'gone', 'by-hand'));

create table hand_step (
  shop_id       uuid not null,
  hand_step_id  uuid not null default uuidv7(),
  listing_id    uuid not null,
  subject       text not null check (subject <> ''), -- a newer thing with the same subject takes the place of an older one that is not done
  key           text not null check (key <> ''),     -- the same thing to do has the same key, so it is kept once
  says          text not null check (says <> ''),
  url           text, -- where it is done
  body          text, -- ready to paste
  desired_no    integer not null check (desired_no >= 0), -- the press that it comes from
  content       jsonb, -- of a storefront that is kept by hand: what is there once this is done
  made_at       timestamptz(3) not null default now(),
  done_at       timestamptz,
  done_by       text, -- auth."user", a key, or 'demo'
  superseded_at timestamptz,
  primary key (shop_id, hand_step_id),
  unique (shop_id, listing_id, key),
  foreign key (shop_id, listing_id) references listing on delete cascade,
  check ((done_at is null) = (done_by is null))
);
create index hand_step_newest on hand_step (shop_id, made_at desc, hand_step_id desc);
create index hand_step_open on hand_step (shop_id, listing_id) where done_at is null and superseded_at is null;

create table sales_file ( -- a table of sales as she brought it, until it is taken or a week old
  shop_id       uuid not null,
  sales_file_id uuid not null default uuidv7(),
  connection_id uuid not null,
  file_name     text not null check (file_name <> ''),
  sha256        char(64) not null,
  size_bytes    bigint not null check (size_bytes > 0),
  reading       jsonb not null, -- its encoding, what separates its columns, and what they are called
  created_at    timestamptz not null default now(),
  primary key (shop_id, sales_file_id),
  foreign key (shop_id, connection_id) references connection on delete cascade
);
create index sales_file_by_age on sales_file (shop_id, created_at);

create table sales_preset ( -- what the columns of a shop's tables mean, as she said it once
  shop_id       uuid not null,
  connection_id uuid not null,
  name          text not null check (name <> ''),
  header        text[] not null,
  map           jsonb not null,
  changed_at    timestamptz not null default now(),
  primary key (shop_id, connection_id, name),
  foreign key (shop_id, connection_id) references connection on delete cascade
);

create table sales_import (
  shop_id         uuid not null,
  sales_import_id uuid not null default uuidv7(),
  connection_id   uuid not null,
  file_name       text not null,
  key             text not null, -- of what she saw and said yes to
  counts          jsonb not null,
  taken_at        timestamptz(3) not null,
  taken_by        text not null,
  undone_at       timestamptz,
  undone_by       text,
  primary key (shop_id, sales_import_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  check ((undone_at is null) = (undone_by is null))
);
create unique index sales_import_key on sales_import (shop_id, connection_id, key) where undone_at is null; -- the same press twice is one
create index sales_import_newest on sales_import (shop_id, connection_id, taken_at desc, sales_import_id desc);

create table sales_row ( -- what a row of a table told of a sale; an order is made of all rows that tell of it, whichever file they came in. No buyer is in here.
  shop_id         uuid not null,
  connection_id   uuid not null,
  order_key       text not null,
  line_key        text not null,
  sales_import_id uuid not null,
  told            jsonb not null,
  primary key (shop_id, connection_id, order_key, line_key, sales_import_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, sales_import_id) references sales_import on delete cascade
);
create index sales_row_of_import on sales_row (shop_id, sales_import_id);

do $$
declare noun text;
begin
  foreach noun in array array['hand_step', 'sales_file', 'sales_preset', 'sales_import', 'sales_row']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
  foreach noun in array array['hand_step', 'sales_file', 'sales_preset', 'sales_import']
  loop
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', noun || '_told', noun);
  end loop;
end $$;
