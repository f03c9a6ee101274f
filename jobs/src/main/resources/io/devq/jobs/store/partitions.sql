-- name: today
select (clock_timestamp() at time zone 'utc')::date::text as day

-- name: partitions
select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = cast(:parent as regclass)
