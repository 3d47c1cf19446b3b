-- Lists that grow with what she does, each read from an index in its own order and none to its end.

alter table proposal add column kind text
  generated always as (case when is_alone then 'alone' when is_sure and reason is null then 'sure' else 'doubtful' end) stored;
drop index proposal_listed;
create index proposal_open on proposal (shop_id, title, proposal_id) include (kind) where acceptance_id is null;

create index launch_newest on launch (shop_id, created_at desc, launch_id desc);
create index promotion_newest on promotion (shop_id, created_at desc, promotion_id desc);

drop index pattern_title;
create index pattern_title on pattern (shop_id, title_key, pattern_id);
