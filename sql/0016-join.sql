-- The same pattern on several storefronts, proposed as one record; and what is to be known before anything is changed there.

-- The first reading of a storefront's listings: how far it is, and from where it goes on after a stop.
alter table connection
  add column listings_state  text not null default 'waiting' check (listings_state in ('waiting', 'reading', 'read')),
  add column listings_read   integer not null default 0,
  add column listings_total  integer, -- where the storefront tells
  add column listings_cursor jsonb; -- the spoke's own; null: from the beginning
alter table connection no force row level security; -- else the owner would see none and change none
update connection set listings_state = 'read' where last_sweep_at is not null;
alter table connection force row level security;

create table join_state ( -- locked by whoever changes proposals, so that a reckoning of before is thrown away
  shop_id    uuid not null references shop on delete cascade,
  change_no  bigint not null default 0, -- raised by each word of hers
  matched_at timestamptz, -- when the listings were last compared
  primary key (shop_id)
);

create table acceptance ( -- one press: these proposals are right
  shop_id       uuid not null references shop on delete cascade,
  acceptance_id uuid not null default uuidv7(),
  key           text not null, -- the press' idempotency key
  pressed_by    text not null, -- auth user, or 'demo'
  listings      integer not null check (listings > 0), -- as she saw it
  accepted_at   timestamptz not null,
  undone_at     timestamptz, -- she took it back
  settled_at    timestamptz, -- when the last of it, or of the taking back, was done
  primary key (shop_id, acceptance_id),
  unique (shop_id, key)
);
create index acceptance_newest on acceptance (shop_id, accepted_at desc, acceptance_id desc);

create table proposal ( -- listings that are one pattern, as far as can be told
  shop_id       uuid not null references shop on delete cascade,
  proposal_id   uuid not null default uuidv7(),
  pattern_id    uuid, -- the pattern here that they are; null: a new one is made of them
  title         text not null, -- of the pattern, or of its first listing
  confidence    double precision not null check (confidence between 0 and 1),
  is_sure       boolean not null,
  is_alone      boolean not null, -- one listing that goes with nothing
  acceptance_id uuid, -- accepted, and under way
  reason        text, -- why it could not be taken over, in her words
  primary key (shop_id, proposal_id),
  foreign key (shop_id, pattern_id) references pattern on delete cascade,
  foreign key (shop_id, acceptance_id) references acceptance
);
create index proposal_listed on proposal (shop_id, is_alone, is_sure, title, proposal_id);
create index proposal_accepted on proposal (shop_id, acceptance_id) where acceptance_id is not null;

create table proposal_member (
  shop_id     uuid not null,
  listing_id  uuid not null,
  proposal_id uuid not null,
  confidence  double precision not null check (confidence between 0 and 1),
  is_sure     boolean not null,
  reasons     text[] not null default '{}',
  doubts      text[] not null default '{}',
  primary key (shop_id, listing_id),
  foreign key (shop_id, listing_id) references listing on delete cascade,
  foreign key (shop_id, proposal_id) references proposal on delete cascade
);
create index proposal_member_of on proposal_member (shop_id, proposal_id);

create table join_word ( -- where she put a listing; proposals are made around it
  shop_id    uuid not null,
  listing_id uuid not null,
  tie        uuid not null, -- what has the same belongs together, what has another never; a pattern's own id is that pattern
  is_alone   boolean not null default false, -- goes with nothing unless she puts it there
  is_split   boolean not null default false, -- taken out of a pattern: later sales of it are not taken for that pattern any more
  said_at    timestamptz not null,
  primary key (shop_id, listing_id),
  foreign key (shop_id, listing_id) references listing on delete cascade
);

create table acceptance_listing ( -- what a press has joined
  shop_id       uuid not null,
  acceptance_id uuid not null,
  listing_id    uuid not null,
  pattern_id    uuid not null,
  is_new        boolean not null, -- the pattern was made of it
  granted       integer not null default 0, -- past sales that found their pattern
  undone_at     timestamptz,
  primary key (shop_id, acceptance_id, listing_id),
  foreign key (shop_id, acceptance_id) references acceptance on delete cascade,
  foreign key (shop_id, listing_id) references listing on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);

create table finding_hidden ( -- she has seen this and lets it be; another difference in the same place shows again
  shop_id    uuid not null,
  listing_id uuid not null,
  key        text not null,
  hidden_at  timestamptz not null,
  primary key (shop_id, listing_id, key),
  foreign key (shop_id, listing_id) references listing on delete cascade
);

do $$
declare name text;
begin
  foreach name in array array['join_state', 'acceptance', 'proposal', 'proposal_member', 'join_word', 'acceptance_listing', 'finding_hidden'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
  end loop;
  foreach name in array array['proposal', 'acceptance', 'finding_hidden'] loop
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', name || '_told', name);
  end loop;
end $$;
