-- Pictures and files that stand at storefronts come with the patterns that are made of their listings, and what stands there is not replaced unasked.

create table standing ( -- what is known of the pictures or files of a listing that was found there
  shop_id    uuid not null,
  listing_id uuid not null,
  field      text not null check (field in ('images', 'files')),
  same_as    text check (same_as ~ '^[0-9a-f]{64}$'), -- they were found to be those that the pattern had then; null: not known to be
  is_lifted  boolean not null default false, -- she wants the pattern's own there
  primary key (shop_id, listing_id, field),
  foreign key (shop_id, listing_id) references listing on delete cascade
);

create table bringing ( -- pictures and files on their way from storefronts to a pattern that was made of listings there
  shop_id       uuid not null,
  pattern_id    uuid not null,
  acceptance_id uuid, -- the press that it belongs to and goes back with; null: she said by herself which pattern a listing is
  state         text not null default 'waiting' check (state in ('waiting', 'done')),
  due_at        timestamptz not null, -- while it waits: when it is tried again
  asked_no      integer not null default 1, -- raised whenever it is asked for, so that a round of before does not call it done
  attempts      integer not null default 0,
  images        jsonb not null default '[]', -- [{ sha256, alt }], what was put into the pattern
  images_from   uuid, -- the listing that they stood at
  version_id    uuid, -- the version that was made of files from there
  files_from    uuid,
  troubles      jsonb not null default '[]', -- [{ about: 'images' or 'files', says }], what could not be had
  is_troubled   boolean generated always as (troubles <> '[]') stored,
  primary key (shop_id, pattern_id),
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, acceptance_id) references acceptance,
  foreign key (shop_id, version_id) references version on delete set null (version_id)
);
create index bringing_due on bringing (shop_id, due_at) where state = 'waiting';
create index bringing_so_far on bringing (shop_id, pattern_id) include (state, attempts, is_troubled);
create index bringing_troubled on bringing (shop_id, pattern_id) where is_troubled;
create index bringing_version on bringing (shop_id, version_id) where version_id is not null;

-- Of a picture or file that could not be read: why, in her words.
alter table listed_bytes add column reason text;

do $$
declare name text;
begin
  foreach name in array array['standing', 'bringing'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', name || '_told', name);
  end loop;
end $$;

grant select (shop_id, state, due_at) on bringing to selvage_directory;
create policy directory_reads on bringing for select to selvage_directory using (true);
grant create on schema directory to selvage_directory;
create function directory.shops_with_due_pictures(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct shop_id from public.bringing where state = ''waiting'' and due_at <= $1';
alter function directory.shops_with_due_pictures(timestamptz) owner to selvage_directory;
revoke all on function directory.shops_with_due_pictures(timestamptz) from public;
grant execute on function directory.shops_with_due_pictures(timestamptz) to selvage_app;
revoke create on schema directory from selvage_directory;
