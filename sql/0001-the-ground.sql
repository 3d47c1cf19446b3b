-- The ground: shops, connections, patterns and their versions, listings, sales, buyers, money, and what follows after commit.
--
-- Tenancy: every table in schema public has shop_id first in its primary key, unique keys and foreign keys, with row level security forced and one
-- policy for the application's role. Questions asked before a shop is known are functions in schema directory; they return ids only.
-- Roles selvage_app (log-in of the program) and selvage_directory (owner of those functions, no log-in) exist before this file runs.

create schema directory;
create schema auth;
create schema rate;

grant usage on schema public, directory, auth, rate to selvage_app;
grant usage on schema public to selvage_directory;

-- ---------------------------------------------------------------- shops

create table shop (
  shop_id     uuid primary key default uuidv7(),
  slug        text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'), -- part of the library's address
  name        text not null check (name <> ''),
  currency    char(3) not null check (currency ~ '^[A-Z]{3}$'),
  is_demo     boolean not null default false,
  held_at     timestamptz, -- "Hold everything": nothing leaves while this is set
  field_rules jsonb not null default '{}', -- by listing field: 'hub' (default) or 'ask'
  created_at  timestamptz not null default now()
);

-- The one key without shop_id: an address part is taken by one shop of the installation.
create unique index shop_slug on shop (slug);

create table member (
  shop_id uuid not null references shop on delete cascade,
  user_id text not null, -- auth."user"
  role    text not null check (role in ('owner', 'member')),
  created_at timestamptz not null default now(),
  primary key (shop_id, user_id)
);

-- ---------------------------------------------------------------- files

create table blob (
  shop_id    uuid not null references shop on delete cascade,
  sha256     char(64) not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes > 0),
  media_type text not null,
  facts      jsonb not null default '{}', -- pages, layers, width, height
  created_at timestamptz not null default now(),
  primary key (shop_id, sha256)
);

create table upload ( -- a file on its way in; may be resumed
  shop_id        uuid not null references shop on delete cascade,
  upload_id      uuid not null default uuidv7(),
  file_name      text not null,
  size_bytes     bigint not null check (size_bytes > 0),
  received_bytes bigint not null default 0 check (received_bytes between 0 and size_bytes),
  sha256         char(64), -- set when whole and checked
  created_at     timestamptz not null default now(),
  primary key (shop_id, upload_id),
  foreign key (shop_id, sha256) references blob
);

-- ---------------------------------------------------------------- patterns

create table pattern (
  shop_id     uuid not null references shop on delete cascade,
  pattern_id  uuid not null default uuidv7(),
  sku         text not null check (sku <> ''),
  title       text not null check (title <> ''),
  craft       text not null check (craft in ('sewing', 'knitting', 'crochet', 'quilting', 'other')),
  summary     text not null default '',
  description text not null default '', -- HTML of few tags, cleaned on the way in
  sizes       text[] not null default '{}',
  materials   text not null default '',
  gauge       text not null default '',
  fabric      text not null default '',
  skill       text not null default '',
  languages   text[] not null default '{}',
  tags        text[] not null default '{}',
  categories  text[] not null default '{}',
  edit_no     integer not null default 1, -- of the facts above; an edit states the one it was made from
  archived_at timestamptz,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (shop_id, pattern_id),
  unique (shop_id, sku)
);

create table pattern_image (
  shop_id    uuid not null,
  pattern_id uuid not null,
  position   smallint not null check (position >= 0), -- 0 is the cover
  sha256     char(64) not null,
  alt        text not null default '',
  primary key (shop_id, pattern_id, position),
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, sha256) references blob
);

create table price (
  shop_id      uuid not null,
  pattern_id   uuid not null,
  currency     char(3) not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint not null check (amount_minor >= 0),
  sale_minor   bigint check (sale_minor >= 0 and sale_minor < amount_minor),
  sale_from    timestamptz,
  sale_to      timestamptz check (sale_to > sale_from),
  primary key (shop_id, pattern_id, currency),
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);

