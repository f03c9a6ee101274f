-- name: length
select coalesce(max(start + octet_length(bytes)), 0) as bytes from log_chunk
where shard = :shard and run = :run and attempt = :attempt

-- name: append
insert into log_chunk (shard, run, attempt, start, project, crc32c, bytes)
values (:shard, :run, :attempt, :start, :project, :crc, :bytes)
on conflict do nothing

-- name: read
select start, bytes from log_chunk
where shard = :shard and run = :run and attempt = :attempt and start < :end and start + octet_length(bytes) > :offset
order by start limit 64

-- name: discard
delete from log_chunk where shard = :shard and run = :run and attempt <= :attempt

-- name: attempt_log
select log_name, log_bytes, log_complete from attempt where shard = :shard and run = :run and number = :attempt

-- name: discard_orphans
delete from log_chunk c using (
  select distinct k.shard, k.run from log_chunk k
  where not exists (select 1 from run r where r.shard = k.shard and r.id = k.run)
    and exists (select 1 from history h where h.shard = k.shard and h.id = k.run and h.log_name is not null)
  limit 1000) sealed
where c.shard = sealed.shard and c.run = sealed.run
