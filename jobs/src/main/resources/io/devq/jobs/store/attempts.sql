-- name: tries
-- What the retry rules of a run ask of its attempts: how long ago it was due first, and how its attempts ended.
select (extract(epoch from clock_timestamp() - coalesce(r.first_due, r.due)) * 1000)::bigint as elapsed_millis,
       a.class, a.exit_code, coalesce(a.ended, 0) as ended
from run r
left join lateral (
  select class, exit_code, count(*) as ended from attempt
  where attempt.shard = r.shard and attempt.run = r.id
  group by class, exit_code) a on true
where r.shard = :shard and r.id = :id

-- name: expired
-- Runs that have been waiting longer than their queue time-out, the earliest first. The condition is that of an index.
select r.shard, r.id, r.until
from unnest(:shards::smallint[]) as s (shard),
lateral (
  select run.shard, run.id,
         (greatest(due, hold) at time zone 'utc')
           + make_interval(secs => (settings::jsonb ->> 'expiresAfter')::float8 / 1000) as until
  from run
  where run.shard = s.shard and settings like '%"expiresAfter":%'
    and (greatest(due, hold) at time zone 'utc')
          + make_interval(secs => (settings::jsonb ->> 'expiresAfter')::float8 / 1000)
        < (clock_timestamp() at time zone 'utc')
  order by 3
  limit :limit) r

-- name: save_checkpoint
-- Replaces the checkpoint of a run; only the attempt the run stands at may.
insert into checkpoint (shard, run, project, attempt, content)
select r.shard, r.id, r.project, r.attempt, :content from run r
where r.shard = :shard and r.id = :run and r.attempt = :attempt
on conflict (shard, run, project) do update
set attempt = excluded.attempt, content = excluded.content, written_at = clock_timestamp()
where checkpoint.attempt <= excluded.attempt

-- name: checkpoint
select content from checkpoint where shard = :shard and run = :run

-- name: forget_checkpoints
delete from checkpoint where shard = :shard and run = any(:runs::uuid[])

-- name: forget_orphans
-- Checkpoints of runs that are over, which a crash has left; a bounded number.
delete from checkpoint c using (
  select k.shard, k.run from checkpoint k
  where not exists (select 1 from run r where r.shard = k.shard and r.id = k.run)
  limit 1000) left_over
where c.shard = left_over.shard and c.run = left_over.run
