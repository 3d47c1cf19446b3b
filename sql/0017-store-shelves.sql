-- The shelves of a store by craft, the newest first, and which crafts there are: both from an index. What decides whether a pattern is looked at stands in it.
create index pattern_of_craft on pattern (shop_id, craft, created_at desc, pattern_id desc) include (archived_at, sought);
