-- What she says of one storefront alone: a template for its texts, a rule for its prices, her own words for one pattern there, and whether it is offered
-- there at all. Changes of many patterns at once, each kept with what was there before. When each thing that was wanted was first proven.

create table storefront_template (
  shop_id       uuid not null,
  connection_id uuid not null,
  title         text not null default '', -- '': the pattern's own
  description   text not null default '', -- HTML of few tags; '': the pattern's own
  updated_at    timestamptz not null default now(),
  primary key (shop_id, connection_id),
  foreign key (shop_id, connection_id) references connection on delete cascade
);

create table price_rule (
  shop_id        uuid not null,
  connection_id  uuid not null,
  currency       char(3) not null check (currency ~ '^[A-Z]{3}$'), -- in which the storefront sells
  from_currency  char(3) not null check (from_currency ~ '^[A-Z]{3}$'), -- of the pattern's price that it starts from
  rate_millionths bigint not null default 1000000 check (rate_millionths > 0), -- what one whole of that is worth here
  percent_hundredths integer not null default 0 check (percent_hundredths between -9999 and 1000000),
  add_minor      bigint not null default 0,
  rounding       text not null default 'none' check (rounding in ('none', 'whole', 'half', 'ninety-nine')),
  floor_minor    bigint check (floor_minor >= 0), -- hers; the storefront's own least price counts as well
  updated_at     timestamptz not null default now(),
  primary key (shop_id, connection_id, currency),
  foreign key (shop_id, connection_id) references connection on delete cascade
);

create table wording ( -- hers, of one pattern at one storefront; null: as the pattern and the template have it
  shop_id       uuid not null,
  connection_id uuid not null,
  pattern_id    uuid not null,
  title         text check (title <> ''),
  description   text, -- HTML of few tags
  tags          text[],
  price_minor   bigint check (price_minor >= 0), -- in price_currency, instead of the pattern's price and of a rule
  price_currency char(3) check (price_currency ~ '^[A-Z]{3}$'),
  is_offered    boolean not null default true, -- false: not made there, and off sale where it is
  updated_at    timestamptz not null default now(),
  primary key (shop_id, connection_id, pattern_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  check ((price_minor is null) = (price_currency is null))
);
create index wording_of_pattern on wording (shop_id, pattern_id);

create table batch ( -- one change of many patterns: looked at first, then applied at once, then taken back at once
  shop_id    uuid not null references shop on delete cascade,
  batch_id   uuid not null default uuidv7(),
  state      text not null default 'shown' check (state in ('shown', 'applied', 'undone')),
  source     text not null check (source in ('grid', 'csv', 'xlsx')),
  file_name  text,
  changes    jsonb not null, -- [{ patternId, column, from, to }]
  facts      jsonb not null default '{}', -- rows read, what was wrong
  made_by    text not null,
  created_at timestamptz not null default now(),
  applied_at timestamptz,
  undone_at  timestamptz,
  primary key (shop_id, batch_id)
);
create index batch_newest on batch (shop_id, created_at desc, batch_id desc);

do $$
declare name text;
begin
  foreach name in array array['storefront_template', 'price_rule', 'wording', 'batch'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
  end loop;
end $$;

-- 'retire' puts patterns away and takes them off sale, 'unpublish' takes them off sale at chosen storefronts, 'back' goes back to an earlier point.
alter table publication drop constraint publication_cause_check;
alter table publication add constraint publication_cause_check
  check (cause in ('publish', 'undo', 'accept', 'import', 'put-right', 'make-ready', 'launch', 'retire', 'unpublish', 'back'));
alter table publication add column put_away uuid[] not null default '{}'; -- patterns that this press put away; taking it back takes them out again
alter table publication add column not_offered jsonb not null default '[]'; -- [{ connectionId, patternId }] that this press took off the offer

-- How far each came was lost once another press took its place.
alter table desired_state add column proven_at timestamptz;
alter table desired_state no force row level security; -- else the owner would see none and change none
alter table listing no force row level security;
update desired_state d set proven_at = l.proven_at
from listing l where l.shop_id = d.shop_id and l.listing_id = d.listing_id and l.proven_no = d.desired_no;
alter table desired_state force row level security;
alter table listing force row level security;
