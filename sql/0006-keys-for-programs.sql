-- Keys by which other programs use the API of one shop, and answers that are given again when a request comes twice.

create table api_key (
  shop_id      uuid not null references shop on delete cascade,
  api_key_id   uuid not null default uuidv7(),
  name         text not null check (name <> ''),
  prefix       text not null check (prefix <> ''), -- shown, so that she knows which is which; the rest is kept nowhere
  token_hash   char(64) not null,                  -- SHA-256 of the whole: 256 random bits need no salt
  scopes       text[] not null check (cardinality(scopes) > 0 and scopes <@ array['read', 'patterns', 'publish', 'orders', 'shops']),
  made_by      text not null, -- auth."user", 'demo' or 'shell'
  created_at   timestamptz not null default now(),
  expires_at   timestamptz check (expires_at > created_at),
  revoked_at   timestamptz,
  last_used_at timestamptz, -- to the minute
  primary key (shop_id, api_key_id),
  unique (shop_id, prefix),
  unique (shop_id, token_hash)
);
create index api_key_by_hash on api_key (token_hash);

create table api_answer ( -- what was answered under an Idempotency-Key
  shop_id      uuid not null references shop on delete cascade,
  key_hash     char(64) not null,
  request_hash char(64) not null, -- of the endpoint and all that was sent; both hashes are keyed, for what is sent may hold a password
  asked_at     timestamptz not null,
  lease_until  timestamptz, -- under way, at most until then; null once answered
  answered_at  timestamptz,
  sealed       bytea check (octet_length(sealed) <= 262144), -- AES-256-GCM; null while under way, and of an answer too long to keep
  primary key (shop_id, key_hash),
  check ((lease_until is null) = (answered_at is not null))
);
create index api_answer_by_age on api_answer (shop_id, asked_at);

do $$
declare noun text;
begin
  foreach noun in array array['api_key', 'api_answer']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
end $$;

-- A request with a key names no shop that could be trusted: the key does.
grant select (shop_id, token_hash) on api_key to selvage_directory;
create policy directory_reads on api_key for select to selvage_directory using (true);
grant create on schema directory to selvage_directory;
create function directory.shop_of_api_key(wanted text) returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select shop_id from public.api_key where token_hash = wanted';
alter function directory.shop_of_api_key(text) owner to selvage_directory;
revoke all on function directory.shop_of_api_key(text) from public;
grant execute on function directory.shop_of_api_key(text) to selvage_app;
revoke create on schema directory from selvage_directory;
