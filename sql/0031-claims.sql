-- Where a storefront hides who bought, the buyer says so herself: by the number of her order and the code that comes with the pattern.

create table claim_code ( -- what comes with a pattern to whoever bought it; an older one goes on working until she says that it leaked
  shop_id    uuid not null,
  code       text not null check (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'), -- Crockford's base 32
  pattern_id uuid not null,
  made_at    timestamptz not null,
  leaked_at  timestamptz,
  primary key (shop_id, code),
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);
create index claim_code_of_pattern on claim_code (shop_id, pattern_id, made_at);

create table claim ( -- what somebody wrote on the claim page; gone once it is settled, or when its time is up
  shop_id     uuid not null,
  claim_id    uuid not null default uuidv7(),
  numbers     text[] not null, -- how the order's number may be meant, the likeliest first
  code        text not null,
  email       text not null check (email = lower(email)), -- proven by nobody before the press
  asker_hash  text not null, -- of where it was asked from, by a key of this home and the shop
  number_hash text not null,
  state       text not null default 'asked' check (state in ('asked', 'waiting', 'told')), -- waiting: for the order. told: by a mail with a link
  pattern_id  uuid, -- whose code it is, once it is found right
  order_id    uuid, -- once it is here
  asked_at    timestamptz not null,
  due_at      timestamptz not null, -- while it is not told: when it is looked at
  until       timestamptz not null,
  used_at     timestamptz, -- when the link of its mail was pressed
  primary key (shop_id, claim_id),
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, order_id) references "order" on delete cascade,
  check ((state = 'asked') = (pattern_id is null)),
  check ((state = 'told') = (order_id is not null))
);
create index claim_due on claim (shop_id, due_at) where state <> 'told';
create index claim_of_pattern on claim (shop_id, pattern_id);
create index claim_of_order on claim (shop_id, order_id);

create table claim_link ( -- in the mail; it shows a page with a press, and the press counts once
  shop_id    uuid not null,
  token_hash char(64) not null,
  claim_id   uuid not null,
  expires_at timestamptz not null,
  primary key (shop_id, token_hash),
  foreign key (shop_id, claim_id) references claim on delete cascade
);
create index claim_link_of_claim on claim_link (shop_id, claim_id);

create table claimed ( -- who has the pattern of an order by the press, while its storefront tells no address
  shop_id     uuid not null,
  order_id    uuid not null,
  pattern_id  uuid not null,
  customer_id uuid not null,
  claimed_at  timestamptz not null,
  primary key (shop_id, order_id, pattern_id),
  foreign key (shop_id, order_id) references "order" on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, customer_id) references customer on delete cascade
);
create index claimed_by_customer on claimed (shop_id, customer_id);
create index claimed_of_pattern on claimed (shop_id, pattern_id);

create table claim_try ( -- how often was guessed; hashes alone, for 30 days
  shop_id      uuid not null references shop on delete cascade,
  claim_try_id uuid not null default uuidv7(),
  at           timestamptz not null,
  asker_hash   text not null,
  number_hash  text not null,
  outcome      text not null check (outcome in ('told', 'hers', 'taken', 'wrong-code', 'no-order', 'limited')),
  primary key (shop_id, claim_try_id)
);
create index claim_try_at on claim_try (shop_id, at);
create index claim_try_of_asker on claim_try (shop_id, asker_hash, at);
create index claim_try_of_number on claim_try (shop_id, number_hash, at);

-- A buyer types the number with or without signs between.
create index order_number_plain on "order" (shop_id, upper(regexp_replace(number, '[^0-9A-Za-z]', '', 'g')));

alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check
  check (kind in ('files', 'sign-in', 'invitation', 'new-version', 'receipt', 'claim', 'claim-taken'));

do $$
declare name text;
begin
  foreach name in array array['claim_code', 'claim', 'claim_link', 'claimed', 'claim_try'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', name || '_told', name);
  end loop;
end $$;

grant select (shop_id, state, due_at) on claim to selvage_directory;
create policy directory_reads on claim for select to selvage_directory using (true);
grant create on schema directory to selvage_directory;
create function directory.shops_with_due_claims(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct shop_id from public.claim where state <> ''told'' and due_at <= $1';
alter function directory.shops_with_due_claims(timestamptz) owner to selvage_directory;
revoke all on function directory.shops_with_due_claims(timestamptz) from public;
grant execute on function directory.shops_with_due_claims(timestamptz) to selvage_app;
revoke create on schema directory from selvage_directory;
