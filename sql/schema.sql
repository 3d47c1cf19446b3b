-- The schema as it is after all migrations. Written by `bin/selvage schema`; the migrations beside it are what runs.

create schema auth;

create schema directory;

create schema rate;

create schema selvage;

create table auth.account (
  id text not null,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamp with time zone,
  "refreshTokenExpiresAt" timestamp with time zone,
  scope text,
  password text,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  constraint account_pkey PRIMARY KEY (id),
  constraint "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE
);

create table auth.home (
  home_id text not null,
  mark text not null,
  boot_no bigint not null default 0,
  seen_at timestamp with time zone not null default now(),
  constraint home_pkey PRIMARY KEY (home_id)
);

create table auth.owner_link (
  token_hash character(64) not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint owner_link_pkey PRIMARY KEY (token_hash)
);

create table auth.session (
  id text not null,
  "expiresAt" timestamp with time zone not null,
  token text not null,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null,
  constraint session_pkey PRIMARY KEY (id),
  constraint "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE,
  constraint session_token_key UNIQUE (token)
);

create table auth."user" (
  id text not null,
  name text not null,
  email text not null,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  constraint user_pkey PRIMARY KEY (id),
  constraint user_email_key UNIQUE (email)
);

create table auth.verification (
  id text not null,
  identifier text not null,
  value text not null,
  "expiresAt" timestamp with time zone not null,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  constraint verification_pkey PRIMARY KEY (id)
);

create table public.acceptance (
  shop_id uuid not null,
  acceptance_id uuid not null default uuidv7(),
  key text not null,
  pressed_by text not null,
  listings integer not null,
  accepted_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  settled_at timestamp with time zone,
  constraint acceptance_pkey PRIMARY KEY (shop_id, acceptance_id),
  constraint acceptance_listings_check CHECK ((listings > 0)),
  constraint acceptance_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint acceptance_shop_id_key_key UNIQUE (shop_id, key)
);

alter table public.acceptance enable row level security;
alter table public.acceptance force row level security;

create table public.acceptance_listing (
  shop_id uuid not null,
  acceptance_id uuid not null,
  listing_id uuid not null,
  pattern_id uuid not null,
  is_new boolean not null,
  granted integer not null default 0,
  undone_at timestamp with time zone,
  constraint acceptance_listing_pkey PRIMARY KEY (shop_id, acceptance_id, listing_id),
  constraint acceptance_listing_shop_id_acceptance_id_fkey FOREIGN KEY (shop_id, acceptance_id) REFERENCES public.acceptance(shop_id, acceptance_id) ON DELETE CASCADE,
  constraint acceptance_listing_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE,
  constraint acceptance_listing_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.acceptance_listing enable row level security;
alter table public.acceptance_listing force row level security;

create table public.account (
  shop_id uuid not null,
  account text not null,
  constraint account_pkey PRIMARY KEY (shop_id, account),
  constraint account_account_check CHECK ((account ~ '^(asset|liability|income|expense|equity)(:[a-z0-9-]+)+$'::text)),
  constraint account_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.account enable row level security;
alter table public.account force row level security;

create table public.address_ask (
  shop_id uuid not null,
  address_ask_id uuid not null default uuidv7(),
  customer_id uuid not null,
  email text not null,
  token_hash character(64),
  asked_at timestamp with time zone not null,
  until timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint address_ask_pkey PRIMARY KEY (shop_id, address_ask_id),
  constraint address_ask_email_check CHECK ((email = lower(email))),
  constraint address_ask_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint address_ask_shop_id_token_hash_key UNIQUE (shop_id, token_hash)
);

alter table public.address_ask enable row level security;
alter table public.address_ask force row level security;

create table public.api_answer (
  shop_id uuid not null,
  key_hash character(64) not null,
  request_hash character(64) not null,
  asked_at timestamp with time zone not null,
  lease_until timestamp with time zone,
  answered_at timestamp with time zone,
  sealed bytea,
  constraint api_answer_pkey PRIMARY KEY (shop_id, key_hash),
  constraint api_answer_check CHECK (((lease_until IS NULL) = (answered_at IS NOT NULL))),
  constraint api_answer_sealed_check CHECK ((octet_length(sealed) <= 262144)),
  constraint api_answer_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.api_answer enable row level security;
alter table public.api_answer force row level security;

create table public.api_key (
  shop_id uuid not null,
  api_key_id uuid not null default uuidv7(),
  name text not null,
  prefix text not null,
  token_hash character(64) not null,
  scopes text[] not null,
  made_by text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_key_pkey PRIMARY KEY (shop_id, api_key_id),
  constraint api_key_check CHECK ((expires_at > created_at)),
  constraint api_key_name_check CHECK ((name <> ''::text)),
  constraint api_key_prefix_check CHECK ((prefix <> ''::text)),
  constraint api_key_scopes_check CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['read'::text, 'patterns'::text, 'publish'::text, 'orders'::text, 'shops'::text]))),
  constraint api_key_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint api_key_shop_id_prefix_key UNIQUE (shop_id, prefix),
  constraint api_key_shop_id_token_hash_key UNIQUE (shop_id, token_hash)
);

alter table public.api_key enable row level security;
alter table public.api_key force row level security;

create table public.batch (
  shop_id uuid not null,
  batch_id uuid not null default uuidv7(),
  state text not null default 'shown'::text,
  source text not null,
  file_name text,
  changes jsonb not null,
  facts jsonb not null default '{}'::jsonb,
  made_by text not null,
  created_at timestamp with time zone not null default now(),
  applied_at timestamp with time zone,
  undone_at timestamp with time zone,
  constraint batch_pkey PRIMARY KEY (shop_id, batch_id),
  constraint batch_source_check CHECK ((source = ANY (ARRAY['grid'::text, 'csv'::text, 'xlsx'::text]))),
  constraint batch_state_check CHECK ((state = ANY (ARRAY['shown'::text, 'applied'::text, 'undone'::text]))),
  constraint batch_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.batch enable row level security;
alter table public.batch force row level security;

create table public.blob (
  shop_id uuid not null,
  sha256 character(64) not null,
  size_bytes bigint not null,
  media_type text not null,
  facts jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  constraint blob_pkey PRIMARY KEY (shop_id, sha256),
  constraint blob_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint blob_size_bytes_check CHECK ((size_bytes > 0)),
  constraint blob_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.blob enable row level security;
alter table public.blob force row level security;

create table public.bringing (
  shop_id uuid not null,
  pattern_id uuid not null,
  acceptance_id uuid,
  state text not null default 'waiting'::text,
  due_at timestamp with time zone not null,
  asked_no integer not null default 1,
  attempts integer not null default 0,
  images jsonb not null default '[]'::jsonb,
  images_from uuid,
  version_id uuid,
  files_from uuid,
  troubles jsonb not null default '[]'::jsonb,
  is_troubled boolean default (troubles <> '[]'::jsonb),
  constraint bringing_pkey PRIMARY KEY (shop_id, pattern_id),
  constraint bringing_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text]))),
  constraint bringing_shop_id_acceptance_id_fkey FOREIGN KEY (shop_id, acceptance_id) REFERENCES public.acceptance(shop_id, acceptance_id),
  constraint bringing_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint bringing_shop_id_version_id_fkey FOREIGN KEY (shop_id, version_id) REFERENCES public.version(shop_id, version_id) ON DELETE SET NULL (version_id)
);

alter table public.bringing enable row level security;
alter table public.bringing force row level security;

create table public.bundle (
  shop_id uuid not null,
  bundle_id uuid not null default uuidv7(),
  title text not null,
  summary text not null default ''::text,
  price_minor bigint,
  off_percent smallint,
  is_on boolean not null default true,
  edit_no integer not null default 1,
  created_at timestamp(3) with time zone not null default now(),
  constraint bundle_pkey PRIMARY KEY (shop_id, bundle_id),
  constraint bundle_check CHECK (((price_minor IS NULL) <> (off_percent IS NULL))),
  constraint bundle_off_percent_check CHECK (((off_percent >= 1) AND (off_percent <= 100))),
  constraint bundle_price_minor_check CHECK ((price_minor >= 0)),
  constraint bundle_title_check CHECK ((title <> ''::text)),
  constraint bundle_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.bundle enable row level security;
alter table public.bundle force row level security;

create table public.bundle_pattern (
  shop_id uuid not null,
  bundle_id uuid not null,
  pattern_id uuid not null,
  "position" smallint not null,
  constraint bundle_pattern_pkey PRIMARY KEY (shop_id, bundle_id, pattern_id),
  constraint bundle_pattern_shop_id_bundle_id_fkey FOREIGN KEY (shop_id, bundle_id) REFERENCES public.bundle(shop_id, bundle_id) ON DELETE CASCADE,
  constraint bundle_pattern_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.bundle_pattern enable row level security;
alter table public.bundle_pattern force row level security;

create table public.buyer_consent (
  shop_id uuid not null,
  connection_id uuid not null,
  customer_id uuid not null,
  sealed bytea,
  given_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  end_reason text,
  lease_until timestamp with time zone,
  lease_no bigint not null default 0,
  constraint buyer_consent_pkey PRIMARY KEY (shop_id, connection_id, customer_id),
  constraint buyer_consent_check CHECK (((ended_at IS NULL) = (sealed IS NOT NULL))),
  constraint buyer_consent_check1 CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint buyer_consent_end_reason_check CHECK ((end_reason = ANY (ARRAY['taken-back'::text, 'ended-there'::text, 'disconnected'::text]))),
  constraint buyer_consent_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint buyer_consent_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE
);

alter table public.buyer_consent enable row level security;
alter table public.buyer_consent force row level security;

create table public.buyer_delivery (
  shop_id uuid not null,
  connection_id uuid not null,
  customer_id uuid not null,
  pattern_id uuid not null,
  order_id uuid not null,
  state text not null default 'waiting'::text,
  invoice_id text,
  reason text,
  attempts integer not null default 0,
  next_try_at timestamp with time zone not null,
  made_at timestamp with time zone not null,
  delivered_at timestamp with time zone,
  constraint buyer_delivery_pkey PRIMARY KEY (shop_id, connection_id, customer_id, pattern_id),
  constraint buyer_delivery_check CHECK (((state = 'delivered'::text) = (invoice_id IS NOT NULL))),
  constraint buyer_delivery_check1 CHECK (((state = 'delivered'::text) = (delivered_at IS NOT NULL))),
  constraint buyer_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'not-for-sale'::text, 'not-enabled'::text, 'refused'::text]))),
  constraint buyer_delivery_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint buyer_delivery_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint buyer_delivery_shop_id_order_id_fkey FOREIGN KEY (shop_id, order_id) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE,
  constraint buyer_delivery_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.buyer_delivery enable row level security;
alter table public.buyer_delivery force row level security;

create table public.buyer_wish (
  shop_id uuid not null,
  buyer_wish_id uuid not null default uuidv7(),
  customer_id uuid not null,
  kind text not null,
  made_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint buyer_wish_pkey PRIMARY KEY (shop_id, buyer_wish_id),
  constraint buyer_wish_kind_check CHECK ((kind = 'forget'::text)),
  constraint buyer_wish_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE
);

alter table public.buyer_wish enable row level security;
alter table public.buyer_wish force row level security;

create table public.checkout (
  shop_id uuid not null,
  checkout_id uuid not null default uuidv7(),
  number text not null,
  token_hash character(64) not null,
  connection_id uuid not null,
  remote_id text,
  pay_url text,
  state text not null default 'started'::text,
  email text,
  language text,
  gift_email text,
  gift_word text,
  gift_at timestamp with time zone,
  is_gift boolean not null default false,
  currency character(3) not null,
  total_minor bigint not null,
  coupon_id uuid,
  country character(2),
  started_at timestamp(3) with time zone not null default now(),
  until timestamp with time zone not null,
  settled_at timestamp with time zone,
  marketing_words text,
  constraint checkout_pkey PRIMARY KEY (shop_id, checkout_id),
  constraint checkout_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint checkout_email_check CHECK ((email = lower(email))),
  constraint checkout_gift_email_check CHECK ((gift_email = lower(gift_email))),
  constraint checkout_state_check CHECK ((state = ANY (ARRAY['started'::text, 'pending'::text, 'paid'::text, 'failed'::text, 'expired'::text]))),
  constraint checkout_total_minor_check CHECK ((total_minor >= 0)),
  constraint checkout_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint checkout_shop_id_coupon_id_fkey FOREIGN KEY (shop_id, coupon_id) REFERENCES public.coupon(shop_id, coupon_id),
  constraint checkout_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint checkout_shop_id_token_hash_key UNIQUE (shop_id, token_hash)
);

alter table public.checkout enable row level security;
alter table public.checkout force row level security;

create table public.checkout_line (
  shop_id uuid not null,
  checkout_id uuid not null,
  line smallint not null,
  item smallint not null,
  pattern_id uuid not null,
  bundle_id uuid,
  title text not null,
  item_title text not null,
  list_minor bigint not null,
  total_minor bigint not null,
  constraint checkout_line_pkey PRIMARY KEY (shop_id, checkout_id, line),
  constraint checkout_line_check CHECK (((total_minor >= 0) AND (total_minor <= list_minor))),
  constraint checkout_line_list_minor_check CHECK ((list_minor >= 0)),
  constraint checkout_line_shop_id_checkout_id_fkey FOREIGN KEY (shop_id, checkout_id) REFERENCES public.checkout(shop_id, checkout_id) ON DELETE CASCADE,
  constraint checkout_line_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id)
);

alter table public.checkout_line enable row level security;
alter table public.checkout_line force row level security;

create table public.checkout_place (
  shop_id uuid not null,
  checkout_id uuid not null,
  kind text not null,
  country text not null,
  told_at timestamp with time zone not null,
  constraint checkout_place_pkey PRIMARY KEY (shop_id, checkout_id, kind, country),
  constraint checkout_place_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint checkout_place_kind_check CHECK ((kind = ANY (ARRAY['billing-address'::text, 'card-country'::text, 'account-country'::text, 'ip-address'::text, 'said'::text]))),
  constraint checkout_place_shop_id_checkout_id_fkey FOREIGN KEY (shop_id, checkout_id) REFERENCES public.checkout(shop_id, checkout_id) ON DELETE CASCADE
);

alter table public.checkout_place enable row level security;
alter table public.checkout_place force row level security;

create table public.claim (
  shop_id uuid not null,
  claim_id uuid not null default uuidv7(),
  numbers text[] not null,
  code text not null,
  email text not null,
  asker_hash text not null,
  number_hash text not null,
  state text not null default 'asked'::text,
  pattern_id uuid,
  order_id uuid,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  until timestamp with time zone not null,
  used_at timestamp with time zone,
  language text not null default 'en'::text,
  constraint claim_pkey PRIMARY KEY (shop_id, claim_id),
  constraint claim_check CHECK (((state = 'asked'::text) = (pattern_id IS NULL))),
  constraint claim_check1 CHECK (((state = 'told'::text) = (order_id IS NOT NULL))),
  constraint claim_email_check CHECK ((email = lower(email))),
  constraint claim_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text, 'fr'::text, 'es'::text, 'nl'::text]))),
  constraint claim_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'waiting'::text, 'told'::text]))),
  constraint claim_shop_id_order_id_fkey FOREIGN KEY (shop_id, order_id) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE,
  constraint claim_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.claim enable row level security;
alter table public.claim force row level security;

