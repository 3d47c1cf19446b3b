-- Write access is asked for only once something is to be sent: until then a storefront may let us read alone. Those connected before were asked for all at once.

alter table connection add column may_write boolean not null default true;
