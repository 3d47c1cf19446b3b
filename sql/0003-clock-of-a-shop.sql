-- A storefront tells when a sale was placed by its own clock, and "Go live" is by ours. How far the two stand apart is known only within bounds.

alter table connection
  add column clock_low_ms  integer, -- its clock minus ours is at least this; null while it has told no time
  add column clock_high_ms integer, -- and at most this
  add constraint connection_clock_is_a_span check (
    (clock_low_ms is null) = (clock_high_ms is null)
    and clock_low_ms <= clock_high_ms
    and clock_low_ms >= -86400000 and clock_high_ms <= 86400000 -- more than a day is no clock
  );
