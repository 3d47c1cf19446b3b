-- One library for a buyer: in her language, with all of her addresses, and within the bounds that the seller sets.

create table customer_address ( -- addresses that their buyer has proven to be hers together; a customer without a row is by herself
  shop_id     uuid not null,
  customer_id uuid not null, -- the customer of that address; each address has one of its own, for ever
  person_id   uuid not null, -- a name for those that are joined: the least of their customer_ids, so that the order of joining does not matter. Stays when that one is erased
  proven_at   timestamptz not null, -- by a mail to that address, pressed in the library of the other
  primary key (shop_id, customer_id),
  foreign key (shop_id, customer_id) references customer on delete cascade
);
create index customer_address_of_person on customer_address (shop_id, person_id);

create table address_ask ( -- she says that another address is hers too; the mail to it carries a link
  shop_id        uuid not null,
  address_ask_id uuid not null default uuidv7(),
  customer_id    uuid not null, -- who asks
  email          text not null check (email = lower(email)), -- proven by nobody before the press
  token_hash     char(64), -- of the newest mail's link
  asked_at       timestamptz not null,
  until          timestamptz not null,
  used_at        timestamptz,
  primary key (shop_id, address_ask_id),
  unique (shop_id, token_hash),
  foreign key (shop_id, customer_id) references customer on delete cascade
);
create index address_ask_of_customer on address_ask (shop_id, customer_id, asked_at);
create index address_ask_to on address_ask (shop_id, email, asked_at);

create table sign_in_ask ( -- an address written on the sign-in page; looked at after the answer, so that its time tells nothing
  shop_id        uuid not null references shop on delete cascade,
  sign_in_ask_id uuid not null default uuidv7(),
  email          text not null,
  language       text not null,
  asked_at       timestamptz not null,
  primary key (shop_id, sign_in_ask_id)
);

create table library_reset ( -- she began anew where the seller's limit was reached
  shop_id     uuid not null,
  customer_id uuid not null,
  pattern_id  uuid not null,
  at          timestamptz not null,
  primary key (shop_id, customer_id, pattern_id, at),
  foreign key (shop_id, customer_id) references customer on delete cascade,
  foreign key (shop_id, pattern_id) references pattern on delete cascade
);
create index library_reset_of_pattern on library_reset (shop_id, pattern_id);

create table buyer_wish ( -- about her own data, from her library; on Today until the seller says that it is done
  shop_id       uuid not null,
  buyer_wish_id uuid not null default uuidv7(),
  customer_id   uuid not null,
  kind          text not null check (kind in ('forget')),
  made_at       timestamptz not null,
  settled_at    timestamptz,
  primary key (shop_id, buyer_wish_id),
  foreign key (shop_id, customer_id) references customer on delete cascade
);
create index buyer_wish_open on buyer_wish (shop_id, made_at) where settled_at is null;
create index buyer_wish_of_customer on buyer_wish (shop_id, customer_id);

create index checkout_of_email on checkout (shop_id, email) where email is not null;
create index mail_to_nobody on mail (shop_id, to_address) where customer_id is null; -- claims and askings, written before anybody was a buyer
create index library_link_of_customer on library_link (shop_id, customer_id) where used_at is null;

alter table customer add column language_chosen boolean not null default false; -- she has said in which language she reads, and her browser has no say any more
alter table claim add column language text not null default 'en' check (language in ('en', 'de', 'fr', 'es', 'nl'));
alter table version add column sizes text[] not null default '{}'; -- those that it changes; none: all, or not said

alter table shop
  add column buyer_language    text not null default 'en' check (buyer_language in ('en', 'de', 'fr', 'es', 'nl')), -- where a buyer's own is not known
  add column buyer_contact     text check (buyer_contact <> ''), -- where buyers may write to
  add column library_downloads integer check (library_downloads between 1 and 1000), -- of one file; null: without end
  add column library_days      integer check (library_days between 1 and 36500), -- from the sale, or from a newer version; null: without end
  add column library_resets    integer not null default 3 check (library_resets between 0 and 100); -- by the buyer herself, of one pattern

alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check
  check (kind in ('files', 'sign-in', 'invitation', 'new-version', 'receipt', 'claim', 'claim-taken', 'address'));

do $$
declare name text;
begin
  foreach name in array array['customer_address', 'address_ask', 'sign_in_ask', 'library_reset', 'buyer_wish'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format($policy$create policy of_shop on %I to selvage_app
      using (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)
      with check (shop_id = nullif(current_setting('selvage.shop', true), '')::uuid)$policy$, name);
    execute format('grant select, insert, update, delete on %I to selvage_app', name);
  end loop;
  foreach name in array array['customer_address', 'buyer_wish'] loop
    execute format('create trigger %I after insert or update or delete on %I for each statement execute function tell_change()', name || '_told', name);
  end loop;
end $$;
