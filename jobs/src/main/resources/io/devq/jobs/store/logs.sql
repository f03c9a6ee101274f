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
