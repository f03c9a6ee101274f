-- name: append
insert into signal (shard, id, project, kind, target, argument)
select :shard, new.id, new.project, new.kind, new.target, new.argument
from unnest(:ids::uuid[], :projects::int[], :kinds::text[], :targets::uuid[], :arguments::text[])
     as new (id, project, kind, target, argument)

-- name: open
select shard, id, project, kind, target, argument from signal
where shard = any(:shards::smallint[]) and answered_at is null and kind <> 'COMPLETED' order by id limit 1000

-- name: answer
update signal set answer = :answer, answered_at = clock_timestamp()
where shard = :shard and id = any(:ids::uuid[]) and answered_at is null
returning id

-- name: answer_of
select answer from signal where shard = :shard and id = :id

-- name: forget_answered
delete from signal where answered_at < clock_timestamp() - interval '10 minutes' and kind <> 'COMPLETED'

-- name: complete
insert into signal (shard, id, project, kind, target, argument)
values (:shard, :id, :project, 'COMPLETED', :run, :result)
on conflict do nothing

-- name: wait_briefly
select set_config('lock_timeout', '1s', true)

-- name: fence
insert into signal (shard, id, project, kind, target, answered_at, answer)
values (:shard, :id, :project, 'COMPLETED', :run, clock_timestamp(), 'fenced')
on conflict do nothing

-- name: completion
select argument from signal where shard = :shard and id = :id and answered_at is null

-- name: forget_completions
delete from signal s
where s.kind = 'COMPLETED' and s.created_at < clock_timestamp() - interval '1 day'
  and not exists (select 1 from run r where r.shard = s.shard and r.id = s.target)