create table version (
  shop_id    uuid not null,
  version_id uuid not null default uuidv7(),
  pattern_id uuid not null,
  number     text not null check (number ~ '^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$'),
  kind       text not null check (kind in ('first', 'correction', 'sizes', 'edition')),
  note       text not null default '', -- what changed, for buyers
  created_at timestamptz not null default now(),
  primary key (shop_id, version_id),
  unique (shop_id, pattern_id, number),
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);

create table version_file (
  shop_id    uuid not null,
  version_id uuid not null,
  file_key   text not null check (file_key ~ '^[a-z0-9][a-z0-9-]{0,62}$'), -- the same from version to version: 'a4', 'instructions-de'
  position   smallint not null,
  role       text not null check (role in ('instructions', 'a4', 'letter', 'a0', 'projector', 'chart', 'other')),
  file_name  text not null check (file_name <> '' and file_name !~ '[/\\\x01-\x1f]'),
  sha256     char(64) not null,
  primary key (shop_id, version_id, file_key),
  unique (shop_id, version_id, position),
  foreign key (shop_id, version_id) references version on delete cascade,
  foreign key (shop_id, sha256) references blob
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is never changed once written', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger version_is_final before update on version for each row execute function refuse_change();
create trigger version_file_is_final before update on version_file for each row execute function refuse_change();

-- ---------------------------------------------------------------- connections

create table connection (
  shop_id       uuid not null references shop on delete cascade,
  connection_id uuid not null default uuidv7(),
  spoke         text not null,
  label         text not null check (label <> ''),
  base_url      text not null,
  sealed        bytea, -- null once removed; settings and keys, AES-256-GCM, bound to shop and connection
  currency      char(3) not null check (currency ~ '^[A-Z]{3}$'),
  state         text not null default 'rehearsal' check (state in ('rehearsal', 'live', 'paused', 'reconnect')),
  reason        text, -- why it is paused or must be renewed, in her words
  resumes_as    text not null default 'rehearsal' check (resumes_as in ('rehearsal', 'live')), -- what paused and reconnect go back to
  facts         jsonb not null default '{}', -- what verify() told
  live_from     timestamptz, -- orders placed before are history and silent; kept when going live is taken back
  file_secret_no integer not null default 1, -- raised to make every file address handed out before worthless
  sales_cursor  jsonb, -- the spoke's own
  history_state text not null default 'waiting' check (history_state in ('waiting', 'reading', 'read', 'failed')),
  history_read  bigint not null default 0, -- the counter shown while history is read
  history_total bigint,
  last_poll_at  timestamptz,
  next_poll_at  timestamptz not null default now(),
  last_sweep_at timestamptz,
  next_sweep_at timestamptz not null default now(),
  next_hooks_at timestamptz not null default now(),
  hooks         jsonb not null default '{}', -- last report
  nudged_at     timestamptz,
  failures      integer not null default 0, -- polls in a row; sets the back-off
  -- the lease of the one reader of this connection, and of a token refresh
  lease_until   timestamptz,
  lease_no      bigint not null default 0,
  removed_at    timestamptz, -- keys wiped, sales and buyers kept; connecting the same address again wakes this row
  created_at    timestamptz not null default now(),
  primary key (shop_id, connection_id),
  unique (shop_id, spoke, base_url)
);

-- ---------------------------------------------------------------- listings

create table listing (
  shop_id       uuid not null,
  listing_id    uuid not null default uuidv7(),
  connection_id uuid not null,
  pattern_id    uuid, -- null: found there, not ours yet
  remote_id     text,
  url           text,
  state         text not null default 'unplanned' check (state in ('unplanned', 'waiting', 'working', 'updated', 'needs-you', 'failed', 'gone')),
  reason        text, -- one sentence for her
  -- what should be there: the newest row of desired_state, copied for reading
  desired_no    integer not null default 0,
  desired       jsonb,
  -- what was last read
  observed      jsonb,
  observed_mark text,
  observed_at   timestamptz,
  -- what was proven: field and file hashes, when, for which desired_no
  proof         jsonb,
  proven_no     integer not null default 0,
  proven_at     timestamptz,
  attempts      integer not null default 0,
  next_run_at   timestamptz not null default now(),
  -- one runner at a time: every write of a runner states its lease_no
  lease_until   timestamptz,
  lease_no      bigint not null default 0,
  created_at    timestamptz not null default now(),
  primary key (shop_id, listing_id),
  unique (shop_id, connection_id, remote_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);
create unique index listing_of_pattern on listing (shop_id, connection_id, pattern_id) where pattern_id is not null;
create index listing_by_pattern on listing (shop_id, pattern_id);
create index listing_due on listing (shop_id, connection_id, next_run_at) where state in ('waiting', 'working');

create table publication ( -- one press: what she saw and said yes to
  shop_id        uuid not null references shop on delete cascade,
  publication_id uuid not null default uuidv7(),
  pattern_id     uuid,
  version_id     uuid,
  cause          text not null check (cause in ('publish', 'undo', 'accept', 'import', 'put-right')),
  undoes         uuid, -- publication
  pressed_by     text not null, -- auth user, or 'demo'
  key            text not null, -- the press' idempotency key
  created_at     timestamptz not null default now(),
  primary key (shop_id, publication_id),
  unique (shop_id, key),
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, version_id) references version on delete cascade,
  foreign key (shop_id, undoes) references publication
);

create table desired_state (
  shop_id        uuid not null,
  listing_id     uuid not null,
  desired_no     integer not null check (desired_no > 0),
  publication_id uuid not null,
  content        jsonb not null,
  approved_cost_minor bigint not null default 0 check (approved_cost_minor >= 0), -- what the press allowed to spend
  cost_currency  char(3),
  created_at     timestamptz not null default now(),
  primary key (shop_id, listing_id, desired_no),
  foreign key (shop_id, listing_id) references listing on delete cascade,
  foreign key (shop_id, publication_id) references publication
);

create table step ( -- the journal of effects; written before the call, settled after it
  shop_id     uuid not null,
  step_id     uuid not null default uuidv7(),
  listing_id  uuid not null,
  desired_no  integer not null,
  key         text not null,
  kind        text not null,
  says        text not null,
  fields      text[] not null default '{}',
  state       text not null check (state in ('sent', 'done', 'refused', 'unknown', 'superseded')),
  reason      text,
  cost_minor  bigint not null default 0,
  sent_at     timestamptz not null default now(),
  settled_at  timestamptz,
  primary key (shop_id, step_id),
  foreign key (shop_id, listing_id) references listing on delete cascade
);
create index step_of_listing on step (shop_id, listing_id, sent_at desc);
create index step_open on step (shop_id, listing_id) where state in ('sent', 'unknown');

create table remote_copy ( -- a file of ours in a platform's own store
  shop_id       uuid not null,
  connection_id uuid not null,
  sha256        char(64) not null,
  remote        jsonb not null,
  created_at    timestamptz not null default now(),
  primary key (shop_id, connection_id, sha256),
  foreign key (shop_id, connection_id) references connection on delete cascade
);

create table hand_edit ( -- a field that somebody changed at the storefront
  shop_id      uuid not null,
  hand_edit_id uuid not null default uuidv7(),
  listing_id   uuid not null,
  field        text not null,
  was          jsonb,
  found        jsonb,
  found_at     timestamptz not null default now(),
  settled_at   timestamptz,
  settled_how  text check (settled_how in ('put-right', 'accepted', 'undone-there', 'superseded')),
  primary key (shop_id, hand_edit_id),
  foreign key (shop_id, listing_id) references listing on delete cascade
);
create unique index hand_edit_open on hand_edit (shop_id, listing_id, field) where settled_at is null;

-- ---------------------------------------------------------------- sales

create table inbox ( -- raw bytes, kept before they are understood
  shop_id       uuid not null,
  inbox_id      uuid not null default uuidv7(),
  connection_id uuid not null,
  source        text not null check (source in ('hook', 'poll')),
  content_key   text not null, -- a hash of what makes it the same delivery
  remote_id     text,
  headers       jsonb not null default '{}', -- only named ones; never cookies or authorization
  body          bytea not null,
  state         text not null default 'kept' check (state in ('kept', 'done', 'unreadable')),
  reason        text,
  times         integer not null default 1,
  received_at   timestamptz not null default now(),
  primary key (shop_id, inbox_id),
  unique (shop_id, connection_id, source, content_key),
  foreign key (shop_id, connection_id) references connection on delete cascade
);
create index inbox_open on inbox (shop_id, received_at desc) where state = 'unreadable';
create index inbox_recent on inbox (shop_id, connection_id, received_at desc);

create table customer (
  shop_id     uuid not null references shop on delete cascade,
  customer_id uuid not null default uuidv7(),
  email       text check (email = lower(email)), -- null where the storefront does not tell it
  name        text,
  country     char(2),
  created_at  timestamptz not null default now(),
  invited_at  timestamptz, -- the separate act of inviting past buyers
  primary key (shop_id, customer_id),
  unique (shop_id, email)
);

create table "order" (
  shop_id       uuid not null,
  order_id      uuid not null default uuidv7(),
  connection_id uuid not null,
  remote_id     text not null,
  number        text not null,
  state         text not null check (state in ('pending', 'paid', 'refunded', 'cancelled')),
  customer_id   uuid,
  placed_at     timestamptz not null,
  paid_at       timestamptz,
  changed_at    timestamptz not null,
  currency      char(3) not null check (currency ~ '^[A-Z]{3}$'),
  total_minor   bigint not null check (total_minor >= 0),
  tax_minor     bigint not null check (tax_minor >= 0),
  fee_minor     bigint,
  refunded_minor bigint not null default 0 check (refunded_minor >= 0),
  is_history    boolean not null, -- placed before the connection went live: known, served, silent
  taken_at      timestamptz not null default now(),
  primary key (shop_id, order_id),
  unique (shop_id, connection_id, remote_id),
  foreign key (shop_id, connection_id) references connection on delete cascade,
  foreign key (shop_id, customer_id) references customer
);
create index order_newest on "order" (shop_id, placed_at desc, order_id);
create index order_of_customer on "order" (shop_id, customer_id);
create index order_number on "order" (shop_id, number);

create table order_line (
  shop_id        uuid not null,
  order_id       uuid not null,
  line           text not null, -- the platform's line id
  position       smallint not null,
  listing_remote_id text,
  sku            text,
  title          text not null,
  quantity       integer not null check (quantity >= 0),
  total_minor    bigint not null,
  tax_minor      bigint not null,
  pattern_id     uuid, -- null: a listing we do not know yet; shown to her, matched later
  primary key (shop_id, order_id, line),
  foreign key (shop_id, order_id) references "order" on delete cascade,
  foreign key (shop_id, pattern_id) references pattern
);
create index order_line_pattern on order_line (shop_id, pattern_id);
create index order_line_listing on order_line (shop_id, listing_remote_id) where pattern_id is not null; -- what a listing was matched to before
create index order_line_unmatched on order_line (shop_id, listing_remote_id) where pattern_id is null;

create table refund (
  shop_id      uuid not null,
  order_id     uuid not null,
  remote_id    text not null,
  amount_minor bigint not null check (amount_minor > 0),
  reason       text,
  refunded_at  timestamptz not null,
  primary key (shop_id, order_id, remote_id),
  foreign key (shop_id, order_id) references "order" on delete cascade
);

create table entitlement ( -- to a pattern, not to a file
  shop_id        uuid not null,
  entitlement_id uuid not null default uuidv7(),
  order_id       uuid not null,
  line           text not null,
  pattern_id     uuid not null,
  customer_id    uuid, -- null: waits to be claimed
  granted_at     timestamptz not null default now(),
  ended_at       timestamptz,
  end_reason     text check (end_reason in ('refunded', 'cancelled', 'unpaid')),
  primary key (shop_id, entitlement_id),
  unique (shop_id, order_id, line),
  foreign key (shop_id, order_id, line) references order_line on delete cascade,
  foreign key (shop_id, pattern_id) references pattern,
  foreign key (shop_id, customer_id) references customer
);
create index entitlement_of_customer on entitlement (shop_id, customer_id, pattern_id);
create index entitlement_of_pattern on entitlement (shop_id, pattern_id) where ended_at is null;

-- ---------------------------------------------------------------- ledger

create table account (
  shop_id uuid not null references shop on delete cascade,
  account text not null check (account ~ '^(asset|liability|income|expense|equity)(:[a-z0-9-]+)+$'),
  primary key (shop_id, account)
);

create table journal (
  shop_id     uuid not null references shop on delete cascade,
  journal_id  uuid not null default uuidv7(),
  cause       text not null, -- 'sale:<order>', 'refund:<order>:<remote id>'; the same cause posts once
  happened_at timestamptz not null,
  reverses    uuid,
  created_at  timestamptz not null default now(),
  primary key (shop_id, journal_id),
  unique (shop_id, cause),
  foreign key (shop_id, reverses) references journal
);

create table posting (
  shop_id      uuid not null,
  journal_id   uuid not null,
  line         smallint not null,
  from_account text not null,
  to_account   text not null check (to_account <> from_account),
  amount_minor bigint not null check (amount_minor > 0), -- a refund is a posting the other way, not a minus
  currency     char(3) not null check (currency ~ '^[A-Z]{3}$'),
  primary key (shop_id, journal_id, line),
  foreign key (shop_id, journal_id) references journal on delete cascade,
  foreign key (shop_id, from_account) references account,
  foreign key (shop_id, to_account) references account
);

create trigger journal_is_final before update on journal for each row execute function refuse_change();
create trigger posting_is_final before update on posting for each row execute function refuse_change();

-- ---------------------------------------------------------------- what follows after commit

create table event (
  shop_id      uuid not null references shop on delete cascade,
  event_id     uuid not null default uuidv7(),
  name         text not null, -- past tense: 'order.taken'
  ids          jsonb not null default '{}', -- ids only, never personal data or amounts
  created_at   timestamptz not null default now(),
  delivered_at timestamptz,
  primary key (shop_id, event_id)
);
create index event_undelivered on event (shop_id, created_at) where delivered_at is null;

create table mail (
  shop_id     uuid not null references shop on delete cascade,
  mail_id     uuid not null default uuidv7(),
  key         text not null, -- 'files:<order>'; the same mail goes once
  kind        text not null check (kind in ('files', 'sign-in', 'invitation', 'new-version')),
  customer_id uuid,
  to_address  text not null,
  subject     text not null,
  body_text   text not null,
  body_html   text not null,
  state       text not null default 'waiting' check (state in ('waiting', 'held', 'sending', 'sent', 'logged', 'failed')),
  reason      text,
  attempts    integer not null default 0,
  next_try_at timestamptz not null default now(),
  created_at  timestamptz not null default now(),
  sent_at     timestamptz,
  primary key (shop_id, mail_id),
  unique (shop_id, key),
  foreign key (shop_id, customer_id) references customer
);
create index mail_newest on mail (shop_id, created_at desc);
create index mail_due on mail (shop_id, next_try_at) where state = 'waiting';
create index mail_of_customer on mail (shop_id, customer_id, kind);

-- ---------------------------------------------------------------- the buyer's library

create table library_link ( -- what a mail carries; a page with a press, so that a scanner's fetch is nothing
  shop_id     uuid not null,
  token_hash  char(64) not null,
  customer_id uuid not null,
  expires_at  timestamptz not null,
  used_at     timestamptz,
  created_at  timestamptz not null default now(),
  primary key (shop_id, token_hash),
  foreign key (shop_id, customer_id) references customer on delete cascade
);

create table library_session (
  shop_id     uuid not null,
  token_hash  char(64) not null,
  customer_id uuid not null,
  expires_at  timestamptz not null,
  created_at  timestamptz not null default now(),
  primary key (shop_id, token_hash),
  foreign key (shop_id, customer_id) references customer on delete cascade
);

create table download ( -- who got which bytes when
  shop_id     uuid not null,
  download_id uuid not null default uuidv7(),
  customer_id uuid, -- null: a storefront fetched it for its own buyer
  connection_id uuid,
  pattern_id  uuid not null,
  version_id  uuid not null,
  sha256      char(64) not null,
  at          timestamptz not null default now(),
  primary key (shop_id, download_id),
  foreign key (shop_id, customer_id) references customer,
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, version_id) references version on delete cascade
);
create index download_of_pattern on download (shop_id, pattern_id, at desc);

