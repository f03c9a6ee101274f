-- name: schedules
select s.shard, s.id, s.project, s.next_at, s.version, s.fired, j.schedule, j.lane
from schedule s join job j on j.shard = s.shard and j.id = s.id and j.project = s.project
where s.shard = :shard and j.state = 'ACTIVE'

-- name: schedule_of
select s.shard, s.id, s.project, s.next_at, s.version, s.fired, j.schedule, j.lane
from schedule s join job j on j.shard = s.shard and j.id = s.id and j.project = s.project
where s.shard = :shard and s.id = :id and j.state = 'ACTIVE'

-- name: live_of_shard
-- The runs of recurring jobs that are not over, but for those of backfills.
select job, id from run
where shard = :shard and job is not null and (settings is null or settings not like '%"backfill":true%')

-- name: live_of_jobs
select job, id from run
where shard = :shard and job = any(:jobs::uuid[]) and (settings is null or settings not like '%"backfill":true%')

-- name: fire
-- Claims nominal times: moves each schedule on by compare-and-set and inserts its run. Guarded by the lease. Reports how
-- many runs were inserted.
with own as materialized (select 1 from lease l where l.shard = :shard and l.token = :token for share),
moved as (
  update schedule s set next_at = f.next, fired = s.fired + 1
  from unnest(:ids::uuid[], :olds::timestamptz[], :nexts::timestamptz[], :versions::int[], :runs::uuid[],
              :dues::timestamptz[])
       as f (id, old, next, version, run, due)
  where s.shard = :shard and s.id = f.id and s.next_at = f.old and s.version = f.version and exists (select 1 from own)
  returning s.id, s.project, f.old, f.run, greatest(f.due, clock_timestamp()) as due)
insert into run (shard, id, project, lane, gate, due, job, nominal, priority, type, owner, payload, settings, deadline)
select j.shard, m.run, j.project, j.lane, j.gate, m.due, j.id, m.old, j.priority, j.type, j.owner, j.payload, j.settings,
       m.due + j.finish_within * interval '1 millisecond'
from moved m join job j on j.shard = :shard and j.id = m.id and j.project = m.project

-- name: move
-- Moves schedules on by compare-and-set, writing what became of the times in between: some passed, some run. A range that
-- goes on is made longer. Guarded by the lease. Reports how many schedules were moved.
with own as materialized (select 1 from lease l where l.shard = :shard and l.token = :token for share),
moved as (
  update schedule s set next_at = m.next, fired = s.fired + m.runs
  from unnest(:ids::uuid[], :olds::timestamptz[], :nexts::timestamptz[], :versions::int[], :counts::int[],
              :ends::boolean[])
       as m (id, old, next, version, runs, ends)
  where s.shard = :shard and s.id = m.id and s.next_at = m.old and s.version = m.version and exists (select 1 from own)
  returning s.id, s.project, m.ends),
ended as (
  update job j set state = 'DONE', version = j.version + 1, updated_at = clock_timestamp()
  from moved m where m.ends and j.shard = :shard and j.id = m.id and j.project = m.project and j.state = 'ACTIVE'),
written as (
  insert into occurrence (shard, job, from_at, project, to_at, count, fate, reason, note)
  select :shard, p.job, p.from_at, m.project, p.to_at, p.count, p.fate, p.reason, p.note
  from unnest(:passed::uuid[], :froms::timestamptz[], :tos::timestamptz[], :lengths::bigint[], :fates::text[],
              :reasons::text[], :notes::text[])
       as p (job, from_at, to_at, count, fate, reason, note)
  join moved m on m.id = p.job
  on conflict (shard, job, from_at, project)
  do update set to_at = excluded.to_at, count = occurrence.count + excluded.count),
fired as (
  insert into run (shard, id, project, lane, gate, due, job, nominal, priority, type, owner, payload, settings, deadline)
  select j.shard, r.id, j.project, j.lane, j.gate, greatest(r.due, clock_timestamp()), j.id, r.nominal, j.priority,
         j.type, j.owner, j.payload, j.settings,
         greatest(r.due, clock_timestamp()) + j.finish_within * interval '1 millisecond'
  from unnest(:run_jobs::uuid[], :runs::uuid[], :nominals::timestamptz[], :dues::timestamptz[])
       as r (job, id, nominal, due)
  join moved m on m.id = r.job
  join job j on j.shard = :shard and j.id = m.id and j.project = m.project)
select count(*) as moved from moved

-- name: insert_occurrence
insert into occurrence (shard, job, from_at, project, to_at, count, fate, reason, note)
values (:shard, :job, :from, :project, :to, :count, :fate, :reason, :note)
on conflict do nothing

