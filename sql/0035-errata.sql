-- What was wrong in a pattern, and who of those who bought it was told, by which way.

create table erratum (
  shop_id      uuid not null,
  erratum_id   uuid not null default uuidv7(),
  pattern_id   uuid not null,
  version_id   uuid, -- the version that puts it right; null: there is none yet
  severity     text not null check (severity in ('cosmetic', 'some-sizes', 'do-not-start', 'stop')),
  sizes        text[] not null default '{}', -- none: all
  files        text[] not null default '{}', -- the parts that are wrong, by their keys; none: all
  places       text not null default '' check (length(places) <= 300), -- 'page 3, rows 14 to 16'
  notes        jsonb not null default '{}' check (jsonb_typeof(notes) = 'object'), -- what to do, by language: { "en": … }
  writes       boolean not null default true, -- whether owners are written to; in the library it stands in any case
  reaches_past boolean not null default true, -- those as well who bought before their storefront went live
  edit_no      int not null default 1,
  created_at   timestamptz not null,
  pressed_by   text,
  leaves_at    timestamptz, -- null: a draft. Until then the press can be taken back
  left_at      timestamptz, -- from then on it stays; whoever owned the pattern then is told
  looks_at     timestamptz, -- when the next look for owners is due; null: before it was pressed, and once nobody comes any more
  pause_id     uuid, -- the publication by which it was taken off sale
  store_change_id uuid, -- the change by which it was taken out of the own store
  primary key (shop_id, erratum_id),
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, version_id) references version,
  foreign key (shop_id, pause_id) references publication,
  foreign key (shop_id, store_change_id) references store_change,
  check (leaves_at is null or notes <> '{}'),
  check (left_at >= leaves_at and (left_at is null or leaves_at is not null)),
  check (looks_at is null or leaves_at is not null)
);
create index erratum_of_pattern on erratum (shop_id, pattern_id, left_at desc);
create index erratum_newest on erratum (shop_id, created_at desc, erratum_id desc);
create index erratum_due on erratum (looks_at, shop_id) where looks_at is not null;
create index erratum_of_version on erratum (shop_id, version_id);
create index erratum_of_pause on erratum (shop_id, pause_id);
create index erratum_of_store_change on erratum (shop_id, store_change_id);

create table erratum_delivery ( -- one for each owner, whatever happens how often
  shop_id       uuid not null,
  erratum_id    uuid not null,
  owner_id      uuid not null, -- of a buyer, also one of several addresses, the address that is told; or the order of one who is not known
  customer_id   uuid,
  routes        text[] not null check (routes <@ array['mail', 'hand', 'there', 'notice']),
  state         text not null check (state in ('holds', 'mail', 'hand', 'there', 'notice', 'none')), -- the first of her routes; holds: there was nothing to tell
  why           text not null check (why ~ '^[a-z-]+$'),
  mail_id       uuid,
  connection_id uuid, -- where the thing to do by hand is
  made_at       timestamptz not null,
  primary key (shop_id, erratum_id, owner_id),
  foreign key (shop_id, erratum_id) references erratum on delete cascade,
  foreign key (shop_id, customer_id) references customer on delete cascade,
  foreign key (shop_id, mail_id) references mail,
  foreign key (shop_id, connection_id) references connection on delete set null (connection_id),
  check ((mail_id is not null) = ('mail' = any (routes))),
  check (customer_id is null or customer_id = owner_id)
);
create index erratum_delivery_of_customer on erratum_delivery (shop_id, customer_id);
create index erratum_delivery_of_mail on erratum_delivery (shop_id, mail_id);
create index erratum_delivery_of_connection on erratum_delivery (shop_id, connection_id);

-- 'new-version' was never written.
alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check
  check (kind in ('files', 'sign-in', 'invitation', 'correction', 'receipt', 'claim', 'claim-taken', 'address'));

-- Ten thousand mails of one correction wait since the same moment; without the id in the index each look for the next sorted all of them.
drop index mail_due;
create index mail_due on mail (shop_id, next_try_at, mail_id) where state = 'waiting';

do $$
declare name text;
begin
  foreach name in array array['erratum', 'erratum_delivery'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', name || '_told', name);
  end loop;
end $$;

grant select (shop_id, looks_at) on erratum to selvage_directory;
create policy directory_reads on erratum for select to selvage_directory using (true);
grant create on schema directory to selvage_directory;
create function directory.shops_with_due_errata(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct e.shop_id from public.erratum e join public.shop s on s.shop_id = e.shop_id where e.looks_at <= $1 and s.held_at is null';
alter function directory.shops_with_due_errata(timestamptz) owner to selvage_directory;
revoke all on function directory.shops_with_due_errata(timestamptz) from public;
grant execute on function directory.shops_with_due_errata(timestamptz) to selvage_app;
revoke create on schema directory from selvage_directory;
