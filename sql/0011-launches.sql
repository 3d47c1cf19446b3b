-- One moment at which patterns go on sale at every storefront at once: made ready beforehand, hidden, and shown when the time comes.

alter table publication drop constraint publication_cause_check;
alter table publication add constraint publication_cause_check check (cause in ('publish', 'undo', 'accept', 'import', 'put-right', 'make-ready', 'launch'));

create table launch (
  shop_id      uuid not null references shop on delete cascade,
  launch_id    uuid not null default uuidv7(),
  name         text not null,
  at           timestamptz not null,
  state        text not null default 'planned' check (state in ('planned', 'launched', 'cancelled')),
  made_ready   uuid not null, -- the press that made all of it ready
  pressed_by   text not null,
  next_try_at  timestamptz not null,
  launched_at  timestamptz, -- when the last of its listings was sent
  created_at   timestamptz(3) not null default now(),
  primary key (shop_id, launch_id),
  unique (shop_id, made_ready),
  foreign key (shop_id, made_ready) references publication (shop_id, publication_id)
);
create index launch_due on launch (next_try_at) where state = 'planned';

create table launch_listing (
  shop_id             uuid not null,
  launch_id           uuid not null,
  listing_id          uuid not null,
  approved_cost_minor bigint not null default 0 check (approved_cost_minor >= 0), -- what showing it may cost there, as she saw it
  cost_currency       char(3),
  publication_id      uuid, -- the press that put it on sale; null until then
  reason              text, -- why it is not on sale yet although the moment has come
  primary key (shop_id, launch_id, listing_id),
  foreign key (shop_id, launch_id) references launch (shop_id, launch_id) on delete cascade,
  foreign key (shop_id, listing_id) references listing (shop_id, listing_id) on delete cascade,
  foreign key (shop_id, publication_id) references publication (shop_id, publication_id)
);
create index launch_listing_of_listing on launch_listing (shop_id, listing_id);

do $$
declare noun text;
begin
  foreach noun in array array['launch', 'launch_listing']
  loop
    execute format('alter table %I enable row level security', noun);
    execute format('alter table %I force row level security', noun);
    execute format(
      'create policy of_shop on %I to selvage_app using (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid) with check (shop_id = nullif(current_setting(''selvage.shop'', true), '''')::uuid)',
      noun);
    execute format('grant select, insert, update, delete on %I to selvage_app', noun);
  end loop;
end $$;

grant select (shop_id, state, next_try_at) on launch to selvage_directory;
create policy directory_reads on launch for select to selvage_directory using (true);
grant create on schema directory to selvage_directory;
create function directory.shops_with_due_launches(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct shop_id from public.launch where state = ''planned'' and next_try_at <= at';
alter function directory.shops_with_due_launches(timestamptz) owner to selvage_directory;
revoke all on function directory.shops_with_due_launches(timestamptz) from public;
grant execute on function directory.shops_with_due_launches(timestamptz) to selvage_app;
revoke create on schema directory from selvage_directory;