-- ---------------------------------------------------------------- outside of shops

-- Accounts: better-auth's own tables, its names.
create table auth."user" (
  id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null default false, image text,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create table auth.session (
  id text primary key, "expiresAt" timestamptz not null, token text not null unique, "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(), "ipAddress" text, "userAgent" text, "userId" text not null references auth."user" on delete cascade
);
create table auth.account (
  id text primary key, "accountId" text not null, "providerId" text not null, "userId" text not null references auth."user" on delete cascade,
  "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, scope text, password text,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create table auth.verification (
  id text primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create table auth.owner_link ( -- the one-time link printed at the first start
  token_hash char(64) primary key, expires_at timestamptz not null, used_at timestamptz
);

-- Which home a database belongs to, so that a restored or copied hub is recognised and wakes in rehearsal.
create table auth.home (
  home_id text primary key, -- made with data/secret
  mark    text not null,    -- of the folder, machine and database server
  boot_no bigint not null default 0,
  seen_at timestamptz not null default now()
);

-- Rates are counted as the platforms count them: by host, app or account, whichever shop asks.
create table rate.bucket (
  key          char(64) primary key, -- a hash; the parts are nobody's business
  tokens       double precision not null,
  filled_at    timestamptz not null,
  day          date not null,
  used_today   bigint not null default 0,
  paused_until timestamptz,
  learned      jsonb not null default '{}' -- limits told by the platform's own headers
);
create table rate.slot ( -- requests under way, where a platform counts those
  key     char(64) not null,
  slot_id uuid not null,
  until   timestamptz not null,
  primary key (key, slot_id)
);

-- ---------------------------------------------------------------- waking those who wait

create function tell_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('selvage_event', current_setting('selvage.shop', true));
  return null;
end $$;
create trigger event_told after insert on event for each statement execute function tell_event();

-- Screens learn that something of a kind changed, not what.
create function tell_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('selvage_changed', current_setting('selvage.shop', true) || ' ' || tg_table_name);
  return null;
end $$;

do $$
declare noun text;
begin
  foreach noun in array array['shop', 'pattern', 'pattern_image', 'price', 'version', 'connection', 'listing', 'hand_edit', 'order', 'mail', 'inbox', 'entitlement']
  loop
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', noun || '_told', noun);
  end loop;
end $$;

-- ---------------------------------------------------------------- tenancy

do $$
declare noun text;
begin
  for noun in select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration'
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
end $$;

-- So that a long first reading of orders can have the planner look at the tables anew, long before autovacuum does.
grant maintain on customer, "order", order_line, refund, entitlement to selvage_app;
grant select, insert, update, delete on all tables in schema auth to selvage_app;
grant select, insert, update, delete on all tables in schema rate to selvage_app;
