-- name: append
insert into signal (shard, id, project, kind, target, argument)
values (:shard, :id, :project, :kind, :target, :argument)

-- name: open
select shard, id, project, kind, target, argument from signal
where shard = any(:shards::smallint[]) and answered_at is null order by id limit 1000

-- name: answer
update signal set answer = :answer, answered_at = clock_timestamp()
where shard = :shard and id = :id and answered_at is null

-- name: answer_of
select answer from signal where shard = :shard and id = :id

-- name: forget_answered
delete from signal where answered_at < clock_timestamp() - interval '10 minutes'