create table public.claim_code (
  shop_id uuid not null,
  code text not null,
  pattern_id uuid not null,
  made_at timestamp with time zone not null,
  leaked_at timestamp with time zone,
  constraint claim_code_pkey PRIMARY KEY (shop_id, code),
  constraint claim_code_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'::text)),
  constraint claim_code_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.claim_code enable row level security;
alter table public.claim_code force row level security;

create table public.claim_link (
  shop_id uuid not null,
  token_hash character(64) not null,
  claim_id uuid not null,
  expires_at timestamp with time zone not null,
  constraint claim_link_pkey PRIMARY KEY (shop_id, token_hash),
  constraint claim_link_shop_id_claim_id_fkey FOREIGN KEY (shop_id, claim_id) REFERENCES public.claim(shop_id, claim_id) ON DELETE CASCADE
);

alter table public.claim_link enable row level security;
alter table public.claim_link force row level security;

create table public.claim_try (
  shop_id uuid not null,
  claim_try_id uuid not null default uuidv7(),
  at timestamp with time zone not null,
  asker_hash text not null,
  number_hash text not null,
  outcome text not null,
  constraint claim_try_pkey PRIMARY KEY (shop_id, claim_try_id),
  constraint claim_try_outcome_check CHECK ((outcome = ANY (ARRAY['told'::text, 'hers'::text, 'taken'::text, 'wrong-code'::text, 'no-order'::text, 'limited'::text]))),
  constraint claim_try_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.claim_try enable row level security;
alter table public.claim_try force row level security;

create table public.claimed (
  shop_id uuid not null,
  order_id uuid not null,
  pattern_id uuid not null,
  customer_id uuid not null,
  claimed_at timestamp with time zone not null,
  constraint claimed_pkey PRIMARY KEY (shop_id, order_id, pattern_id),
  constraint claimed_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint claimed_shop_id_order_id_fkey FOREIGN KEY (shop_id, order_id) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE,
  constraint claimed_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.claimed enable row level security;
alter table public.claimed force row level security;

create table public.connection (
  shop_id uuid not null,
  connection_id uuid not null default uuidv7(),
  spoke text not null,
  label text not null,
  base_url text not null,
  sealed bytea,
  currency character(3) not null,
  state text not null default 'rehearsal'::text,
  reason text,
  resumes_as text not null default 'rehearsal'::text,
  facts jsonb not null default '{}'::jsonb,
  live_from timestamp with time zone,
  file_secret_no integer not null default 1,
  sales_cursor jsonb,
  history_state text not null default 'waiting'::text,
  history_read bigint not null default 0,
  history_total bigint,
  last_poll_at timestamp with time zone,
  next_poll_at timestamp with time zone not null default now(),
  last_sweep_at timestamp with time zone,
  next_sweep_at timestamp with time zone not null default now(),
  next_hooks_at timestamp with time zone not null default now(),
  hooks jsonb not null default '{}'::jsonb,
  nudged_at timestamp with time zone,
  failures integer not null default 0,
  lease_until timestamp with time zone,
  lease_no bigint not null default 0,
  removed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  clock_low_ms integer,
  clock_high_ms integer,
  account text not null default ''::text,
  keys_lease_until timestamp with time zone,
  keys_lease_no bigint not null default 0,
  money_cursor jsonb,
  last_money_at timestamp with time zone,
  next_money_at timestamp with time zone not null default now(),
  listings_state text not null default 'waiting'::text,
  listings_read integer not null default 0,
  listings_total integer,
  listings_cursor jsonb,
  kind text not null default 'shop'::text,
  payments_cursor jsonb,
  may_write boolean not null default true,
  next_library_at timestamp with time zone,
  constraint connection_pkey PRIMARY KEY (shop_id, connection_id),
  constraint connection_clock_is_a_span CHECK ((((clock_low_ms IS NULL) = (clock_high_ms IS NULL)) AND (clock_low_ms <= clock_high_ms) AND (clock_low_ms >= '-86400000'::integer) AND (clock_high_ms <= 86400000))),
  constraint connection_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint connection_history_state_check CHECK ((history_state = ANY (ARRAY['waiting'::text, 'reading'::text, 'read'::text, 'failed'::text]))),
  constraint connection_kind_check CHECK ((kind = ANY (ARRAY['shop'::text, 'pay'::text]))),
  constraint connection_label_check CHECK ((label <> ''::text)),
  constraint connection_listings_state_check CHECK ((listings_state = ANY (ARRAY['waiting'::text, 'reading'::text, 'read'::text]))),
  constraint connection_resumes_as_check CHECK ((resumes_as = ANY (ARRAY['rehearsal'::text, 'live'::text]))),
  constraint connection_state_check CHECK ((state = ANY (ARRAY['rehearsal'::text, 'live'::text, 'paused'::text, 'reconnect'::text]))),
  constraint connection_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint connection_shop_id_spoke_base_url_account_key UNIQUE (shop_id, spoke, base_url, account)
);

alter table public.connection enable row level security;
alter table public.connection force row level security;

create table public.consent (
  shop_id uuid not null,
  consent_id uuid not null default uuidv7(),
  state_hash character(64) not null,
  spoke text not null,
  sealed bytea not null,
  until timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint consent_pkey PRIMARY KEY (shop_id, consent_id),
  constraint consent_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint consent_shop_id_state_hash_key UNIQUE (shop_id, state_hash)
);

alter table public.consent enable row level security;
alter table public.consent force row level security;

create table public.consent_word (
  shop_id uuid not null,
  consent_word_id uuid not null default uuidv7(),
  customer_id uuid not null,
  purpose text not null,
  is_given boolean not null,
  source text not null,
  connection_id uuid,
  words text not null default ''::text,
  key text not null,
  at timestamp(3) with time zone not null,
  constraint consent_word_pkey PRIMARY KEY (shop_id, consent_word_id),
  constraint consent_word_check CHECK (((source <> 'import'::text) OR (NOT is_given))),
  constraint consent_word_purpose_check CHECK ((purpose = ANY (ARRAY['order'::text, 'service'::text, 'marketing'::text]))),
  constraint consent_word_source_check CHECK ((source = ANY (ARRAY['checkout'::text, 'storefront'::text, 'import'::text, 'note'::text, 'unsubscribe'::text]))),
  constraint consent_word_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint consent_word_shop_id_customer_id_purpose_key_key UNIQUE (shop_id, customer_id, purpose, key)
);

alter table public.consent_word enable row level security;
alter table public.consent_word force row level security;

create table public.coupon (
  shop_id uuid not null,
  coupon_id uuid not null default uuidv7(),
  code text not null,
  off_percent smallint,
  off_minor bigint,
  floor_minor bigint not null default 0,
  from_at timestamp with time zone,
  to_at timestamp with time zone,
  most_uses integer,
  is_on boolean not null default true,
  edit_no integer not null default 1,
  created_at timestamp(3) with time zone not null default now(),
  constraint coupon_pkey PRIMARY KEY (shop_id, coupon_id),
  constraint coupon_check CHECK ((to_at > from_at)),
  constraint coupon_check1 CHECK (((off_percent IS NULL) <> (off_minor IS NULL))),
  constraint coupon_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]$'::text)),
  constraint coupon_floor_minor_check CHECK ((floor_minor >= 0)),
  constraint coupon_most_uses_check CHECK ((most_uses > 0)),
  constraint coupon_off_minor_check CHECK ((off_minor > 0)),
  constraint coupon_off_percent_check CHECK (((off_percent >= 1) AND (off_percent <= 100))),
  constraint coupon_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint coupon_shop_id_code_key UNIQUE (shop_id, code)
);

alter table public.coupon enable row level security;
alter table public.coupon force row level security;

create table public.coupon_pattern (
  shop_id uuid not null,
  coupon_id uuid not null,
  pattern_id uuid not null,
  constraint coupon_pattern_pkey PRIMARY KEY (shop_id, coupon_id, pattern_id),
  constraint coupon_pattern_shop_id_coupon_id_fkey FOREIGN KEY (shop_id, coupon_id) REFERENCES public.coupon(shop_id, coupon_id) ON DELETE CASCADE,
  constraint coupon_pattern_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.coupon_pattern enable row level security;
alter table public.coupon_pattern force row level security;

create table public.customer (
  shop_id uuid not null,
  customer_id uuid not null default uuidv7(),
  email text,
  name text,
  country character(2),
  created_at timestamp with time zone not null default now(),
  invited_at timestamp with time zone,
  sought text default lower("left"(((COALESCE(email, ''::text) || '
'::text) || COALESCE(name, ''::text)), 600)),
  person_id uuid,
  language text,
  bought_at timestamp(3) with time zone not null default now(),
  forgotten_at timestamp with time zone,
  address_key text default public.address_key(email),
  name_key text default lower(name),
  language_chosen boolean not null default false,
  constraint customer_pkey PRIMARY KEY (shop_id, customer_id),
  constraint customer_email_check CHECK ((email = lower(email))),
  constraint customer_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text, 'fr'::text, 'es'::text, 'nl'::text]))),
  constraint customer_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint customer_shop_id_email_key UNIQUE (shop_id, email)
);

alter table public.customer enable row level security;
alter table public.customer force row level security;

create table public.customer_address (
  shop_id uuid not null,
  customer_id uuid not null,
  person_id uuid not null,
  proven_at timestamp with time zone not null,
  constraint customer_address_pkey PRIMARY KEY (shop_id, customer_id),
  constraint customer_address_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE
);

alter table public.customer_address enable row level security;
alter table public.customer_address force row level security;

create table public.desired_state (
  shop_id uuid not null,
  listing_id uuid not null,
  desired_no integer not null,
  publication_id uuid not null,
  content jsonb not null,
  approved_cost_minor bigint not null default 0,
  cost_currency character(3),
  created_at timestamp with time zone not null default now(),
  proven_at timestamp with time zone,
  found jsonb,
  constraint desired_state_pkey PRIMARY KEY (shop_id, listing_id, desired_no),
  constraint desired_state_approved_cost_minor_check CHECK ((approved_cost_minor >= 0)),
  constraint desired_state_desired_no_check CHECK ((desired_no > 0)),
  constraint desired_state_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE,
  constraint desired_state_shop_id_publication_id_fkey FOREIGN KEY (shop_id, publication_id) REFERENCES public.publication(shop_id, publication_id)
);

alter table public.desired_state enable row level security;
alter table public.desired_state force row level security;

create table public.double_purchase (
  shop_id uuid not null,
  order_id uuid not null,
  line text not null,
  pattern_id uuid not null,
  customer_id uuid not null,
  earlier_order uuid not null,
  amount_minor bigint not null,
  currency character(3) not null,
  state text not null default 'open'::text,
  coupon_id uuid,
  noticed_at timestamp(3) with time zone not null,
  settled_at timestamp(3) with time zone,
  settled_by text,
  constraint double_purchase_pkey PRIMARY KEY (shop_id, order_id, line),
  constraint double_purchase_amount_minor_check CHECK ((amount_minor > 0)),
  constraint double_purchase_check CHECK (((state = 'open'::text) = (settled_at IS NULL))),
  constraint double_purchase_state_check CHECK ((state = ANY (ARRAY['open'::text, 'credited'::text, 'left'::text]))),
  constraint double_purchase_shop_id_coupon_id_fkey FOREIGN KEY (shop_id, coupon_id) REFERENCES public.coupon(shop_id, coupon_id) ON DELETE SET NULL (coupon_id),
  constraint double_purchase_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id),
  constraint double_purchase_shop_id_earlier_order_fkey FOREIGN KEY (shop_id, earlier_order) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE,
  constraint double_purchase_shop_id_order_id_line_fkey FOREIGN KEY (shop_id, order_id, line) REFERENCES public.order_line(shop_id, order_id, line) ON DELETE CASCADE,
  constraint double_purchase_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id)
);

alter table public.double_purchase enable row level security;
alter table public.double_purchase force row level security;

create table public.entitlement (
  shop_id uuid not null,
  entitlement_id uuid not null default uuidv7(),
  order_id uuid not null,
  line text not null,
  pattern_id uuid not null,
  customer_id uuid,
  granted_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  end_reason text,
  past_of uuid,
  constraint entitlement_pkey PRIMARY KEY (shop_id, entitlement_id),
  constraint entitlement_end_reason_check CHECK ((end_reason = ANY (ARRAY['refunded'::text, 'cancelled'::text, 'unpaid'::text, 'disputed'::text]))),
  constraint entitlement_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id),
  constraint entitlement_shop_id_order_id_line_fkey FOREIGN KEY (shop_id, order_id, line) REFERENCES public.order_line(shop_id, order_id, line) ON DELETE CASCADE,
  constraint entitlement_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id),
  constraint entitlement_shop_id_order_id_line_key UNIQUE (shop_id, order_id, line)
);

alter table public.entitlement enable row level security;
alter table public.entitlement force row level security;

create table public.erratum (
  shop_id uuid not null,
  erratum_id uuid not null default uuidv7(),
  pattern_id uuid not null,
  version_id uuid,
  severity text not null,
  sizes text[] not null default '{}'::text[],
  files text[] not null default '{}'::text[],
  places text not null default ''::text,
  notes jsonb not null default '{}'::jsonb,
  writes boolean not null default true,
  reaches_past boolean not null default true,
  edit_no integer not null default 1,
  created_at timestamp with time zone not null,
  pressed_by text,
  leaves_at timestamp with time zone,
  left_at timestamp with time zone,
  looks_at timestamp with time zone,
  pause_id uuid,
  store_change_id uuid,
  constraint erratum_pkey PRIMARY KEY (shop_id, erratum_id),
  constraint erratum_check CHECK (((leaves_at IS NULL) OR (notes <> '{}'::jsonb))),
  constraint erratum_check1 CHECK (((left_at >= leaves_at) AND ((left_at IS NULL) OR (leaves_at IS NOT NULL)))),
  constraint erratum_check2 CHECK (((looks_at IS NULL) OR (leaves_at IS NOT NULL))),
  constraint erratum_notes_check CHECK ((jsonb_typeof(notes) = 'object'::text)),
  constraint erratum_places_check CHECK ((length(places) <= 300)),
  constraint erratum_severity_check CHECK ((severity = ANY (ARRAY['cosmetic'::text, 'some-sizes'::text, 'do-not-start'::text, 'stop'::text]))),
  constraint erratum_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint erratum_shop_id_pause_id_fkey FOREIGN KEY (shop_id, pause_id) REFERENCES public.publication(shop_id, publication_id),
  constraint erratum_shop_id_store_change_id_fkey FOREIGN KEY (shop_id, store_change_id) REFERENCES public.store_change(shop_id, change_id),
  constraint erratum_shop_id_version_id_fkey FOREIGN KEY (shop_id, version_id) REFERENCES public.version(shop_id, version_id)
);

alter table public.erratum enable row level security;
alter table public.erratum force row level security;

create table public.erratum_delivery (
  shop_id uuid not null,
  erratum_id uuid not null,
  owner_id uuid not null,
  customer_id uuid,
  routes text[] not null,
  state text not null,
  why text not null,
  mail_id uuid,
  connection_id uuid,
  made_at timestamp with time zone not null,
  constraint erratum_delivery_pkey PRIMARY KEY (shop_id, erratum_id, owner_id),
  constraint erratum_delivery_check CHECK (((mail_id IS NOT NULL) = ('mail'::text = ANY (routes)))),
  constraint erratum_delivery_check1 CHECK (((customer_id IS NULL) OR (customer_id = owner_id))),
  constraint erratum_delivery_routes_check CHECK ((routes <@ ARRAY['mail'::text, 'hand'::text, 'there'::text, 'notice'::text])),
  constraint erratum_delivery_state_check CHECK ((state = ANY (ARRAY['holds'::text, 'mail'::text, 'hand'::text, 'there'::text, 'notice'::text, 'none'::text]))),
  constraint erratum_delivery_why_check CHECK ((why ~ '^[a-z-]+$'::text)),
  constraint erratum_delivery_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE SET NULL (connection_id),
  constraint erratum_delivery_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint erratum_delivery_shop_id_erratum_id_fkey FOREIGN KEY (shop_id, erratum_id) REFERENCES public.erratum(shop_id, erratum_id) ON DELETE CASCADE,
  constraint erratum_delivery_shop_id_mail_id_fkey FOREIGN KEY (shop_id, mail_id) REFERENCES public.mail(shop_id, mail_id)
);

alter table public.erratum_delivery enable row level security;
alter table public.erratum_delivery force row level security;

