-- What one buyer fetched: asked of each order of a table of sales, and when a buyer is forgotten.
create index download_of_customer on download (shop_id, customer_id, pattern_id, at);
