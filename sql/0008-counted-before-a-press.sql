-- Before she goes live or invites, she is shown how many that is. Both counts go over every order of a storefront, so they are made from an index alone.

alter table entitlement add column past_of uuid; -- the storefront, if its order is history, which it stays for ever
alter table "order" no force row level security; -- else the owner would see none and change none
alter table entitlement no force row level security;
update entitlement e set past_of = o.connection_id from "order" o where o.shop_id = e.shop_id and o.order_id = e.order_id and o.is_history;
alter table "order" force row level security;
alter table entitlement force row level security;
create index entitlement_past on entitlement (shop_id, past_of, customer_id) where ended_at is null and past_of is not null;
create index customer_uninvited on customer (shop_id, customer_id) where invited_at is null and email is not null;
create index order_of_connection on "order" (shop_id, connection_id, customer_id);
