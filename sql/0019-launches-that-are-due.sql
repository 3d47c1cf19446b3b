-- Replaces that of 0011: in it "at" was the table's own column, which whoever asks may not read, so no launch was ever due.
create or replace function directory.shops_with_due_launches(at timestamptz) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, public
  as 'select distinct shop_id from public.launch where state = ''planned'' and next_try_at <= $1';