-- name: occurrences
select from_at, to_at, count, fate, reason, note from occurrence
where shard = :shard and job = :job and project = :project and from_at < :before order by from_at desc limit :limit

-- name: nominal_runs
-- The runs of a job by their nominal time, newest first.
select id, nominal from (
  (select id, nominal from run
   where shard = :shard and job = :job and project = :project and nominal < :before order by nominal desc limit :limit)
  union
  (select id, nominal from history
   where shard = :shard and job = :job and project = :project and nominal < :before order by nominal desc limit :limit)) r
order by nominal desc limit :limit

-- name: calendars
select name, definition from calendar where project = :project order by name

-- name: calendar_stamp
-- Changes when any calendar does.
select count(*) || ' ' || coalesce(sum(version), 0) || ' ' || coalesce(max(updated_at)::text, '') as stamp from calendar

-- name: put_calendar
insert into calendar (project, name, definition) values (:project, :name, :definition)
on conflict (project, name)
do update set definition = excluded.definition, version = calendar.version + 1, updated_at = clock_timestamp()

-- name: delete_calendar
delete from calendar where project = :project and name = :name

-- name: schedules_with_calendars
select id, schedule from job where project = :project and state in ('ACTIVE', 'PAUSED') and schedule like '%clude%'

-- name: lock_job
-- Keeps two backfills of one job apart.
select state from job where shard = :shard and id = :id and project = :project for update

-- name: ran_between
select nominal from run
where shard = :shard and job = :job and project = :project and nominal >= :from and nominal < :to
union
select nominal from history
where shard = :shard and job = :job and project = :project and nominal >= :from and nominal < :to

-- name: passed_between
select from_at, to_at, count, reason, note from occurrence
where shard = :shard and job = :job and project = :project and from_at < :to and to_at >= :from order by from_at

-- name: delete_occurrence
delete from occurrence where shard = :shard and job = :job and project = :project and from_at = :from

-- name: insert_backfill
insert into run (shard, id, project, lane, gate, due, job, nominal, priority, type, owner, payload, settings)
select j.shard, b.id, j.project, :lane, :gate, clock_timestamp(), j.id, b.nominal, 0, j.type, j.owner, j.payload, :settings
from unnest(:ids::uuid[], :nominals::timestamptz[]) as b (id, nominal)
join job j on j.shard = :shard and j.id = :job and j.project = :project

-- name: late_runs
select r.* from unnest(:shards::smallint[]) as s (shard),
lateral (
  select shard, lane, id, due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, payload,
         settings, gate, hold, 0 as payload_bytes
  from run where run.shard = s.shard and run.deadline <= clock_timestamp()
  order by run.deadline limit :limit) r
limit :limit

-- name: late_told
update run set deadline = null where shard = :shard and id = any(:ids::uuid[]) and deadline is not null

-- name: begin_watch
-- A job that must succeed now and then begins to fire.
insert into watch (shard, id, project, within, since)
select shard, id, project, must_succeed_within, clock_timestamp() from job
where shard = :shard and id = :id and project = :project and must_succeed_within is not null
on conflict (shard, id, project) do update set within = excluded.within, since = excluded.since, missed_at = null

-- name: change_watch
-- A job that fires was changed: a watch it has goes on.
insert into watch (shard, id, project, within, since)
select shard, id, project, must_succeed_within, clock_timestamp() from job
where shard = :shard and id = :id and project = :project and state = 'ACTIVE' and must_succeed_within is not null
on conflict (shard, id, project) do update set within = excluded.within

-- name: end_watch
-- Ends the watch of a job that does not fire, or that nobody asks to succeed any more.
delete from watch w using job j
where w.shard = :shard and w.id = :id and w.project = :project
  and j.shard = w.shard and j.id = w.id and j.project = w.project
  and (j.state <> 'ACTIVE' or j.must_succeed_within is null)

-- name: watches_missed
-- Watched jobs without a success for too long, and those of which that has been told.
select shard, id, project, within, since, missed_at from watch
where shard = any(:shards::smallint[])
  and (missed_at is not null or since + within * interval '1 millisecond' <= clock_timestamp())
order by missed_at nulls first, since
limit :limit

-- name: last_success
select id, finished_at from history
where shard = :shard and job = :job and state = 'SUCCEEDED' and finished_at > :since
order by finished_at desc limit 1

-- name: watch_succeeded
update watch w set since = greatest(w.since, s.at), missed_at = null
from unnest(:ids::uuid[], :ats::timestamptz[]) as s (id, at)
where w.shard = :shard and w.id = s.id

-- name: watch_missed
update watch set missed_at = clock_timestamp() where shard = :shard and id = :id and missed_at is null and since = :since