create table public.event (
  shop_id uuid not null,
  event_id uuid not null default uuidv7(),
  name text not null,
  ids jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  delivered_at timestamp with time zone,
  constraint event_pkey PRIMARY KEY (shop_id, event_id),
  constraint event_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.event enable row level security;
alter table public.event force row level security;

create table public.finding_hidden (
  shop_id uuid not null,
  listing_id uuid not null,
  key text not null,
  hidden_at timestamp with time zone not null,
  constraint finding_hidden_pkey PRIMARY KEY (shop_id, listing_id, key),
  constraint finding_hidden_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE
);

alter table public.finding_hidden enable row level security;
alter table public.finding_hidden force row level security;

create table public.given_bytes (
  shop_id uuid not null,
  no bigint not null,
  kind text not null,
  customer_id uuid,
  connection_id uuid,
  order_id uuid,
  pattern_id uuid not null,
  version_id uuid,
  file_key text not null,
  sha256 character(64) not null,
  at timestamp with time zone not null,
  hash bytea not null,
  constraint given_bytes_pkey PRIMARY KEY (shop_id, no),
  constraint given_bytes_check CHECK (
CASE kind
    WHEN 'fetched'::text THEN (customer_id IS NOT NULL)
    WHEN 'handed-on'::text THEN (customer_id IS NULL)
    WHEN 'sold-with'::text THEN ((connection_id IS NOT NULL) AND (order_id IS NOT NULL))
    ELSE ((connection_id IS NOT NULL) AND (customer_id IS NOT NULL))
END),
  constraint given_bytes_file_key_check CHECK ((file_key ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  constraint given_bytes_hash_check CHECK ((octet_length(hash) = 32)),
  constraint given_bytes_kind_check CHECK ((kind = ANY (ARRAY['fetched'::text, 'handed-on'::text, 'sold-with'::text, 'sent-there'::text]))),
  constraint given_bytes_no_check CHECK ((no > 0)),
  constraint given_bytes_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint given_bytes_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.given_bytes enable row level security;
alter table public.given_bytes force row level security;

create table public.given_head (
  shop_id uuid not null,
  no bigint not null,
  hash bytea not null,
  constraint given_head_pkey PRIMARY KEY (shop_id),
  constraint given_head_hash_check CHECK ((octet_length(hash) = 32)),
  constraint given_head_no_check CHECK ((no >= 0)),
  constraint given_head_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.given_head enable row level security;
alter table public.given_head force row level security;

create table public.hand_edit (
  shop_id uuid not null,
  hand_edit_id uuid not null default uuidv7(),
  listing_id uuid not null,
  field text not null,
  was jsonb,
  found jsonb,
  found_at timestamp(3) with time zone not null default now(),
  settled_at timestamp with time zone,
  settled_how text,
  constraint hand_edit_pkey PRIMARY KEY (shop_id, hand_edit_id),
  constraint hand_edit_settled_how_check CHECK ((settled_how = ANY (ARRAY['put-right'::text, 'accepted'::text, 'undone-there'::text, 'superseded'::text]))),
  constraint hand_edit_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE
);

alter table public.hand_edit enable row level security;
alter table public.hand_edit force row level security;

create table public.hand_step (
  shop_id uuid not null,
  hand_step_id uuid not null default uuidv7(),
  listing_id uuid not null,
  subject text not null,
  key text not null,
  says text not null,
  url text,
  body text,
  desired_no integer not null,
  content jsonb,
  made_at timestamp(3) with time zone not null default now(),
  done_at timestamp with time zone,
  done_by text,
  superseded_at timestamp with time zone,
  constraint hand_step_pkey PRIMARY KEY (shop_id, hand_step_id),
  constraint hand_step_check CHECK (((done_at IS NULL) = (done_by IS NULL))),
  constraint hand_step_desired_no_check CHECK ((desired_no >= 0)),
  constraint hand_step_key_check CHECK ((key <> ''::text)),
  constraint hand_step_says_check CHECK ((says <> ''::text)),
  constraint hand_step_subject_check CHECK ((subject <> ''::text)),
  constraint hand_step_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE,
  constraint hand_step_shop_id_listing_id_key_key UNIQUE (shop_id, listing_id, key)
);

alter table public.hand_step enable row level security;
alter table public.hand_step force row level security;

create table public.inbox (
  shop_id uuid not null,
  inbox_id uuid not null default uuidv7(),
  connection_id uuid not null,
  source text not null,
  content_key text not null,
  remote_id text,
  headers jsonb not null default '{}'::jsonb,
  body bytea not null,
  state text not null default 'kept'::text,
  reason text,
  times integer not null default 1,
  received_at timestamp with time zone not null default now(),
  constraint inbox_pkey PRIMARY KEY (shop_id, inbox_id),
  constraint inbox_source_check CHECK ((source = ANY (ARRAY['hook'::text, 'poll'::text, 'privacy'::text]))),
  constraint inbox_state_check CHECK ((state = ANY (ARRAY['kept'::text, 'done'::text, 'unreadable'::text]))),
  constraint inbox_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint inbox_shop_id_connection_id_source_content_key_key UNIQUE (shop_id, connection_id, source, content_key)
);

alter table public.inbox enable row level security;
alter table public.inbox force row level security;

create table public.join_state (
  shop_id uuid not null,
  change_no bigint not null default 0,
  matched_at timestamp with time zone,
  constraint join_state_pkey PRIMARY KEY (shop_id),
  constraint join_state_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.join_state enable row level security;
alter table public.join_state force row level security;

create table public.join_word (
  shop_id uuid not null,
  listing_id uuid not null,
  tie uuid not null,
  is_alone boolean not null default false,
  is_split boolean not null default false,
  said_at timestamp with time zone not null,
  constraint join_word_pkey PRIMARY KEY (shop_id, listing_id),
  constraint join_word_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE
);

alter table public.join_word enable row level security;
alter table public.join_word force row level security;

create table public.journal (
  shop_id uuid not null,
  journal_id uuid not null default uuidv7(),
  cause text not null,
  happened_at timestamp with time zone not null,
  reverses uuid,
  created_at timestamp with time zone not null default now(),
  constraint journal_pkey PRIMARY KEY (shop_id, journal_id),
  constraint journal_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint journal_shop_id_reverses_fkey FOREIGN KEY (shop_id, reverses) REFERENCES public.journal(shop_id, journal_id),
  constraint journal_shop_id_cause_key UNIQUE (shop_id, cause)
);

alter table public.journal enable row level security;
alter table public.journal force row level security;

create table public.launch (
  shop_id uuid not null,
  launch_id uuid not null default uuidv7(),
  name text not null,
  at timestamp with time zone not null,
  state text not null default 'planned'::text,
  made_ready uuid not null,
  pressed_by text not null,
  next_try_at timestamp with time zone not null,
  launched_at timestamp with time zone,
  created_at timestamp(3) with time zone not null default now(),
  constraint launch_pkey PRIMARY KEY (shop_id, launch_id),
  constraint launch_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'launched'::text, 'cancelled'::text]))),
  constraint launch_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint launch_shop_id_made_ready_fkey FOREIGN KEY (shop_id, made_ready) REFERENCES public.publication(shop_id, publication_id),
  constraint launch_shop_id_made_ready_key UNIQUE (shop_id, made_ready)
);

alter table public.launch enable row level security;
alter table public.launch force row level security;

create table public.launch_listing (
  shop_id uuid not null,
  launch_id uuid not null,
  listing_id uuid not null,
  approved_cost_minor bigint not null default 0,
  cost_currency character(3),
  publication_id uuid,
  reason text,
  constraint launch_listing_pkey PRIMARY KEY (shop_id, launch_id, listing_id),
  constraint launch_listing_approved_cost_minor_check CHECK ((approved_cost_minor >= 0)),
  constraint launch_listing_shop_id_launch_id_fkey FOREIGN KEY (shop_id, launch_id) REFERENCES public.launch(shop_id, launch_id) ON DELETE CASCADE,
  constraint launch_listing_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE,
  constraint launch_listing_shop_id_publication_id_fkey FOREIGN KEY (shop_id, publication_id) REFERENCES public.publication(shop_id, publication_id)
);

alter table public.launch_listing enable row level security;
alter table public.launch_listing force row level security;

create table public.library_link (
  shop_id uuid not null,
  token_hash character(64) not null,
  customer_id uuid not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint library_link_pkey PRIMARY KEY (shop_id, token_hash),
  constraint library_link_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE
);

alter table public.library_link enable row level security;
alter table public.library_link force row level security;

create table public.library_reset (
  shop_id uuid not null,
  customer_id uuid not null,
  pattern_id uuid not null,
  at timestamp with time zone not null,
  constraint library_reset_pkey PRIMARY KEY (shop_id, customer_id, pattern_id, at),
  constraint library_reset_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint library_reset_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.library_reset enable row level security;
alter table public.library_reset force row level security;

create table public.library_session (
  shop_id uuid not null,
  token_hash character(64) not null,
  customer_id uuid not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  order_id uuid,
  constraint library_session_pkey PRIMARY KEY (shop_id, token_hash),
  constraint library_session_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint library_session_shop_id_order_id_fkey FOREIGN KEY (shop_id, order_id) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE
);

alter table public.library_session enable row level security;
alter table public.library_session force row level security;

create table public.listed_bytes (
  shop_id uuid not null,
  listing_id uuid not null,
  part text not null,
  source text not null,
  etag text,
  sha256 text,
  failures integer not null default 0,
  due_at timestamp with time zone not null,
  reason text,
  constraint listed_bytes_pkey PRIMARY KEY (shop_id, listing_id, part),
  constraint listed_bytes_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint listed_bytes_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE
);

alter table public.listed_bytes enable row level security;
alter table public.listed_bytes force row level security;

create table public.listing (
  shop_id uuid not null,
  listing_id uuid not null default uuidv7(),
  connection_id uuid not null,
  pattern_id uuid,
  remote_id text,
  url text,
  state text not null default 'unplanned'::text,
  reason text,
  desired_no integer not null default 0,
  desired jsonb,
  observed jsonb,
  observed_mark text,
  observed_at timestamp with time zone,
  proof jsonb,
  proven_no integer not null default 0,
  proven_at timestamp with time zone,
  attempts integer not null default 0,
  next_run_at timestamp with time zone not null default now(),
  lease_until timestamp with time zone,
  lease_no bigint not null default 0,
  created_at timestamp(3) with time zone not null default now(),
  constraint listing_pkey PRIMARY KEY (shop_id, listing_id),
  constraint listing_state_check CHECK ((state = ANY (ARRAY['unplanned'::text, 'waiting'::text, 'working'::text, 'updated'::text, 'needs-you'::text, 'failed'::text, 'gone'::text, 'by-hand'::text]))),
  constraint listing_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint listing_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint listing_shop_id_connection_id_remote_id_key UNIQUE (shop_id, connection_id, remote_id)
);

alter table public.listing enable row level security;
alter table public.listing force row level security;

create table public.listing_note (
  shop_id uuid not null,
  connection_id uuid not null,
  remote_id text not null,
  note jsonb not null,
  constraint listing_note_pkey PRIMARY KEY (shop_id, connection_id, remote_id),
  constraint listing_note_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.listing_note enable row level security;
alter table public.listing_note force row level security;

create table public.look (
  shop_id uuid not null,
  sha256 text not null,
  look text,
  constraint look_pkey PRIMARY KEY (shop_id, sha256),
  constraint look_look_check CHECK ((look ~ '^([0-9a-f]{16})+$'::text)),
  constraint look_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint look_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.look enable row level security;
alter table public.look force row level security;

create table public.mail (
  shop_id uuid not null,
  mail_id uuid not null default uuidv7(),
  key text not null,
  kind text not null,
  customer_id uuid,
  to_address text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  state text not null default 'waiting'::text,
  reason text,
  attempts integer not null default 0,
  next_try_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  sought text default lower("left"(((to_address || '
'::text) || subject), 600)),
  constraint mail_pkey PRIMARY KEY (shop_id, mail_id),
  constraint mail_kind_check CHECK ((kind = ANY (ARRAY['files'::text, 'sign-in'::text, 'invitation'::text, 'correction'::text, 'receipt'::text, 'claim'::text, 'claim-taken'::text, 'address'::text]))),
  constraint mail_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'held'::text, 'sending'::text, 'sent'::text, 'logged'::text, 'failed'::text, 'unwanted'::text]))),
  constraint mail_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id),
  constraint mail_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint mail_shop_id_key_key UNIQUE (shop_id, key)
);

alter table public.mail enable row level security;
alter table public.mail force row level security;

create table public.member (
  shop_id uuid not null,
  user_id text not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  constraint member_pkey PRIMARY KEY (shop_id, user_id),
  constraint member_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'member'::text]))),
  constraint member_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.member enable row level security;
alter table public.member force row level security;

create table public.money_row (
  shop_id uuid not null,
  connection_id uuid not null,
  remote_id text not null,
  happened_at timestamp with time zone not null,
  raw jsonb not null,
  read_at timestamp with time zone not null,
  constraint money_row_pkey PRIMARY KEY (shop_id, connection_id, remote_id),
  constraint money_row_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.money_row enable row level security;
alter table public.money_row force row level security;

create table public."order" (
  shop_id uuid not null,
  order_id uuid not null default uuidv7(),
  connection_id uuid not null,
  remote_id text not null,
  number text not null,
  state text not null,
  customer_id uuid,
  placed_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  currency character(3) not null,
  total_minor bigint not null,
  tax_minor bigint not null,
  fee_minor bigint,
  refunded_minor bigint not null default 0,
  is_history boolean not null,
  taken_at timestamp with time zone not null default now(),
  fulfil_due_at timestamp with time zone,
  fulfilled_at timestamp with time zone,
  fulfil_attempts integer not null default 0,
  fulfil_reason text,
  rests_since timestamp with time zone,
  forgotten_at timestamp with time zone,
  constraint order_pkey PRIMARY KEY (shop_id, order_id),
  constraint order_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint order_refunded_minor_check CHECK ((refunded_minor >= 0)),
  constraint order_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'paid'::text, 'refunded'::text, 'cancelled'::text]))),
  constraint order_tax_minor_check CHECK ((tax_minor >= 0)),
  constraint order_total_minor_check CHECK ((total_minor >= 0)),
  constraint order_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint order_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id),
  constraint order_shop_id_connection_id_remote_id_key UNIQUE (shop_id, connection_id, remote_id)
);

alter table public."order" enable row level security;
alter table public."order" force row level security;

create table public.order_line (
  shop_id uuid not null,
  order_id uuid not null,
  line text not null,
  "position" smallint not null,
  listing_remote_id text,
  sku text,
  title text not null,
  quantity integer not null,
  total_minor bigint not null,
  tax_minor bigint not null,
  pattern_id uuid,
  sold_at timestamp with time zone,
  currency character(3) not null,
  constraint order_line_pkey PRIMARY KEY (shop_id, order_id, line),
  constraint order_line_quantity_check CHECK ((quantity >= 0)),
  constraint order_line_shop_id_order_id_fkey FOREIGN KEY (shop_id, order_id) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE,
  constraint order_line_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id)
);

alter table public.order_line enable row level security;
alter table public.order_line force row level security;

create table public.outside_pattern (
  shop_id uuid not null,
  system text not null,
  external_id text not null,
  pattern_id uuid not null,
  seen_at timestamp with time zone not null,
  constraint outside_pattern_pkey PRIMARY KEY (shop_id, system, external_id),
  constraint outside_pattern_external_id_check CHECK ((external_id <> ''::text)),
  constraint outside_pattern_system_check CHECK ((system ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text)),
  constraint outside_pattern_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint outside_pattern_shop_id_system_pattern_id_key UNIQUE (shop_id, system, pattern_id)
);

alter table public.outside_pattern enable row level security;
alter table public.outside_pattern force row level security;

