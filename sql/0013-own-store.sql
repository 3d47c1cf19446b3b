-- The seller's own store: what is in it, at which price it was offered, and what was paid. A price is frozen in a checkout when it is started and compared
-- with what a provider says was paid, so nothing that comes from a browser is ever a price.

create table store (
  shop_id       uuid not null references shop on delete cascade,
  name          text not null check (name <> ''),
  about         text not null default '', -- HTML of few tags, cleaned on the way in
  languages     text[] not null default '{en}',
  currency      char(3) not null check (currency ~ '^[A-Z]{3}$'),
  is_open       boolean not null default false,
  rests_in_dispute boolean not null default false, -- while a buyer's bank asks for the money back, the files wait
  own_connection uuid, -- owns the orders that cost nothing, as no provider does
  updated_at    timestamptz not null default now(),
  primary key (shop_id),
  foreign key (shop_id, own_connection) references connection
);

create table store_pattern ( -- what differs from the rule "what has a price is in the store"
  shop_id         uuid not null,
  pattern_id      uuid not null,
  is_in           boolean, -- null: by the rule
  least_minor     bigint check (least_minor >= 0), -- buyers pay what they can, from this on; null: the price holds
  suggested_minor bigint check (suggested_minor >= least_minor),
  primary key (shop_id, pattern_id),
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  check ((least_minor is null) = (suggested_minor is null))
);

create table bundle (
  shop_id      uuid not null references shop on delete cascade,
  bundle_id    uuid not null default uuidv7(),
  title        text not null check (title <> ''),
  summary      text not null default '',
  price_minor  bigint check (price_minor >= 0), -- in the store's currency
  off_percent  smallint check (off_percent between 1 and 100),
  is_on        boolean not null default true,
  edit_no      integer not null default 1,
  created_at   timestamptz(3) not null default now(),
  primary key (shop_id, bundle_id),
  check ((price_minor is null) <> (off_percent is null))
);

create table bundle_pattern (
  shop_id    uuid not null,
  bundle_id  uuid not null,
  pattern_id uuid not null,
  position   smallint not null,
  primary key (shop_id, bundle_id, pattern_id),
  foreign key (shop_id, bundle_id) references bundle on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);
create index bundle_pattern_of_pattern on bundle_pattern (shop_id, pattern_id);

create table coupon (
  shop_id     uuid not null references shop on delete cascade,
  coupon_id   uuid not null default uuidv7(),
  code        text not null check (code ~ '^[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]$'),
  off_percent smallint check (off_percent between 1 and 100),
  off_minor   bigint check (off_minor > 0), -- in the store's currency, once for the whole cart
  floor_minor bigint not null default 0 check (floor_minor >= 0), -- no pattern costs less than this by it
  from_at     timestamptz,
  to_at       timestamptz check (to_at > from_at),
  most_uses   integer check (most_uses > 0),
  is_on       boolean not null default true,
  edit_no     integer not null default 1,
  created_at  timestamptz(3) not null default now(),
  primary key (shop_id, coupon_id),
  unique (shop_id, code),
  check ((off_percent is null) <> (off_minor is null))
);

create table coupon_pattern ( -- none: it holds for everything
  shop_id    uuid not null,
  coupon_id  uuid not null,
  pattern_id uuid not null,
  primary key (shop_id, coupon_id, pattern_id),
  foreign key (shop_id, coupon_id) references coupon on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);
create index coupon_pattern_of_pattern on coupon_pattern (shop_id, pattern_id);

create table store_change ( -- one press on many patterns, with what was before
  shop_id    uuid not null references shop on delete cascade,
  change_id  uuid not null default uuidv7(),
  key        text not null, -- of the preview she saw
  says       text not null,
  before     jsonb not null,
  after      jsonb not null,
  pressed_by text not null,
  created_at timestamptz(3) not null default now(),
  undone_at  timestamptz,
  primary key (shop_id, change_id),
  unique (shop_id, key)
);

-- ---------------------------------------------------------------- what is bought

create table checkout (
  shop_id       uuid not null references shop on delete cascade,
  checkout_id   uuid not null default uuidv7(),
  number        text not null, -- what buyer and seller call it
  token_hash    char(64) not null, -- opens the buyer's page of it
  connection_id uuid not null, -- the provider's; the store's own for what costs nothing
  remote_id     text, -- the provider's id of what was started
  pay_url       text,
  state         text not null default 'started' check (state in ('started', 'pending', 'paid', 'failed', 'expired')),
  email         text check (email = lower(email)), -- of the one who pays; null once erased
  language      text,
  gift_email    text check (gift_email = lower(gift_email)),
  gift_word     text,
  gift_at       timestamptz, -- the mail to the receiver goes out then
  is_gift       boolean not null default false,
  currency      char(3) not null check (currency ~ '^[A-Z]{3}$'),
  total_minor   bigint not null check (total_minor >= 0),
  coupon_id     uuid,
  country       char(2), -- what the proofs of place agree on; null: they do not, or are too few
  started_at    timestamptz(3) not null default now(),
  until         timestamptz not null, -- holds a use of its coupon until then
  settled_at    timestamptz,
  primary key (shop_id, checkout_id),
  unique (shop_id, token_hash),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, coupon_id) references coupon
);
create index checkout_newest on checkout (shop_id, started_at desc, checkout_id desc);
create index checkout_of_remote on checkout (shop_id, connection_id, remote_id) where remote_id is not null;
create index checkout_of_coupon on checkout (shop_id, coupon_id, state) where coupon_id is not null;
create index checkout_unpaid on checkout (shop_id, started_at) where state in ('started', 'failed', 'expired');

