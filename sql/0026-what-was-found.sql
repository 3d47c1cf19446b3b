-- Of a listing that was found there: what stood there before it was first pressed, so that the press can be taken back.
alter table desired_state add column found jsonb;