create table public.pattern (
  shop_id uuid not null,
  pattern_id uuid not null default uuidv7(),
  sku text not null,
  title text not null,
  craft text not null,
  summary text not null default ''::text,
  description text not null default ''::text,
  sizes text[] not null default '{}'::text[],
  materials text not null default ''::text,
  gauge text not null default ''::text,
  fabric text not null default ''::text,
  skill text not null default ''::text,
  languages text[] not null default '{}'::text[],
  tags text[] not null default '{}'::text[],
  categories text[] not null default '{}'::text[],
  edit_no integer not null default 1,
  archived_at timestamp with time zone,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  title_key text default lower("left"(title, 300)),
  sku_key text default lower("left"(sku, 300)),
  sought text default lower("left"(((((title || '
'::text) || sku) || '
'::text) || public.words_of(tags)), 600)),
  constraint pattern_pkey PRIMARY KEY (shop_id, pattern_id),
  constraint pattern_craft_check CHECK ((craft = ANY (ARRAY['sewing'::text, 'knitting'::text, 'crochet'::text, 'quilting'::text, 'other'::text]))),
  constraint pattern_sku_check CHECK ((sku <> ''::text)),
  constraint pattern_title_check CHECK ((title <> ''::text)),
  constraint pattern_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint pattern_shop_id_sku_key UNIQUE (shop_id, sku)
);

alter table public.pattern enable row level security;
alter table public.pattern force row level security;

create table public.pattern_image (
  shop_id uuid not null,
  pattern_id uuid not null,
  "position" smallint not null,
  sha256 character(64) not null,
  alt text not null default ''::text,
  constraint pattern_image_pkey PRIMARY KEY (shop_id, pattern_id, "position"),
  constraint pattern_image_position_check CHECK (("position" >= 0)),
  constraint pattern_image_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint pattern_image_shop_id_sha256_fkey FOREIGN KEY (shop_id, sha256) REFERENCES public.blob(shop_id, sha256)
);

alter table public.pattern_image enable row level security;
alter table public.pattern_image force row level security;

create table public.payment (
  shop_id uuid not null,
  connection_id uuid not null,
  remote_id text not null,
  checkout_id uuid not null,
  state text not null,
  currency character(3) not null,
  total_minor bigint not null,
  refunded_minor bigint not null default 0,
  dispute_state text,
  problem text,
  reference text,
  paid_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  order_id uuid,
  seen_at timestamp with time zone,
  constraint payment_pkey PRIMARY KEY (shop_id, connection_id, remote_id),
  constraint payment_dispute_state_check CHECK ((dispute_state = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text]))),
  constraint payment_problem_check CHECK ((problem = ANY (ARRAY['wrong-amount'::text, 'other-account'::text, 'paid-twice'::text]))),
  constraint payment_state_check CHECK ((state = ANY (ARRAY['open'::text, 'pending'::text, 'paid'::text, 'failed'::text, 'expired'::text]))),
  constraint payment_shop_id_checkout_id_fkey FOREIGN KEY (shop_id, checkout_id) REFERENCES public.checkout(shop_id, checkout_id) ON DELETE CASCADE,
  constraint payment_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint payment_shop_id_order_id_fkey FOREIGN KEY (shop_id, order_id) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE
);

alter table public.payment enable row level security;
alter table public.payment force row level security;

create table public.person_act (
  shop_id uuid not null,
  person_act_id uuid not null default uuidv7(),
  kind text not null,
  pressed_by text not null,
  at timestamp(3) with time zone not null,
  undone_at timestamp(3) with time zone,
  constraint person_act_pkey PRIMARY KEY (shop_id, person_act_id),
  constraint person_act_kind_check CHECK ((kind = ANY (ARRAY['merge'::text, 'split'::text]))),
  constraint person_act_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.person_act enable row level security;
alter table public.person_act force row level security;

create table public.person_note (
  shop_id uuid not null,
  person_note_id uuid not null default uuidv7(),
  customer_id uuid not null,
  text text not null,
  written_by text not null,
  written_at timestamp(3) with time zone not null,
  constraint person_note_pkey PRIMARY KEY (shop_id, person_note_id),
  constraint person_note_text_check CHECK (((text <> ''::text) AND (length(text) <= 2000))),
  constraint person_note_shop_id_customer_id_fkey FOREIGN KEY (shop_id, customer_id) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE
);

alter table public.person_note enable row level security;
alter table public.person_note force row level security;

create table public.person_tie (
  shop_id uuid not null,
  person_tie_id uuid not null default uuidv7(),
  one uuid not null,
  other uuid not null,
  made_in uuid not null,
  ended_in uuid,
  constraint person_tie_pkey PRIMARY KEY (shop_id, person_tie_id),
  constraint person_tie_check CHECK ((one < other)),
  constraint person_tie_shop_id_ended_in_fkey FOREIGN KEY (shop_id, ended_in) REFERENCES public.person_act(shop_id, person_act_id) ON DELETE CASCADE,
  constraint person_tie_shop_id_made_in_fkey FOREIGN KEY (shop_id, made_in) REFERENCES public.person_act(shop_id, person_act_id) ON DELETE CASCADE,
  constraint person_tie_shop_id_one_fkey FOREIGN KEY (shop_id, one) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE,
  constraint person_tie_shop_id_other_fkey FOREIGN KEY (shop_id, other) REFERENCES public.customer(shop_id, customer_id) ON DELETE CASCADE
);

alter table public.person_tie enable row level security;
alter table public.person_tie force row level security;

create table public.posting (
  shop_id uuid not null,
  journal_id uuid not null,
  line smallint not null,
  from_account text not null,
  to_account text not null,
  amount_minor bigint not null,
  currency character(3) not null,
  constraint posting_pkey PRIMARY KEY (shop_id, journal_id, line),
  constraint posting_amount_minor_check CHECK ((amount_minor > 0)),
  constraint posting_check CHECK ((to_account <> from_account)),
  constraint posting_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint posting_shop_id_from_account_fkey FOREIGN KEY (shop_id, from_account) REFERENCES public.account(shop_id, account),
  constraint posting_shop_id_journal_id_fkey FOREIGN KEY (shop_id, journal_id) REFERENCES public.journal(shop_id, journal_id) ON DELETE CASCADE,
  constraint posting_shop_id_to_account_fkey FOREIGN KEY (shop_id, to_account) REFERENCES public.account(shop_id, account)
);

alter table public.posting enable row level security;
alter table public.posting force row level security;

create table public.price (
  shop_id uuid not null,
  pattern_id uuid not null,
  currency character(3) not null,
  amount_minor bigint not null,
  sale_minor bigint,
  sale_from timestamp with time zone,
  sale_to timestamp with time zone,
  constraint price_pkey PRIMARY KEY (shop_id, pattern_id, currency),
  constraint price_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint price_check CHECK (((sale_minor >= 0) AND (sale_minor < amount_minor))),
  constraint price_check1 CHECK ((sale_to > sale_from)),
  constraint price_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint price_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.price enable row level security;
alter table public.price force row level security;

create table public.price_rule (
  shop_id uuid not null,
  connection_id uuid not null,
  currency character(3) not null,
  from_currency character(3) not null,
  rate_millionths bigint not null default 1000000,
  percent_hundredths integer not null default 0,
  add_minor bigint not null default 0,
  rounding text not null default 'none'::text,
  floor_minor bigint,
  updated_at timestamp with time zone not null default now(),
  constraint price_rule_pkey PRIMARY KEY (shop_id, connection_id, currency),
  constraint price_rule_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint price_rule_floor_minor_check CHECK ((floor_minor >= 0)),
  constraint price_rule_from_currency_check CHECK ((from_currency ~ '^[A-Z]{3}$'::text)),
  constraint price_rule_percent_hundredths_check CHECK (((percent_hundredths >= '-9999'::integer) AND (percent_hundredths <= 1000000))),
  constraint price_rule_rate_millionths_check CHECK ((rate_millionths > 0)),
  constraint price_rule_rounding_check CHECK ((rounding = ANY (ARRAY['none'::text, 'whole'::text, 'half'::text, 'ninety-nine'::text]))),
  constraint price_rule_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.price_rule enable row level security;
alter table public.price_rule force row level security;

create table public.promotion (
  shop_id uuid not null,
  promotion_id uuid not null default uuidv7(),
  name text not null,
  percent integer,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  key text not null,
  pressed_by text not null,
  next_due_at timestamp with time zone,
  ended_early boolean not null default false,
  created_at timestamp(3) with time zone not null default now(),
  kind text not null default 'sale'::text,
  code text,
  off_minor jsonb,
  most_uses integer,
  is_for_all boolean not null default false,
  coupon_id uuid,
  constraint promotion_pkey PRIMARY KEY (shop_id, promotion_id),
  constraint promotion_check CHECK (((ends_at > starts_at) OR ended_early)),
  constraint promotion_check1 CHECK (((percent >= 1) AND (percent <=
CASE kind
    WHEN 'sale'::text THEN 95
    ELSE 100
END))),
  constraint promotion_check2 CHECK (((kind = 'coupon'::text) = (code IS NOT NULL))),
  constraint promotion_check3 CHECK (((kind = 'coupon'::text) OR ((percent IS NOT NULL) AND (coupon_id IS NULL) AND (most_uses IS NULL) AND (off_minor IS NULL)))),
  constraint promotion_check4 CHECK (((kind = 'sale'::text) OR ((percent IS NULL) <> (off_minor IS NULL)))),
  constraint promotion_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]$'::text)),
  constraint promotion_kind_check CHECK ((kind = ANY (ARRAY['sale'::text, 'coupon'::text]))),
  constraint promotion_most_uses_check CHECK ((most_uses > 0)),
  constraint promotion_off_minor_check CHECK ((jsonb_typeof(off_minor) = 'object'::text)),
  constraint promotion_shop_id_coupon_id_fkey FOREIGN KEY (shop_id, coupon_id) REFERENCES public.coupon(shop_id, coupon_id),
  constraint promotion_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint promotion_shop_id_key_key UNIQUE (shop_id, key)
);

alter table public.promotion enable row level security;
alter table public.promotion force row level security;

create table public.promotion_coupon (
  shop_id uuid not null,
  there_id uuid not null default uuidv7(),
  promotion_id uuid not null,
  connection_id uuid not null,
  part text not null,
  wish jsonb not null,
  state text not null default 'planned'::text,
  remote_id text,
  asked_at timestamp with time zone,
  seen_at timestamp with time zone,
  reason text,
  attempts integer not null default 0,
  is_to_right boolean not null default false,
  next_due_at timestamp with time zone,
  constraint promotion_coupon_pkey PRIMARY KEY (shop_id, there_id),
  constraint promotion_coupon_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'there'::text, 'differs'::text, 'gone'::text, 'refused'::text, 'over'::text, 'let-go'::text, 'by-hand'::text]))),
  constraint promotion_coupon_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint promotion_coupon_shop_id_promotion_id_fkey FOREIGN KEY (shop_id, promotion_id) REFERENCES public.promotion(shop_id, promotion_id) ON DELETE CASCADE,
  constraint promotion_coupon_shop_id_promotion_id_connection_id_part_key UNIQUE (shop_id, promotion_id, connection_id, part)
);

alter table public.promotion_coupon enable row level security;
alter table public.promotion_coupon force row level security;

create table public.promotion_listing (
  shop_id uuid not null,
  promotion_id uuid not null,
  listing_id uuid not null,
  way text not null,
  currency character(3) not null,
  price_minor bigint not null,
  sale_minor bigint not null,
  begun_with uuid,
  over_with uuid,
  is_over boolean not null default false,
  reason text,
  constraint promotion_listing_pkey PRIMARY KEY (shop_id, promotion_id, listing_id),
  constraint promotion_listing_check CHECK (((sale_minor >= 0) AND (sale_minor < price_minor))),
  constraint promotion_listing_price_minor_check CHECK ((price_minor > 0)),
  constraint promotion_listing_way_check CHECK ((way = ANY (ARRAY['sale-price'::text, 'price'::text]))),
  constraint promotion_listing_shop_id_begun_with_fkey FOREIGN KEY (shop_id, begun_with) REFERENCES public.publication(shop_id, publication_id),
  constraint promotion_listing_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE,
  constraint promotion_listing_shop_id_over_with_fkey FOREIGN KEY (shop_id, over_with) REFERENCES public.publication(shop_id, publication_id),
  constraint promotion_listing_shop_id_promotion_id_fkey FOREIGN KEY (shop_id, promotion_id) REFERENCES public.promotion(shop_id, promotion_id) ON DELETE CASCADE
);

alter table public.promotion_listing enable row level security;
alter table public.promotion_listing force row level security;

create table public.promotion_pattern (
  shop_id uuid not null,
  promotion_id uuid not null,
  pattern_id uuid not null,
  constraint promotion_pattern_pkey PRIMARY KEY (shop_id, promotion_id, pattern_id),
  constraint promotion_pattern_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint promotion_pattern_shop_id_promotion_id_fkey FOREIGN KEY (shop_id, promotion_id) REFERENCES public.promotion(shop_id, promotion_id) ON DELETE CASCADE
);

alter table public.promotion_pattern enable row level security;
alter table public.promotion_pattern force row level security;

create table public.proposal (
  shop_id uuid not null,
  proposal_id uuid not null default uuidv7(),
  pattern_id uuid,
  title text not null,
  confidence double precision not null,
  is_sure boolean not null,
  is_alone boolean not null,
  acceptance_id uuid,
  reason text,
  kind text default
CASE
    WHEN is_alone THEN 'alone'::text
    WHEN (is_sure AND (reason IS NULL)) THEN 'sure'::text
    ELSE 'doubtful'::text
END,
  constraint proposal_pkey PRIMARY KEY (shop_id, proposal_id),
  constraint proposal_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint proposal_shop_id_acceptance_id_fkey FOREIGN KEY (shop_id, acceptance_id) REFERENCES public.acceptance(shop_id, acceptance_id),
  constraint proposal_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint proposal_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.proposal enable row level security;
alter table public.proposal force row level security;

create table public.proposal_member (
  shop_id uuid not null,
  listing_id uuid not null,
  proposal_id uuid not null,
  confidence double precision not null,
  is_sure boolean not null,
  reasons text[] not null default '{}'::text[],
  doubts text[] not null default '{}'::text[],
  constraint proposal_member_pkey PRIMARY KEY (shop_id, listing_id),
  constraint proposal_member_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint proposal_member_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE,
  constraint proposal_member_shop_id_proposal_id_fkey FOREIGN KEY (shop_id, proposal_id) REFERENCES public.proposal(shop_id, proposal_id) ON DELETE CASCADE
);

alter table public.proposal_member enable row level security;
alter table public.proposal_member force row level security;

create table public.publication (
  shop_id uuid not null,
  publication_id uuid not null default uuidv7(),
  pattern_id uuid,
  version_id uuid,
  cause text not null,
  undoes uuid,
  pressed_by text not null,
  key text not null,
  created_at timestamp(3) with time zone not null default now(),
  put_away uuid[] not null default '{}'::uuid[],
  not_offered jsonb not null default '[]'::jsonb,
  constraint publication_pkey PRIMARY KEY (shop_id, publication_id),
  constraint publication_cause_check CHECK ((cause = ANY (ARRAY['publish'::text, 'undo'::text, 'accept'::text, 'import'::text, 'put-right'::text, 'make-ready'::text, 'launch'::text, 'retire'::text, 'unpublish'::text, 'back'::text, 'promote'::text, 'promotion-over'::text, 'follow'::text]))),
  constraint publication_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint publication_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint publication_shop_id_undoes_fkey FOREIGN KEY (shop_id, undoes) REFERENCES public.publication(shop_id, publication_id),
  constraint publication_shop_id_version_id_fkey FOREIGN KEY (shop_id, version_id) REFERENCES public.version(shop_id, version_id) ON DELETE CASCADE,
  constraint publication_shop_id_key_key UNIQUE (shop_id, key)
);

alter table public.publication enable row level security;
alter table public.publication force row level security;

create table public.refund (
  shop_id uuid not null,
  order_id uuid not null,
  remote_id text not null,
  amount_minor bigint not null,
  reason text,
  refunded_at timestamp with time zone not null,
  constraint refund_pkey PRIMARY KEY (shop_id, order_id, remote_id),
  constraint refund_amount_minor_check CHECK ((amount_minor > 0)),
  constraint refund_shop_id_order_id_fkey FOREIGN KEY (shop_id, order_id) REFERENCES public."order"(shop_id, order_id) ON DELETE CASCADE
);

alter table public.refund enable row level security;
alter table public.refund force row level security;

create table public.remote_copy (
  shop_id uuid not null,
  connection_id uuid not null,
  sha256 character(64) not null,
  remote jsonb not null,
  created_at timestamp with time zone not null default now(),
  constraint remote_copy_pkey PRIMARY KEY (shop_id, connection_id, sha256),
  constraint remote_copy_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.remote_copy enable row level security;
alter table public.remote_copy force row level security;

create table public.sales_file (
  shop_id uuid not null,
  sales_file_id uuid not null default uuidv7(),
  connection_id uuid not null,
  file_name text not null,
  sha256 character(64) not null,
  size_bytes bigint not null,
  reading jsonb not null,
  created_at timestamp with time zone not null default now(),
  looked jsonb,
  sales_import_id uuid,
  constraint sales_file_pkey PRIMARY KEY (shop_id, sales_file_id),
  constraint sales_file_file_name_check CHECK ((file_name <> ''::text)),
  constraint sales_file_size_bytes_check CHECK ((size_bytes > 0)),
  constraint sales_file_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint sales_file_shop_id_sales_import_id_fkey FOREIGN KEY (shop_id, sales_import_id) REFERENCES public.sales_import(shop_id, sales_import_id) ON DELETE CASCADE
);

alter table public.sales_file enable row level security;
alter table public.sales_file force row level security;

create table public.sales_import (
  shop_id uuid not null,
  sales_import_id uuid not null default uuidv7(),
  connection_id uuid not null,
  file_name text not null,
  key text not null,
  counts jsonb not null,
  taken_at timestamp(3) with time zone not null,
  taken_by text not null,
  undone_at timestamp with time zone,
  undone_by text,
  state text not null default 'taken'::text,
  map text,
  matches jsonb not null default '[]'::jsonb,
  reached text,
  done_rows integer not null default 0,
  all_rows integer not null default 0,
  done_counts jsonb not null default '{}'::jsonb,
  reason text,
  attempts integer not null default 0,
  next_run_at timestamp with time zone not null default now(),
  lease_no bigint not null default 0,
  lease_until timestamp with time zone,
  constraint sales_import_pkey PRIMARY KEY (shop_id, sales_import_id),
  constraint sales_import_all_rows_check CHECK ((all_rows >= 0)),
  constraint sales_import_check CHECK (((undone_at IS NULL) = (undone_by IS NULL))),
  constraint sales_import_check1 CHECK (((state = ANY (ARRAY['undoing'::text, 'undone'::text])) = (undone_at IS NOT NULL))),
  constraint sales_import_done_rows_check CHECK ((done_rows >= 0)),
  constraint sales_import_state_check CHECK ((state = ANY (ARRAY['taking'::text, 'taken'::text, 'stopped'::text, 'undoing'::text, 'undone'::text]))),
  constraint sales_import_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.sales_import enable row level security;
alter table public.sales_import force row level security;

create table public.sales_preset (
  shop_id uuid not null,
  connection_id uuid not null,
  name text not null,
  header text[] not null,
  map jsonb not null,
  changed_at timestamp with time zone not null default now(),
  constraint sales_preset_pkey PRIMARY KEY (shop_id, connection_id, name),
  constraint sales_preset_name_check CHECK ((name <> ''::text)),
  constraint sales_preset_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.sales_preset enable row level security;
alter table public.sales_preset force row level security;

create table public.sales_row (
  shop_id uuid not null,
  connection_id uuid not null,
  order_key text not null,
  line_key text not null,
  sales_import_id uuid not null,
  told jsonb not null,
  constraint sales_row_pkey PRIMARY KEY (shop_id, connection_id, order_key, line_key, sales_import_id),
  constraint sales_row_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint sales_row_shop_id_sales_import_id_fkey FOREIGN KEY (shop_id, sales_import_id) REFERENCES public.sales_import(shop_id, sales_import_id) ON DELETE CASCADE
);

alter table public.sales_row enable row level security;
alter table public.sales_row force row level security;

create table public.shop (
  shop_id uuid not null default uuidv7(),
  slug text not null,
  name text not null,
  currency character(3) not null,
  is_demo boolean not null default false,
  held_at timestamp with time zone,
  field_rules jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  source_kind text not null default 'hub'::text,
  source_connection uuid,
  source_system text,
  source_publishes boolean not null default false,
  refund_takes text not null default 'at-once'::text,
  refund_days smallint not null default 14,
  buyer_language text not null default 'en'::text,
  buyer_contact text,
  library_downloads integer,
  library_days integer,
  library_resets integer not null default 3,
  constraint shop_pkey PRIMARY KEY (shop_id),
  constraint shop_buyer_contact_check CHECK ((buyer_contact <> ''::text)),
  constraint shop_buyer_language_check CHECK ((buyer_language = ANY (ARRAY['en'::text, 'de'::text, 'fr'::text, 'es'::text, 'nl'::text]))),
  constraint shop_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint shop_library_days_check CHECK (((library_days >= 1) AND (library_days <= 36500))),
  constraint shop_library_downloads_check CHECK (((library_downloads >= 1) AND (library_downloads <= 1000))),
  constraint shop_library_resets_check CHECK (((library_resets >= 0) AND (library_resets <= 100))),
  constraint shop_name_check CHECK ((name <> ''::text)),
  constraint shop_refund_days_check CHECK (((refund_days >= 1) AND (refund_days <= 365))),
  constraint shop_refund_takes_check CHECK ((refund_takes = ANY (ARRAY['at-once'::text, 'after'::text, 'never'::text]))),
  constraint shop_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  constraint shop_source_check CHECK ((((source_kind = 'storefront'::text) = (source_connection IS NOT NULL)) AND ((source_kind = 'outside'::text) = (source_system IS NOT NULL)))),
  constraint shop_source_kind_check CHECK ((source_kind = ANY (ARRAY['hub'::text, 'storefront'::text, 'outside'::text]))),
  constraint shop_source_system_check CHECK ((source_system ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text)),
  constraint shop_source_fkey FOREIGN KEY (shop_id, source_connection) REFERENCES public.connection(shop_id, connection_id) DEFERRABLE INITIALLY DEFERRED
);

alter table public.shop enable row level security;
alter table public.shop force row level security;

create table public.sign_in_ask (
  shop_id uuid not null,
  sign_in_ask_id uuid not null default uuidv7(),
  email text not null,
  language text not null,
  asked_at timestamp with time zone not null,
  constraint sign_in_ask_pkey PRIMARY KEY (shop_id, sign_in_ask_id),
  constraint sign_in_ask_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE
);

alter table public.sign_in_ask enable row level security;
alter table public.sign_in_ask force row level security;

create table public.standing (
  shop_id uuid not null,
  listing_id uuid not null,
  field text not null,
  same_as text,
  is_lifted boolean not null default false,
  constraint standing_pkey PRIMARY KEY (shop_id, listing_id, field),
  constraint standing_field_check CHECK ((field = ANY (ARRAY['images'::text, 'files'::text]))),
  constraint standing_same_as_check CHECK ((same_as ~ '^[0-9a-f]{64}$'::text)),
  constraint standing_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE
);

alter table public.standing enable row level security;
alter table public.standing force row level security;

create table public.step (
  shop_id uuid not null,
  step_id uuid not null default uuidv7(),
  listing_id uuid not null,
  desired_no integer not null,
  key text not null,
  kind text not null,
  says text not null,
  fields text[] not null default '{}'::text[],
  state text not null,
  reason text,
  cost_minor bigint not null default 0,
  sent_at timestamp with time zone not null default now(),
  settled_at timestamp with time zone,
  constraint step_pkey PRIMARY KEY (shop_id, step_id),
  constraint step_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'done'::text, 'refused'::text, 'unknown'::text, 'superseded'::text]))),
  constraint step_shop_id_listing_id_fkey FOREIGN KEY (shop_id, listing_id) REFERENCES public.listing(shop_id, listing_id) ON DELETE CASCADE
);

alter table public.step enable row level security;
alter table public.step force row level security;

create table public.store (
  shop_id uuid not null,
  name text not null,
  about text not null default ''::text,
  languages text[] not null default '{en}'::text[],
  currency character(3) not null,
  is_open boolean not null default false,
  rests_in_dispute boolean not null default false,
  own_connection uuid,
  updated_at timestamp with time zone not null default now(),
  constraint store_pkey PRIMARY KEY (shop_id),
  constraint store_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint store_name_check CHECK ((name <> ''::text)),
  constraint store_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint store_shop_id_own_connection_fkey FOREIGN KEY (shop_id, own_connection) REFERENCES public.connection(shop_id, connection_id)
);

alter table public.store enable row level security;
alter table public.store force row level security;

create table public.store_change (
  shop_id uuid not null,
  change_id uuid not null default uuidv7(),
  key text not null,
  says text not null,
  before jsonb not null,
  after jsonb not null,
  pressed_by text not null,
  created_at timestamp(3) with time zone not null default now(),
  undone_at timestamp with time zone,
  constraint store_change_pkey PRIMARY KEY (shop_id, change_id),
  constraint store_change_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint store_change_shop_id_key_key UNIQUE (shop_id, key)
);

alter table public.store_change enable row level security;
alter table public.store_change force row level security;

create table public.store_pattern (
  shop_id uuid not null,
  pattern_id uuid not null,
  is_in boolean,
  least_minor bigint,
  suggested_minor bigint,
  constraint store_pattern_pkey PRIMARY KEY (shop_id, pattern_id),
  constraint store_pattern_check CHECK ((suggested_minor >= least_minor)),
  constraint store_pattern_check1 CHECK (((least_minor IS NULL) = (suggested_minor IS NULL))),
  constraint store_pattern_least_minor_check CHECK ((least_minor >= 0)),
  constraint store_pattern_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.store_pattern enable row level security;
alter table public.store_pattern force row level security;

create table public.storefront_properties (
  shop_id uuid not null,
  connection_id uuid not null,
  shelf text not null,
  properties jsonb not null,
  read_at timestamp with time zone not null,
  constraint storefront_properties_pkey PRIMARY KEY (shop_id, connection_id, shelf),
  constraint storefront_properties_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.storefront_properties enable row level security;
alter table public.storefront_properties force row level security;

create table public.storefront_shelves (
  shop_id uuid not null,
  connection_id uuid not null,
  shelves jsonb not null,
  read_at timestamp with time zone not null,
  constraint storefront_shelves_pkey PRIMARY KEY (shop_id, connection_id),
  constraint storefront_shelves_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.storefront_shelves enable row level security;
alter table public.storefront_shelves force row level security;

create table public.storefront_template (
  shop_id uuid not null,
  connection_id uuid not null,
  title text not null default ''::text,
  description text not null default ''::text,
  updated_at timestamp with time zone not null default now(),
  shelves jsonb not null default '{}'::jsonb,
  constraint storefront_template_pkey PRIMARY KEY (shop_id, connection_id),
  constraint storefront_template_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE
);

alter table public.storefront_template enable row level security;
alter table public.storefront_template force row level security;

create table public.upload (
  shop_id uuid not null,
  upload_id uuid not null default uuidv7(),
  file_name text not null,
  size_bytes bigint not null,
  received_bytes bigint not null default 0,
  sha256 character(64),
  created_at timestamp with time zone not null default now(),
  constraint upload_pkey PRIMARY KEY (shop_id, upload_id),
  constraint upload_check CHECK (((received_bytes >= 0) AND (received_bytes <= size_bytes))),
  constraint upload_size_bytes_check CHECK ((size_bytes > 0)),
  constraint upload_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES public.shop(shop_id) ON DELETE CASCADE,
  constraint upload_shop_id_sha256_fkey FOREIGN KEY (shop_id, sha256) REFERENCES public.blob(shop_id, sha256)
);

alter table public.upload enable row level security;
alter table public.upload force row level security;

create table public.version (
  shop_id uuid not null,
  version_id uuid not null default uuidv7(),
  pattern_id uuid not null,
  number text not null,
  kind text not null,
  note text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  sizes text[] not null default '{}'::text[],
  constraint version_pkey PRIMARY KEY (shop_id, version_id),
  constraint version_kind_check CHECK ((kind = ANY (ARRAY['first'::text, 'correction'::text, 'sizes'::text, 'edition'::text]))),
  constraint version_number_check CHECK ((number ~ '^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$'::text)),
  constraint version_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE,
  constraint version_shop_id_pattern_id_number_key UNIQUE (shop_id, pattern_id, number)
);

alter table public.version enable row level security;
alter table public.version force row level security;

create table public.version_file (
  shop_id uuid not null,
  version_id uuid not null,
  file_key text not null,
  "position" smallint not null,
  role text not null,
  file_name text not null,
  sha256 character(64) not null,
  constraint version_file_pkey PRIMARY KEY (shop_id, version_id, file_key),
  constraint version_file_file_key_check CHECK ((file_key ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text)),
  constraint version_file_file_name_check CHECK (((file_name <> ''::text) AND (file_name !~ '[/\\\x01-\x1f]'::text))),
  constraint version_file_role_check CHECK ((role = ANY (ARRAY['instructions'::text, 'a4'::text, 'letter'::text, 'a0'::text, 'projector'::text, 'chart'::text, 'other'::text]))),
  constraint version_file_shop_id_sha256_fkey FOREIGN KEY (shop_id, sha256) REFERENCES public.blob(shop_id, sha256),
  constraint version_file_shop_id_version_id_fkey FOREIGN KEY (shop_id, version_id) REFERENCES public.version(shop_id, version_id) ON DELETE CASCADE,
  constraint version_file_shop_id_version_id_position_key UNIQUE (shop_id, version_id, "position")
);

alter table public.version_file enable row level security;
alter table public.version_file force row level security;

create table public.wording (
  shop_id uuid not null,
  connection_id uuid not null,
  pattern_id uuid not null,
  title text,
  description text,
  tags text[],
  price_minor bigint,
  price_currency character(3),
  is_offered boolean not null default true,
  updated_at timestamp with time zone not null default now(),
  shelf text,
  properties jsonb not null default '{}'::jsonb,
  constraint wording_pkey PRIMARY KEY (shop_id, connection_id, pattern_id),
  constraint wording_check CHECK (((price_minor IS NULL) = (price_currency IS NULL))),
  constraint wording_price_currency_check CHECK ((price_currency ~ '^[A-Z]{3}$'::text)),
  constraint wording_price_minor_check CHECK ((price_minor >= 0)),
  constraint wording_shelf_check CHECK ((shelf <> ''::text)),
  constraint wording_title_check CHECK ((title <> ''::text)),
  constraint wording_shop_id_connection_id_fkey FOREIGN KEY (shop_id, connection_id) REFERENCES public.connection(shop_id, connection_id) ON DELETE CASCADE,
  constraint wording_shop_id_pattern_id_fkey FOREIGN KEY (shop_id, pattern_id) REFERENCES public.pattern(shop_id, pattern_id) ON DELETE CASCADE
);

alter table public.wording enable row level security;
alter table public.wording force row level security;

create table rate.bucket (
  key character(64) not null,
  tokens double precision not null,
  filled_at timestamp with time zone not null,
  day date not null,
  used_today bigint not null default 0,
  paused_until timestamp with time zone,
  learned jsonb not null default '{}'::jsonb,
  recent bigint[] not null default '{}'::bigint[],
  constraint bucket_pkey PRIMARY KEY (key)
);

create table rate.slot (
  key character(64) not null,
  slot_id uuid not null,
  until timestamp with time zone not null,
  constraint slot_pkey PRIMARY KEY (key, slot_id)
);

create table selvage.migration (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (name)
);

CREATE INDEX acceptance_newest ON public.acceptance USING btree (shop_id, accepted_at DESC, acceptance_id DESC);

CREATE INDEX address_ask_of_customer ON public.address_ask USING btree (shop_id, customer_id, asked_at);

CREATE INDEX address_ask_to ON public.address_ask USING btree (shop_id, email, asked_at);

CREATE INDEX api_answer_by_age ON public.api_answer USING btree (shop_id, asked_at);

CREATE INDEX api_key_by_hash ON public.api_key USING btree (token_hash);

CREATE INDEX batch_newest ON public.batch USING btree (shop_id, created_at DESC, batch_id DESC);

CREATE INDEX bringing_due ON public.bringing USING btree (shop_id, due_at) WHERE (state = 'waiting'::text);

CREATE INDEX bringing_so_far ON public.bringing USING btree (shop_id, pattern_id) INCLUDE (state, attempts, is_troubled);

CREATE INDEX bringing_troubled ON public.bringing USING btree (shop_id, pattern_id) WHERE is_troubled;

CREATE INDEX bringing_version ON public.bringing USING btree (shop_id, version_id) WHERE (version_id IS NOT NULL);

CREATE INDEX bundle_pattern_of_pattern ON public.bundle_pattern USING btree (shop_id, pattern_id);

CREATE INDEX buyer_consent_of_customer ON public.buyer_consent USING btree (shop_id, customer_id);

CREATE INDEX buyer_delivery_due ON public.buyer_delivery USING btree (shop_id, connection_id, next_try_at) WHERE (state <> 'delivered'::text);

CREATE INDEX buyer_delivery_of_customer ON public.buyer_delivery USING btree (shop_id, customer_id);

CREATE INDEX buyer_delivery_of_order ON public.buyer_delivery USING btree (shop_id, order_id);

CREATE INDEX buyer_wish_of_customer ON public.buyer_wish USING btree (shop_id, customer_id);

CREATE INDEX buyer_wish_open ON public.buyer_wish USING btree (shop_id, made_at) WHERE (settled_at IS NULL);

CREATE INDEX checkout_newest ON public.checkout USING btree (shop_id, started_at DESC, checkout_id DESC);

CREATE INDEX checkout_of_coupon ON public.checkout USING btree (shop_id, coupon_id, state) WHERE (coupon_id IS NOT NULL);

CREATE INDEX checkout_of_email ON public.checkout USING btree (shop_id, email) WHERE (email IS NOT NULL);

CREATE INDEX checkout_of_remote ON public.checkout USING btree (shop_id, connection_id, remote_id) WHERE (remote_id IS NOT NULL);

CREATE INDEX checkout_unpaid ON public.checkout USING btree (shop_id, started_at) WHERE (state = ANY (ARRAY['started'::text, 'failed'::text, 'expired'::text]));

CREATE INDEX checkout_line_of_pattern ON public.checkout_line USING btree (shop_id, pattern_id);

CREATE INDEX claim_due ON public.claim USING btree (shop_id, due_at) WHERE (state <> 'told'::text);

CREATE INDEX claim_of_order ON public.claim USING btree (shop_id, order_id);

CREATE INDEX claim_of_pattern ON public.claim USING btree (shop_id, pattern_id);

CREATE INDEX claim_code_of_pattern ON public.claim_code USING btree (shop_id, pattern_id, made_at);

CREATE INDEX claim_link_of_claim ON public.claim_link USING btree (shop_id, claim_id);

CREATE INDEX claim_try_at ON public.claim_try USING btree (shop_id, at);

CREATE INDEX claim_try_of_asker ON public.claim_try USING btree (shop_id, asker_hash, at);

CREATE INDEX claim_try_of_number ON public.claim_try USING btree (shop_id, number_hash, at);

CREATE INDEX claimed_by_customer ON public.claimed USING btree (shop_id, customer_id);

CREATE INDEX claimed_of_pattern ON public.claimed USING btree (shop_id, pattern_id);

CREATE INDEX consent_word_given ON public.consent_word USING btree (shop_id, purpose, customer_id) WHERE is_given;

CREATE INDEX consent_word_newest ON public.consent_word USING btree (shop_id, customer_id, purpose, at DESC, consent_word_id DESC);

CREATE INDEX consent_word_refused ON public.consent_word USING btree (shop_id, purpose, customer_id) WHERE (NOT is_given);

CREATE INDEX coupon_pattern_of_pattern ON public.coupon_pattern USING btree (shop_id, pattern_id);

CREATE INDEX customer_address_key ON public.customer USING btree (shop_id, address_key) WHERE (address_key IS NOT NULL);

CREATE INDEX customer_by_country ON public.customer USING btree (shop_id, country, bought_at DESC, customer_id DESC) WHERE ((forgotten_at IS NULL) AND ((person_id IS NULL) OR (person_id = customer_id)));

CREATE INDEX customer_by_language ON public.customer USING btree (shop_id, language, bought_at DESC, customer_id DESC) WHERE ((language IS NOT NULL) AND (forgotten_at IS NULL) AND ((person_id IS NULL) OR (person_id = customer_id)));

CREATE INDEX customer_of_person ON public.customer USING btree (shop_id, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX customer_people ON public.customer USING btree (shop_id, bought_at DESC, customer_id DESC) WHERE ((forgotten_at IS NULL) AND ((person_id IS NULL) OR (person_id = customer_id)));

CREATE INDEX customer_same_name ON public.customer USING btree (shop_id, name_key, country) WHERE (name_key IS NOT NULL);

CREATE INDEX customer_sought ON public.customer USING btree (shop_id) INCLUDE (customer_id, sought);

CREATE INDEX customer_uninvited ON public.customer USING btree (shop_id, customer_id) WHERE ((invited_at IS NULL) AND (email IS NOT NULL));

CREATE INDEX customer_address_of_person ON public.customer_address USING btree (shop_id, person_id);

CREATE INDEX desired_state_of_publication ON public.desired_state USING btree (shop_id, publication_id);

CREATE INDEX double_purchase_coupon ON public.double_purchase USING btree (shop_id, coupon_id) WHERE (coupon_id IS NOT NULL);

CREATE INDEX double_purchase_earlier ON public.double_purchase USING btree (shop_id, earlier_order);

CREATE INDEX double_purchase_of_customer ON public.double_purchase USING btree (shop_id, customer_id);

CREATE INDEX double_purchase_of_pattern ON public.double_purchase USING btree (shop_id, pattern_id);

CREATE INDEX double_purchase_open ON public.double_purchase USING btree (shop_id, noticed_at DESC, order_id) WHERE (state = 'open'::text);

CREATE INDEX entitlement_of_customer ON public.entitlement USING btree (shop_id, customer_id, pattern_id);

CREATE INDEX entitlement_of_pattern ON public.entitlement USING btree (shop_id, pattern_id) INCLUDE (customer_id, order_id) WHERE (ended_at IS NULL);

CREATE INDEX entitlement_past ON public.entitlement USING btree (shop_id, past_of, customer_id) WHERE ((ended_at IS NULL) AND (past_of IS NOT NULL));

CREATE INDEX erratum_due ON public.erratum USING btree (looks_at, shop_id) WHERE (looks_at IS NOT NULL);

CREATE INDEX erratum_newest ON public.erratum USING btree (shop_id, created_at DESC, erratum_id DESC);

CREATE INDEX erratum_of_pattern ON public.erratum USING btree (shop_id, pattern_id, left_at DESC);

CREATE INDEX erratum_of_pause ON public.erratum USING btree (shop_id, pause_id);

CREATE INDEX erratum_of_store_change ON public.erratum USING btree (shop_id, store_change_id);

CREATE INDEX erratum_of_version ON public.erratum USING btree (shop_id, version_id);

CREATE INDEX erratum_delivery_of_connection ON public.erratum_delivery USING btree (shop_id, connection_id);

CREATE INDEX erratum_delivery_of_customer ON public.erratum_delivery USING btree (shop_id, customer_id);

CREATE INDEX erratum_delivery_of_mail ON public.erratum_delivery USING btree (shop_id, mail_id);

CREATE INDEX event_undelivered ON public.event USING btree (shop_id, created_at) WHERE (delivered_at IS NULL);

CREATE INDEX given_of_pattern ON public.given_bytes USING btree (shop_id, pattern_id, at DESC);

CREATE INDEX given_to_customer ON public.given_bytes USING btree (shop_id, customer_id, pattern_id, at) WHERE ((customer_id IS NOT NULL) AND (kind <> 'sold-with'::text));

CREATE UNIQUE INDEX given_there ON public.given_bytes USING btree (shop_id, customer_id, connection_id, pattern_id, file_key) WHERE (kind = 'sent-there'::text);

CREATE UNIQUE INDEX given_with_sale ON public.given_bytes USING btree (shop_id, order_id, pattern_id, file_key) WHERE (kind = 'sold-with'::text);

CREATE INDEX hand_edit_newest ON public.hand_edit USING btree (shop_id, found_at DESC, hand_edit_id DESC);

CREATE UNIQUE INDEX hand_edit_open ON public.hand_edit USING btree (shop_id, listing_id, field) WHERE (settled_at IS NULL);

CREATE INDEX hand_step_newest ON public.hand_step USING btree (shop_id, made_at DESC, hand_step_id DESC);

CREATE INDEX hand_step_open ON public.hand_step USING btree (shop_id, listing_id) WHERE ((done_at IS NULL) AND (superseded_at IS NULL));

CREATE INDEX inbox_kept ON public.inbox USING btree (shop_id, connection_id, received_at) WHERE ((source = 'hook'::text) AND (state = 'kept'::text));

CREATE INDEX inbox_open ON public.inbox USING btree (shop_id, received_at DESC) WHERE (state = 'unreadable'::text);

CREATE INDEX inbox_recent ON public.inbox USING btree (shop_id, connection_id, received_at DESC);

CREATE INDEX inbox_wishes ON public.inbox USING btree (shop_id, received_at) WHERE ((source = 'privacy'::text) AND (state = 'kept'::text));

CREATE INDEX journal_not_sale ON public.journal USING btree (shop_id, cause COLLATE "C") WHERE (cause !~~ 'sale:%'::text);

CREATE INDEX launch_due ON public.launch USING btree (next_try_at) WHERE (state = 'planned'::text);

CREATE INDEX launch_newest ON public.launch USING btree (shop_id, created_at DESC, launch_id DESC);

CREATE INDEX launch_listing_of_listing ON public.launch_listing USING btree (shop_id, listing_id);

CREATE INDEX library_link_of_customer ON public.library_link USING btree (shop_id, customer_id) WHERE (used_at IS NULL);

CREATE INDEX library_link_used ON public.library_link USING btree (shop_id, customer_id) WHERE (used_at IS NOT NULL);

CREATE INDEX library_reset_of_pattern ON public.library_reset USING btree (shop_id, pattern_id);

CREATE INDEX library_session_of_customer ON public.library_session USING btree (shop_id, customer_id);

CREATE INDEX library_session_of_order ON public.library_session USING btree (shop_id, order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX listing_by_pattern ON public.listing USING btree (shop_id, pattern_id);

CREATE INDEX listing_due ON public.listing USING btree (shop_id, connection_id, next_run_at) WHERE (state = ANY (ARRAY['waiting'::text, 'working'::text]));

CREATE INDEX listing_newest ON public.listing USING btree (shop_id, created_at DESC, listing_id DESC) WHERE (pattern_id IS NOT NULL);

CREATE INDEX listing_state ON public.listing USING btree (shop_id, connection_id, state) INCLUDE (pattern_id, proven_at);

CREATE UNIQUE INDEX listing_of_pattern ON public.listing USING btree (shop_id, connection_id, pattern_id) WHERE (pattern_id IS NOT NULL);

CREATE INDEX mail_due ON public.mail USING btree (shop_id, next_try_at, mail_id) WHERE (state = 'waiting'::text);

CREATE INDEX mail_newest ON public.mail USING btree (shop_id, created_at DESC, mail_id DESC) INCLUDE (sought);

CREATE INDEX mail_of_customer ON public.mail USING btree (shop_id, customer_id, kind);

CREATE INDEX mail_to_nobody ON public.mail USING btree (shop_id, to_address) WHERE (customer_id IS NULL);

CREATE INDEX mail_unsent ON public.mail USING btree (shop_id, state) WHERE (state = ANY (ARRAY['waiting'::text, 'held'::text, 'sending'::text, 'failed'::text]));

CREATE INDEX money_row_newest ON public.money_row USING btree (shop_id, connection_id, happened_at DESC);

CREATE INDEX order_by_day ON public."order" USING btree (shop_id, placed_at, customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX order_fulfil_due ON public."order" USING btree (shop_id, connection_id, fulfil_due_at) WHERE (fulfil_due_at < 'infinity'::timestamp with time zone);

CREATE INDEX order_fulfil_refused ON public."order" USING btree (shop_id, connection_id) WHERE (fulfil_reason IS NOT NULL);

CREATE INDEX order_gone_back ON public."order" USING btree (shop_id, order_id) INCLUDE (state, total_minor, refunded_minor) WHERE ((refunded_minor > 0) OR (state = 'refunded'::text));

CREATE INDEX order_newest ON public."order" USING btree (shop_id, placed_at DESC, order_id);

CREATE INDEX order_number ON public."order" USING btree (shop_id, number);

CREATE INDEX order_number_plain ON public."order" USING btree (shop_id, upper(regexp_replace(number, '[^0-9A-Za-z]'::text, ''::text, 'g'::text)));

CREATE INDEX order_of_connection ON public."order" USING btree (shop_id, connection_id, customer_id);

CREATE INDEX order_of_customer ON public."order" USING btree (shop_id, customer_id);

CREATE INDEX order_other_state ON public."order" USING btree (shop_id, state, placed_at DESC, order_id DESC) WHERE (state <> 'paid'::text);

CREATE INDEX order_refunded ON public."order" USING btree (shop_id, order_id) WHERE ((refunded_minor > 0) OR (state = 'refunded'::text));

CREATE INDEX order_line_listing ON public.order_line USING btree (shop_id, listing_remote_id) WHERE (pattern_id IS NOT NULL);

CREATE INDEX order_line_pattern ON public.order_line USING btree (shop_id, pattern_id);

CREATE INDEX order_line_sold ON public.order_line USING btree (shop_id, pattern_id) INCLUDE (order_id, quantity, total_minor, currency, sold_at) WHERE (sold_at IS NOT NULL);

CREATE INDEX order_line_sold_at ON public.order_line USING btree (shop_id, sold_at) INCLUDE (quantity) WHERE (sold_at IS NOT NULL);

CREATE INDEX order_line_unmatched ON public.order_line USING btree (shop_id, listing_remote_id) WHERE (pattern_id IS NULL);

CREATE INDEX pattern_newest ON public.pattern USING btree (shop_id, created_at DESC, pattern_id DESC) INCLUDE (archived_at, sought);

CREATE INDEX pattern_of_craft ON public.pattern USING btree (shop_id, craft, created_at DESC, pattern_id DESC) INCLUDE (archived_at, sought);

CREATE INDEX pattern_sku ON public.pattern USING btree (shop_id, sku_key);

CREATE INDEX pattern_title ON public.pattern USING btree (shop_id, title_key, pattern_id);

CREATE INDEX payment_disputed ON public.payment USING btree (shop_id, order_id) WHERE (dispute_state = 'open'::text);

CREATE INDEX payment_of_checkout ON public.payment USING btree (shop_id, checkout_id);

CREATE INDEX payment_of_order ON public.payment USING btree (shop_id, order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX payment_problem ON public.payment USING btree (shop_id, changed_at) WHERE ((problem IS NOT NULL) AND (seen_at IS NULL));

CREATE INDEX person_note_of_customer ON public.person_note USING btree (shop_id, customer_id, written_at);

CREATE INDEX person_tie_ended ON public.person_tie USING btree (shop_id, ended_in) WHERE (ended_in IS NOT NULL);

CREATE INDEX person_tie_made ON public.person_tie USING btree (shop_id, made_in);

CREATE INDEX person_tie_one ON public.person_tie USING btree (shop_id, one);

CREATE INDEX person_tie_other ON public.person_tie USING btree (shop_id, other);

CREATE INDEX promotion_due ON public.promotion USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE INDEX promotion_newest ON public.promotion USING btree (shop_id, created_at DESC, promotion_id DESC);

CREATE INDEX promotion_coupon_due ON public.promotion_coupon USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);

CREATE UNIQUE INDEX promotion_of_listing ON public.promotion_listing USING btree (shop_id, listing_id) WHERE (NOT is_over);

CREATE INDEX proposal_accepted ON public.proposal USING btree (shop_id, acceptance_id) WHERE (acceptance_id IS NOT NULL);

CREATE INDEX proposal_open ON public.proposal USING btree (shop_id, title, proposal_id) INCLUDE (kind) WHERE (acceptance_id IS NULL);

CREATE INDEX proposal_member_of ON public.proposal_member USING btree (shop_id, proposal_id);

CREATE INDEX publication_newest ON public.publication USING btree (shop_id, created_at DESC, publication_id DESC);

CREATE INDEX publication_of_pattern ON public.publication USING btree (shop_id, pattern_id);

CREATE INDEX publication_undone ON public.publication USING btree (shop_id, undoes) WHERE (undoes IS NOT NULL);

CREATE INDEX sales_file_by_age ON public.sales_file USING btree (shop_id, created_at);

CREATE INDEX sales_import_newest ON public.sales_import USING btree (shop_id, connection_id, taken_at DESC, sales_import_id DESC);

CREATE INDEX sales_import_under_way ON public.sales_import USING btree (shop_id, connection_id, taken_at, sales_import_id) WHERE (state = ANY (ARRAY['taking'::text, 'undoing'::text]));

CREATE UNIQUE INDEX sales_import_key ON public.sales_import USING btree (shop_id, connection_id, key) WHERE ((undone_at IS NULL) AND (state <> 'stopped'::text));

CREATE INDEX sales_row_of_import ON public.sales_row USING btree (shop_id, sales_import_id, order_key);

CREATE UNIQUE INDEX shop_slug ON public.shop USING btree (slug);

CREATE INDEX step_of_listing ON public.step USING btree (shop_id, listing_id, sent_at DESC);

CREATE INDEX step_open ON public.step USING btree (shop_id, listing_id) WHERE (state = ANY (ARRAY['sent'::text, 'unknown'::text]));

CREATE INDEX wording_of_pattern ON public.wording USING btree (shop_id, pattern_id);

create policy of_shop on public.acceptance for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.acceptance_listing for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.account for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.address_ask for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.api_answer for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.api_key for select to selvage_directory
  using true;

create policy of_shop on public.api_key for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.batch for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.blob for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.bringing for select to selvage_directory
  using true;

create policy of_shop on public.bringing for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.bundle for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.bundle_pattern for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.buyer_consent for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.buyer_delivery for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.buyer_wish for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.checkout for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.checkout_line for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.checkout_place for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.claim for select to selvage_directory
  using true;

create policy of_shop on public.claim for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.claim_code for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.claim_link for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.claim_try for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.claimed for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.connection for select to selvage_directory
  using true;

create policy of_shop on public.connection for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.consent for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.consent_word for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.coupon for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.coupon_pattern for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.customer for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.customer_address for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.desired_state for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.double_purchase for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.entitlement for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.erratum for select to selvage_directory
  using true;

create policy of_shop on public.erratum for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.erratum_delivery for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.event for select to selvage_directory
  using true;

create policy of_shop on public.event for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.finding_hidden for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.given_bytes for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.given_head for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.hand_edit for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.hand_step for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.inbox for select to selvage_directory
  using true;

create policy of_shop on public.inbox for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.join_state for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.join_word for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.journal for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.launch for select to selvage_directory
  using true;

create policy of_shop on public.launch for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.launch_listing for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.library_link for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.library_reset for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.library_session for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.listed_bytes for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.listing for select to selvage_directory
  using true;

create policy of_shop on public.listing for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.listing_note for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.look for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.mail for select to selvage_directory
  using true;

create policy of_shop on public.mail for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.member for select to selvage_directory
  using true;

create policy of_shop on public.member for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.money_row for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public."order" for select to selvage_directory
  using true;

create policy of_shop on public."order" for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.order_line for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.outside_pattern for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.pattern for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.pattern_image for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.payment for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.person_act for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.person_note for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.person_tie for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.posting for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.price for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.price_rule for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.promotion for select to selvage_directory
  using true;

create policy of_shop on public.promotion for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.promotion_coupon for select to selvage_directory
  using true;

create policy of_shop on public.promotion_coupon for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.promotion_listing for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.promotion_pattern for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.proposal for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.proposal_member for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.publication for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.refund for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.remote_copy for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.sales_file for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.sales_import for select to selvage_directory
  using true;

create policy of_shop on public.sales_import for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.sales_preset for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.sales_row for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.shop for select to selvage_directory
  using true;

create policy of_shop on public.shop for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.sign_in_ask for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.standing for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.step for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy directory_reads on public.store for select to selvage_directory
  using true;

create policy of_shop on public.store for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.store_change for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.store_pattern for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.storefront_properties for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.storefront_shelves for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.storefront_template for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.upload for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.version for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.version_file for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

create policy of_shop on public.wording for all to selvage_app
  using (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid)
  with check (shop_id = (NULLIF(current_setting('selvage.shop'::text, true), ''::text))::uuid);

CREATE TRIGGER acceptance_told AFTER INSERT OR DELETE OR UPDATE ON public.acceptance FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER bringing_told AFTER INSERT OR DELETE OR UPDATE ON public.bringing FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER bundle_told AFTER INSERT OR DELETE OR UPDATE ON public.bundle FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER buyer_consent_told AFTER INSERT OR DELETE OR UPDATE ON public.buyer_consent FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER buyer_delivery_told AFTER INSERT OR DELETE OR UPDATE ON public.buyer_delivery FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER buyer_wish_told AFTER INSERT OR DELETE OR UPDATE ON public.buyer_wish FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER checkout_told AFTER INSERT OR DELETE OR UPDATE ON public.checkout FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER claim_told AFTER INSERT OR DELETE OR UPDATE ON public.claim FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER claim_code_told AFTER INSERT OR DELETE OR UPDATE ON public.claim_code FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER claim_link_told AFTER INSERT OR DELETE OR UPDATE ON public.claim_link FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER claim_try_told AFTER INSERT OR DELETE OR UPDATE ON public.claim_try FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER claimed_told AFTER INSERT OR DELETE OR UPDATE ON public.claimed FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER connection_told AFTER INSERT OR DELETE OR UPDATE ON public.connection FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER consent_word_is_final BEFORE DELETE OR UPDATE ON public.consent_word FOR EACH ROW EXECUTE FUNCTION public.refuse_consent_change();

CREATE TRIGGER consent_word_told AFTER INSERT OR DELETE OR UPDATE ON public.consent_word FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER coupon_told AFTER INSERT OR DELETE OR UPDATE ON public.coupon FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER customer_address_told AFTER INSERT OR DELETE OR UPDATE ON public.customer_address FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER double_purchase_told AFTER INSERT OR DELETE OR UPDATE ON public.double_purchase FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER entitlement_told AFTER INSERT OR DELETE OR UPDATE ON public.entitlement FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER erratum_told AFTER INSERT OR DELETE OR UPDATE ON public.erratum FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER erratum_delivery_told AFTER INSERT OR DELETE OR UPDATE ON public.erratum_delivery FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER event_told AFTER INSERT ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.tell_event();

CREATE TRIGGER finding_hidden_told AFTER INSERT OR DELETE OR UPDATE ON public.finding_hidden FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER given_bytes_is_kept BEFORE TRUNCATE ON public.given_bytes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_given();

CREATE TRIGGER given_bytes_stays BEFORE DELETE OR UPDATE ON public.given_bytes FOR EACH ROW EXECUTE FUNCTION public.refuse_given();

CREATE TRIGGER given_head_is_kept BEFORE TRUNCATE ON public.given_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_given();

CREATE TRIGGER given_head_stays BEFORE DELETE OR UPDATE ON public.given_head FOR EACH ROW EXECUTE FUNCTION public.refuse_given();

CREATE TRIGGER hand_edit_told AFTER INSERT OR DELETE OR UPDATE ON public.hand_edit FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER hand_step_told AFTER INSERT OR DELETE OR UPDATE ON public.hand_step FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER inbox_told AFTER INSERT OR DELETE OR UPDATE ON public.inbox FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER journal_is_final BEFORE UPDATE ON public.journal FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER listing_told AFTER INSERT OR DELETE OR UPDATE ON public.listing FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER mail_told AFTER INSERT OR DELETE OR UPDATE ON public.mail FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER money_row_is_final BEFORE UPDATE ON public.money_row FOR EACH ROW EXECUTE FUNCTION public.refuse_money_change();

CREATE TRIGGER order_told AFTER INSERT OR DELETE OR UPDATE ON public."order" FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER pattern_told AFTER INSERT OR DELETE OR UPDATE ON public.pattern FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER pattern_image_told AFTER INSERT OR DELETE OR UPDATE ON public.pattern_image FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER payment_told AFTER INSERT OR DELETE OR UPDATE ON public.payment FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER person_act_told AFTER INSERT OR DELETE OR UPDATE ON public.person_act FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER person_note_told AFTER INSERT OR DELETE OR UPDATE ON public.person_note FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER person_tie_told AFTER INSERT OR DELETE OR UPDATE ON public.person_tie FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER posting_is_final BEFORE UPDATE ON public.posting FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER price_told AFTER INSERT OR DELETE OR UPDATE ON public.price FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER promotion_coupon_told AFTER INSERT OR DELETE OR UPDATE ON public.promotion_coupon FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER proposal_told AFTER INSERT OR DELETE OR UPDATE ON public.proposal FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER sales_file_told AFTER INSERT OR DELETE OR UPDATE OF sales_import_id ON public.sales_file FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER sales_import_told AFTER INSERT OR DELETE OR UPDATE ON public.sales_import FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER sales_preset_told AFTER INSERT OR DELETE OR UPDATE ON public.sales_preset FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER shop_told AFTER INSERT OR DELETE OR UPDATE ON public.shop FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER standing_told AFTER INSERT OR DELETE OR UPDATE ON public.standing FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER store_told AFTER INSERT OR DELETE OR UPDATE ON public.store FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER version_is_final BEFORE UPDATE ON public.version FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER version_told AFTER INSERT OR DELETE OR UPDATE ON public.version FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change();

CREATE TRIGGER version_file_is_final BEFORE UPDATE ON public.version_file FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE OR REPLACE FUNCTION directory.demo_shop()
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select shop_id from public.shop where is_demo limit 1$function$;
alter function directory.demo_shop() owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.due_connections(at timestamp with time zone)
 RETURNS TABLE(shop_id uuid, connection_id uuid, what text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
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
    union all
    select distinct i.shop_id, i.connection_id, 'tables' from public.sales_import i
     where i.state in ('taking', 'undoing') and i.next_run_at <= at and not exists (
       select from public.sales_import o
       where o.shop_id = i.shop_id and o.connection_id = i.connection_id and o.state in ('taking', 'undoing') and o.lease_until > at)
  $function$;
alter function directory.due_connections(timestamp with time zone) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.open_stores()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select shop_id from public.store where is_open order by shop_id$function$;
alter function directory.open_stores() owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shop_by_slug(wanted text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select shop_id from public.shop where slug = wanted$function$;
alter function directory.shop_by_slug(text) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shop_of_api_key(wanted text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select shop_id from public.api_key where token_hash = wanted$function$;
alter function directory.shop_of_api_key(text) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shop_of_connection(wanted uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select shop_id from public.connection where connection_id = wanted$function$;
alter function directory.shop_of_connection(uuid) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select shop_id from public.shop order by shop_id$function$;
alter function directory.shops() owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_of_user(wanted text)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select shop_id from public.member where user_id = wanted order by created_at, shop_id$function$;
alter function directory.shops_of_user(text) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_with_due_claims(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select distinct shop_id from public.claim where state <> 'told' and due_at <= $1$function$;
alter function directory.shops_with_due_claims(timestamp with time zone) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_with_due_errata(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select distinct e.shop_id from public.erratum e join public.shop s on s.shop_id = e.shop_id where e.looks_at <= $1 and s.held_at is null$function$;
alter function directory.shops_with_due_errata(timestamp with time zone) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_with_due_launches(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select distinct shop_id from public.launch where state = 'planned' and next_try_at <= $1$function$;
alter function directory.shops_with_due_launches(timestamp with time zone) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_with_due_pictures(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select distinct shop_id from public.bringing where state = 'waiting' and due_at <= $1$function$;
alter function directory.shops_with_due_pictures(timestamp with time zone) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_with_due_promotions(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select distinct shop_id from public.promotion where next_due_at <= at$function$;
alter function directory.shops_with_due_promotions(timestamp with time zone) owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_with_events()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select distinct shop_id from public.event where delivered_at is null$function$;
alter function directory.shops_with_events() owner to selvage_directory;

CREATE OR REPLACE FUNCTION directory.shops_with_waiting_mail(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$select distinct shop_id from public.mail where state = 'waiting' and next_try_at <= at$function$;
alter function directory.shops_with_waiting_mail(timestamp with time zone) owner to selvage_directory;

CREATE OR REPLACE FUNCTION public.address_key(email text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
RETURN ((replace(regexp_replace(split_part(email, '@'::text, 1), '\+.*$'::text, ''::text), '.'::text, ''::text) || '@'::text) || CASE split_part(email, '@'::text, 2) WHEN 'googlemail.com'::text THEN 'gmail.com'::text ELSE split_part(email, '@'::text, 2) END);
alter function public.address_key(text) owner to owner;

CREATE OR REPLACE FUNCTION public.give_bytes(shop uuid, given jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
declare
  head given_head;
  added bigint;
begin
  if jsonb_array_length(given) = 0 then return 0; end if;
  -- One after another, until the transaction ends: whoever waits here sees what the others have written.
  select * into head from given_head where shop_id = shop for update;
  if not found then
    insert into given_head (shop_id, no, hash) values (shop, 0, given_genesis(shop)) on conflict do nothing;
    select * into strict head from given_head where shop_id = shop for update;
  end if;
  with wanted as (
    select g.*, head.no + row_number() over (order by g.place) as no
    from rows from (jsonb_to_recordset(given) as (kind text, customer uuid, connection uuid, "order" uuid, pattern uuid, version uuid, file text, sha256 text, at timestamptz))
      with ordinality as g (kind, customer, connection, "order", pattern, version, file, sha256, at, place)
    where not (g.kind = 'sold-with' and exists (
        select from given_bytes b where b.shop_id = shop and b.order_id = g."order" and b.pattern_id = g.pattern and b.file_key = g.file and b.kind = 'sold-with'))
      and not (g.kind = 'sent-there' and exists (
        select from given_bytes b where b.shop_id = shop and b.customer_id = g.customer and b.connection_id = g.connection and b.pattern_id = g.pattern
          and b.file_key = g.file and b.kind = 'sent-there'))
  ),
  written as (
    insert into given_bytes (shop_id, no, kind, customer_id, connection_id, order_id, pattern_id, version_id, file_key, sha256, at, hash)
    select shop, w.no, w.kind, w.customer, w.connection, w."order", w.pattern, w.version, w.file, w.sha256, w.at,
      given_chain(head.hash, given_text(w.no, w.kind, w.customer, w.connection, w."order", w.pattern, w.version, w.file, w.sha256, w.at)) over (order by w.no)
    from wanted w
    order by w.no
    returning no, hash
  ),
  moved as (
    update given_head h set no = l.no, hash = l.hash
    from (select no, hash from written order by no desc limit 1) l
    where h.shop_id = shop
    returning h.no
  )
  select m.no - head.no into added from moved m;
  return coalesce(added, 0);
end $function$;
alter function public.give_bytes(uuid,jsonb) owner to owner;

create aggregate public.given_chain(head bytea, line text) (sfunc = public.given_link, stype = bytea);
alter aggregate public.given_chain(bytea,text) owner to owner;

CREATE OR REPLACE FUNCTION public.given_genesis(shop uuid)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
RETURN sha256(convert_to(('selvage given bytes '::text || shop), 'UTF8'::name));
alter function public.given_genesis(uuid) owner to owner;

CREATE OR REPLACE FUNCTION public.given_link(chain bytea, head bytea, line text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
RETURN sha256((COALESCE(chain, head) || convert_to(line, 'UTF8'::name)));
alter function public.given_link(bytea,bytea,text) owner to owner;

CREATE OR REPLACE FUNCTION public.given_text(no bigint, kind text, customer uuid, connection uuid, "order" uuid, pattern uuid, version uuid, file_key text, sha256 text, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
RETURN ((((((((((((((((((no || '
'::text) || kind) || '
'::text) || COALESCE((customer)::text, ''::text)) || '
'::text) || COALESCE((connection)::text, ''::text)) || '
'::text) || COALESCE(("order")::text, ''::text)) || '
'::text) || pattern) || '
'::text) || COALESCE((version)::text, ''::text)) || '
'::text) || file_key) || '
'::text) || sha256) || '
'::text) || ((EXTRACT(epoch FROM at) * (1000000)::numeric))::bigint);
alter function public.given_text(bigint,text,uuid,uuid,uuid,uuid,uuid,text,text,timestamp with time zone) owner to owner;

CREATE OR REPLACE FUNCTION public.may_write(shop uuid, customer uuid, purpose text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN ((EXISTS (SELECT FROM public.customer c WHERE ((c.shop_id = may_write.shop) AND (c.customer_id = may_write.customer) AND (c.email IS NOT NULL)))) AND ((purpose <> 'marketing'::text) OR (EXISTS (SELECT FROM public.consent_word w WHERE ((w.shop_id = may_write.shop) AND (w.customer_id = may_write.customer) AND (w.purpose = 'marketing'::text) AND w.is_given)))) AND (NOT (EXISTS (SELECT FROM (public.customer m CROSS JOIN LATERAL (SELECT w.is_given FROM public.consent_word w WHERE ((w.shop_id = m.shop_id) AND (w.customer_id = m.customer_id) AND (w.purpose = may_write.purpose)) ORDER BY w.at DESC, w.consent_word_id DESC LIMIT 1) newest) WHERE ((m.shop_id = may_write.shop) AND (NOT newest.is_given) AND ((m.customer_id = may_write.customer) OR (m.person_id = (SELECT o.person_id FROM public.customer o WHERE ((o.shop_id = may_write.shop) AND (o.customer_id = may_write.customer))))))))));
alter function public.may_write(uuid,uuid,text) owner to owner;

CREATE OR REPLACE FUNCTION public.refund_takes_back(shop uuid, "order" uuid, changed_at timestamp with time zone, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN ((EXISTS (SELECT FROM public.entitlement t WHERE ((t.shop_id = refund_takes_back.shop) AND (t.order_id = refund_takes_back."order") AND (t.end_reason = 'refunded'::text)))) OR (EXISTS (SELECT FROM public.shop h WHERE ((h.shop_id = refund_takes_back.shop) AND ((h.refund_takes = 'at-once'::text) OR ((h.refund_takes = 'after'::text) AND (refund_takes_back.at >= (COALESCE((SELECT max(r.refunded_at) AS max FROM public.refund r WHERE ((r.shop_id = refund_takes_back.shop) AND (r.order_id = refund_takes_back."order"))), refund_takes_back.changed_at) + ((h.refund_days)::double precision * '1 day'::interval)))))))));
alter function public.refund_takes_back(uuid,uuid,timestamp with time zone,timestamp with time zone) owner to owner;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is never changed once written', tg_table_name using errcode = 'restrict_violation';
end $function$;
alter function public.refuse_change() owner to owner;

CREATE OR REPLACE FUNCTION public.refuse_consent_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- A whole shop goes with all its rows; nothing else takes a word away.
  if tg_op = 'DELETE' and current_setting('selvage.removes', true) = old.shop_id::text then return old; end if;
  raise exception 'a word about consent is never changed once written' using errcode = 'restrict_violation';
end $function$;
alter function public.refuse_consent_change() owner to owner;

CREATE OR REPLACE FUNCTION public.refuse_given()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' then
    if old.shop_id::text = current_setting('selvage.removes', true) then return old; end if;
  end if;
  if tg_op = 'UPDATE' and tg_table_name = 'given_head' then
    if new.shop_id = old.shop_id and new.no > old.no then return new; end if;
  end if;
  raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end $function$;
alter function public.refuse_given() owner to owner;

CREATE OR REPLACE FUNCTION public.refuse_money_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if current_setting('selvage.forgets', true) = old.shop_id::text
    and (new.shop_id, new.connection_id, new.remote_id, new.happened_at, new.read_at) = (old.shop_id, old.connection_id, old.remote_id, old.happened_at, old.read_at)
  then return new; end if;
  raise exception '% is never changed once written', tg_table_name using errcode = 'restrict_violation';
end $function$;
alter function public.refuse_money_change() owner to owner;

CREATE OR REPLACE FUNCTION public.tell_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('selvage_changed', current_setting('selvage.shop', true) || ' ' || tg_table_name);
  return null;
end $function$;
alter function public.tell_change() owner to owner;

CREATE OR REPLACE FUNCTION public.tell_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('selvage_event', current_setting('selvage.shop', true));
  return null;
end $function$;
alter function public.tell_event() owner to owner;

CREATE OR REPLACE FUNCTION public.words_of(words text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select pg_catalog.array_to_string(words, E'\n') $function$;
alter function public.words_of(text[]) owner to owner;

grant execute on function directory.demo_shop() to selvage_app;

grant execute on function directory.due_connections(timestamp with time zone) to selvage_app;

grant execute on function directory.open_stores() to selvage_app;

grant execute on function directory.shop_by_slug(text) to selvage_app;

grant execute on function directory.shop_of_api_key(text) to selvage_app;

grant execute on function directory.shop_of_connection(uuid) to selvage_app;

grant execute on function directory.shops() to selvage_app;

grant execute on function directory.shops_of_user(text) to selvage_app;

grant execute on function directory.shops_with_due_claims(timestamp with time zone) to selvage_app;

grant execute on function directory.shops_with_due_errata(timestamp with time zone) to selvage_app;

grant execute on function directory.shops_with_due_launches(timestamp with time zone) to selvage_app;

grant execute on function directory.shops_with_due_pictures(timestamp with time zone) to selvage_app;

grant execute on function directory.shops_with_due_promotions(timestamp with time zone) to selvage_app;

grant execute on function directory.shops_with_events() to selvage_app;

grant execute on function directory.shops_with_waiting_mail(timestamp with time zone) to selvage_app;

grant usage on schema auth to selvage_app;

grant usage on schema directory to selvage_app;

grant usage on schema directory to selvage_directory;

grant usage on schema public to selvage_app;

grant usage on schema public to selvage_directory;

grant usage on schema rate to selvage_app;

grant usage on schema selvage to selvage_app;

grant delete, insert, select, update on table auth."user" to selvage_app;

grant delete, insert, select, update on table auth.account to selvage_app;

grant delete, insert, select, update on table auth.home to selvage_app;

grant delete, insert, select, update on table auth.owner_link to selvage_app;

grant delete, insert, select, update on table auth.session to selvage_app;

grant delete, insert, select, update on table auth.verification to selvage_app;

grant delete, insert, maintain, select, update on table public."order" to selvage_app;

grant select (connection_id), select (fulfil_due_at), select (shop_id) on table public."order" to selvage_directory;

grant delete, insert, select, update on table public.acceptance to selvage_app;

grant delete, insert, select, update on table public.acceptance_listing to selvage_app;

grant delete, insert, select, update on table public.account to selvage_app;

grant delete, insert, select, update on table public.address_ask to selvage_app;

grant delete, insert, select, update on table public.api_answer to selvage_app;

grant delete, insert, select, update on table public.api_key to selvage_app;

grant select (shop_id), select (token_hash) on table public.api_key to selvage_directory;

grant delete, insert, select, update on table public.batch to selvage_app;

grant delete, insert, select, update on table public.blob to selvage_app;

grant delete, insert, select, update on table public.bringing to selvage_app;

grant select (due_at), select (shop_id), select (state) on table public.bringing to selvage_directory;

grant delete, insert, select, update on table public.bundle to selvage_app;

grant delete, insert, select, update on table public.bundle_pattern to selvage_app;

grant delete, insert, select, update on table public.buyer_consent to selvage_app;

grant delete, insert, select, update on table public.buyer_delivery to selvage_app;

grant delete, insert, select, update on table public.buyer_wish to selvage_app;

grant delete, insert, select, update on table public.checkout to selvage_app;

grant delete, insert, select, update on table public.checkout_line to selvage_app;

grant delete, insert, select, update on table public.checkout_place to selvage_app;

grant delete, insert, select, update on table public.claim to selvage_app;

grant select (due_at), select (shop_id), select (state) on table public.claim to selvage_directory;

grant delete, insert, select, update on table public.claim_code to selvage_app;

grant delete, insert, select, update on table public.claim_link to selvage_app;

grant delete, insert, select, update on table public.claim_try to selvage_app;

grant delete, insert, select, update on table public.claimed to selvage_app;

grant delete, insert, select, update on table public.connection to selvage_app;

grant select (connection_id), select (kind), select (last_poll_at), select (next_hooks_at), select (next_library_at), select (next_money_at), select (next_poll_at), select (next_sweep_at), select (nudged_at), select (shop_id), select (state) on table public.connection to selvage_directory;

grant delete, insert, select, update on table public.consent to selvage_app;

grant delete, insert, select, update on table public.consent_word to selvage_app;

grant delete, insert, select, update on table public.coupon to selvage_app;

grant delete, insert, select, update on table public.coupon_pattern to selvage_app;

grant delete, insert, maintain, select, update on table public.customer to selvage_app;

grant delete, insert, select, update on table public.customer_address to selvage_app;

grant delete, insert, select, update on table public.desired_state to selvage_app;

grant delete, insert, select, update on table public.double_purchase to selvage_app;

grant delete, insert, maintain, select, update on table public.entitlement to selvage_app;

grant delete, insert, select, update on table public.erratum to selvage_app;

grant select (looks_at), select (shop_id) on table public.erratum to selvage_directory;

grant delete, insert, select, update on table public.erratum_delivery to selvage_app;

grant delete, insert, select, update on table public.event to selvage_app;

grant select (delivered_at), select (event_id), select (shop_id) on table public.event to selvage_directory;

grant delete, insert, select, update on table public.finding_hidden to selvage_app;

grant delete, insert, select, update on table public.given_bytes to selvage_app;

grant delete, insert, select, update on table public.given_head to selvage_app;

grant delete, insert, select, update on table public.hand_edit to selvage_app;

grant delete, insert, select, update on table public.hand_step to selvage_app;

grant delete, insert, select, update on table public.inbox to selvage_app;

grant select (connection_id), select (received_at), select (shop_id), select (source), select (state) on table public.inbox to selvage_directory;

grant delete, insert, select, update on table public.join_state to selvage_app;

grant delete, insert, select, update on table public.join_word to selvage_app;

grant delete, insert, select, update on table public.journal to selvage_app;

grant delete, insert, select, update on table public.launch to selvage_app;

grant select (next_try_at), select (shop_id), select (state) on table public.launch to selvage_directory;

grant delete, insert, select, update on table public.launch_listing to selvage_app;

grant delete, insert, select, update on table public.library_link to selvage_app;

grant delete, insert, select, update on table public.library_reset to selvage_app;

grant delete, insert, select, update on table public.library_session to selvage_app;

grant delete, insert, select, update on table public.listed_bytes to selvage_app;

grant delete, insert, select, update on table public.listing to selvage_app;

grant select (connection_id), select (lease_until), select (next_run_at), select (shop_id), select (state) on table public.listing to selvage_directory;

grant delete, insert, select, update on table public.listing_note to selvage_app;

grant delete, insert, select, update on table public.look to selvage_app;

grant delete, insert, select, update on table public.mail to selvage_app;

grant select (mail_id), select (next_try_at), select (shop_id), select (state) on table public.mail to selvage_directory;

grant delete, insert, select, update on table public.member to selvage_app;

grant select (created_at), select (role), select (shop_id), select (user_id) on table public.member to selvage_directory;

grant delete, insert, select, update on table public.money_row to selvage_app;

grant delete, insert, maintain, select, update on table public.order_line to selvage_app;

grant delete, insert, select, update on table public.outside_pattern to selvage_app;

grant delete, insert, select, update on table public.pattern to selvage_app;

grant delete, insert, select, update on table public.pattern_image to selvage_app;

grant delete, insert, select, update on table public.payment to selvage_app;

grant delete, insert, select, update on table public.person_act to selvage_app;

grant delete, insert, select, update on table public.person_note to selvage_app;

grant delete, insert, select, update on table public.person_tie to selvage_app;

grant delete, insert, select, update on table public.posting to selvage_app;

grant delete, insert, select, update on table public.price to selvage_app;

grant delete, insert, select, update on table public.price_rule to selvage_app;

grant delete, insert, select, update on table public.promotion to selvage_app;

grant select (next_due_at), select (shop_id) on table public.promotion to selvage_directory;

grant delete, insert, select, update on table public.promotion_coupon to selvage_app;

grant select (connection_id), select (next_due_at), select (shop_id) on table public.promotion_coupon to selvage_directory;

grant delete, insert, select, update on table public.promotion_listing to selvage_app;

grant delete, insert, select, update on table public.promotion_pattern to selvage_app;

grant delete, insert, select, update on table public.proposal to selvage_app;

grant delete, insert, select, update on table public.proposal_member to selvage_app;

grant delete, insert, select, update on table public.publication to selvage_app;

grant delete, insert, maintain, select, update on table public.refund to selvage_app;

grant delete, insert, select, update on table public.remote_copy to selvage_app;

grant delete, insert, select, update on table public.sales_file to selvage_app;

grant delete, insert, select, update on table public.sales_import to selvage_app;

grant select (connection_id), select (lease_until), select (next_run_at), select (sales_import_id), select (shop_id), select (state) on table public.sales_import to selvage_directory;

grant delete, insert, select, update on table public.sales_preset to selvage_app;

grant delete, insert, maintain, select, update on table public.sales_row to selvage_app;

grant delete, insert, select, update on table public.shop to selvage_app;

grant select (held_at), select (is_demo), select (shop_id), select (slug) on table public.shop to selvage_directory;

grant delete, insert, select, update on table public.sign_in_ask to selvage_app;

grant delete, insert, select, update on table public.standing to selvage_app;

grant delete, insert, select, update on table public.step to selvage_app;

grant delete, insert, select, update on table public.store to selvage_app;

grant select (is_open), select (shop_id) on table public.store to selvage_directory;

grant delete, insert, select, update on table public.store_change to selvage_app;

grant delete, insert, select, update on table public.store_pattern to selvage_app;

grant delete, insert, select, update on table public.storefront_properties to selvage_app;

grant delete, insert, select, update on table public.storefront_shelves to selvage_app;

grant delete, insert, select, update on table public.storefront_template to selvage_app;

grant delete, insert, select, update on table public.upload to selvage_app;

grant delete, insert, select, update on table public.version to selvage_app;

grant delete, insert, select, update on table public.version_file to selvage_app;

grant delete, insert, select, update on table public.wording to selvage_app;

grant delete, insert, select, update on table rate.bucket to selvage_app;

grant delete, insert, select, update on table rate.slot to selvage_app;

grant select on table selvage.migration to selvage_app;