create table checkout_line (
  shop_id     uuid not null,
  checkout_id uuid not null,
  line        smallint not null,
  item        smallint not null, -- patterns of one bundle have the same
  pattern_id  uuid not null,
  bundle_id   uuid,
  title       text not null, -- of the pattern, as it was
  item_title  text not null, -- of the bundle, or of the pattern
  list_minor  bigint not null check (list_minor >= 0), -- before discounts
  total_minor bigint not null check (total_minor between 0 and list_minor),
  primary key (shop_id, checkout_id, line),
  foreign key (shop_id, checkout_id) references checkout on delete cascade,
  foreign key (shop_id, pattern_id) references pattern
);
create index checkout_line_of_pattern on checkout_line (shop_id, pattern_id);

create table checkout_place ( -- where the buyer is, by whom: a country and nothing more
  shop_id     uuid not null,
  checkout_id uuid not null,
  kind        text not null check (kind in ('billing-address', 'card-country', 'account-country', 'ip-address', 'said')),
  country     text not null check (country ~ '^[A-Z]{2}$'),
  told_at     timestamptz not null,
  primary key (shop_id, checkout_id, kind, country),
  foreign key (shop_id, checkout_id) references checkout on delete cascade
);

create table payment ( -- the newest reading of each payment for a checkout
  shop_id        uuid not null,
  connection_id  uuid not null,
  remote_id      text not null,
  checkout_id    uuid not null,
  state          text not null check (state in ('open', 'pending', 'paid', 'failed', 'expired')),
  currency       char(3) not null,
  total_minor    bigint not null,
  refunded_minor bigint not null default 0,
  dispute_state  text check (dispute_state in ('open', 'won', 'lost')),
  problem        text check (problem in ('wrong-amount', 'other-account', 'paid-twice')), -- what she has to look at
  reference      text,
  paid_at        timestamptz,
  changed_at     timestamptz not null,
  order_id       uuid,
  seen_at        timestamptz, -- she has dealt with the problem
  primary key (shop_id, connection_id, remote_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, checkout_id) references checkout on delete cascade,
  foreign key (shop_id, order_id) references "order" on delete cascade
);
create index payment_of_checkout on payment (shop_id, checkout_id);
create index payment_of_order on payment (shop_id, order_id) where order_id is not null;
create index payment_problem on payment (shop_id, changed_at) where problem is not null and seen_at is null;
create index payment_disputed on payment (shop_id, order_id) where dispute_state = 'open';

-- While it is disputed, the access by an order may rest.
alter table "order" add column rests_since timestamptz;
alter table entitlement drop constraint entitlement_end_reason_check;
alter table entitlement add constraint entitlement_end_reason_check check (end_reason in ('refunded', 'cancelled', 'unpaid', 'disputed'));

-- Opened from the page of one purchase and not by a mail: it shows what was bought with it and nothing else.
alter table library_session add column order_id uuid;
alter table library_session add foreign key (shop_id, order_id) references "order" on delete cascade;
create index library_session_of_order on library_session (shop_id, order_id) where order_id is not null;

alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check check (kind in ('files', 'sign-in', 'invitation', 'new-version', 'receipt'));

do $$
declare noun text;
begin
  foreach noun in array array['store', 'store_pattern', 'bundle', 'bundle_pattern', 'coupon', 'coupon_pattern', 'store_change', 'checkout', 'checkout_line',
    'checkout_place', 'payment']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
  foreach noun in array array['store', 'bundle', 'coupon', 'checkout', 'payment']
  loop
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', noun || '_told', noun);
  end loop;
end $$;

-- Which stores a search engine is told of is asked before a shop is known.
grant select (shop_id, is_open) on store to selvage_directory;
create policy directory_reads on store for select to selvage_directory using (true);
grant create on schema directory to selvage_directory;
create function directory.open_stores() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select shop_id from public.store where is_open order by shop_id';
alter function directory.open_stores() owner to selvage_directory;
revoke all on function directory.open_stores() from public;
grant execute on function directory.open_stores() to selvage_app;
revoke create on schema directory from selvage_directory;
