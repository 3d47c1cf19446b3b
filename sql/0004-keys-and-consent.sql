-- Keys that run out and are renewed, consent pages that answer once, several shops at one address, and what a spoke notes about a listing.

alter table connection
  add column account          text not null default '', -- tells shops at the same address apart; '' where each has its own
  add column keys_lease_until timestamptz, -- the one process that renews the keys now
  add column keys_lease_no    bigint not null default 0;
alter table connection drop constraint connection_shop_id_spoke_base_url_key;
alter table connection add unique (shop_id, spoke, base_url, account);

create table consent ( -- she was sent to a platform's page; its answer counts once
  shop_id    uuid not null references shop on delete cascade,
  consent_id uuid not null default uuidv7(),
  state_hash char(64) not null,
  spoke      text not null,
  sealed     bytea not null, -- what must be known again at the answer, AES-256-GCM
  until      timestamptz not null,
  used_at    timestamptz,
  primary key (shop_id, consent_id),
  unique (shop_id, state_hash)
);

create table listing_note ( -- ids that a platform gives and tells with nothing of ours; may be lost
  shop_id       uuid not null,
  connection_id uuid not null,
  remote_id     text not null,
  note          jsonb not null,
  primary key (shop_id, connection_id, remote_id),
  foreign key (shop_id, connection_id) references connection on delete cascade
);

do $$
declare noun text;
begin
  foreach noun in array array['consent', 'listing_note']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
end $$;
