-- Some platforms count the requests of the last second, whenever that began: when each was granted has to be known.
alter table rate.bucket add column recent bigint[] not null default '{}';
comment on column rate.bucket.recent is 'when the turns of the second that slides were granted, in milliseconds since 1970';
