-- name: insert_runs
-- Appends one-time jobs of one shard; a caller's id that is there already is left alone. `due` is never before the clock;
-- what waits for other jobs is due at infinity, and `hold` is when it wants to be.
with accepted as (
  insert into run (shard, id, project, lane, gate, due, hold, waits, priority, type, owner, payload, settings, deadline)
  select :shard, new.id, :project, new.lane, new.gate, case when new.waits > 0 then 'infinity' else wanted.due end,
         case when new.waits > 0 then wanted.due end, new.waits, new.priority, new.type, new.owner, new.payload,
         new.settings, wanted.due + new.finish * interval '1 millisecond'
  from unnest(:ids::uuid[], :lanes::int[], :gates::bigint[], :ats::timestamptz[], :delays::bigint[], :waits::int[],
              :priorities::smallint[], :types::text[], :owners::text[], :payloads::text[], :settings::text[],
              :finishes::bigint[])
       as new (id, lane, gate, at, delay, waits, priority, type, owner, payload, settings, finish),
  lateral (select greatest(coalesce(new.at, clock_timestamp() + new.delay * interval '1 millisecond'),
                           clock_timestamp()) as due) as wanted
  on conflict do nothing
  returning id, lane, due)
select lane, min(due) as first_due, array_agg(id) as ids from accepted group by lane

-- name: insert_run_of_job
insert into run (shard, id, project, lane, gate, due, job, nominal, priority, type, owner, payload, settings, deadline)
select j.shard, :id, j.project, j.lane, j.gate, clock_timestamp(), j.id, null, j.priority, j.type, j.owner, j.payload, j.settings,
       clock_timestamp() + j.finish_within * interval '1 millisecond'
from job j where j.shard = :shard and j.id = :job and j.project = :project and j.state in ('ACTIVE', 'PAUSED')
returning lane, due

-- name: read_ahead
-- Reads each cursor forward from its mark. `due` is at most the clock and a little, so that what is due soon is known.
select c.shard, c.lane, r.id, r.due, r.project, r.job, r.nominal, r.attempt, r.failures, r.lost, r.priority, r.created_at,
       r.type, r.owner, r.payload, r.settings, r.gate, r.hold, r.payload_bytes
from unnest(:shards::smallint[], :lanes::int[], :dues::timestamptz[], :ids::uuid[], :limits::int[])
     as c (shard, lane, due, id, row_limit),
lateral (
  select id, run.due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, settings,
         gate, hold, octet_length(payload) as payload_bytes,
         case when octet_length(payload) <= 1024 then payload else '' end as payload
  from run
  where run.shard = c.shard and run.lane = c.lane and (run.due, run.id) > (c.due, c.id)
    and run.due <= statement_timestamp() + interval '1 second'
  order by run.due, run.id
  limit c.row_limit) r

-- name: read_groups
-- As read_ahead, of one group of each lane.
select c.shard, c.lane, r.id, r.due, r.project, r.job, r.nominal, r.attempt, r.failures, r.lost, r.priority, r.created_at,
       r.type, r.owner, r.payload, r.settings, r.gate, r.hold, r.payload_bytes
from unnest(:shards::smallint[], :lanes::int[], :dues::timestamptz[], :ids::uuid[], :limits::int[],
            :groups::bigint[]) as c (shard, lane, due, id, row_limit, gate),
lateral (
  select id, run.due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, settings,
         gate, hold, octet_length(payload) as payload_bytes,
         case when octet_length(payload) <= 1024 then payload else '' end as payload
  from run
  where run.shard = c.shard and run.lane = c.lane and run.gate = c.gate
    and (run.due, run.id) > (c.due, c.id)
    and run.due <= statement_timestamp() + interval '1 second'
  order by run.due, run.id
  limit c.row_limit) r

-- name: read_others
-- As read_ahead, without the groups of this lane that are read apart.
select c.shard, c.lane, r.id, r.due, r.project, r.job, r.nominal, r.attempt, r.failures, r.lost, r.priority, r.created_at,
       r.type, r.owner, r.payload, r.settings, r.gate, r.hold, r.payload_bytes
from unnest(:shards::smallint[], :lanes::int[], :dues::timestamptz[], :ids::uuid[], :limits::int[])
     as c (shard, lane, due, id, row_limit),
lateral (
  select id, run.due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, settings,
         gate, hold, octet_length(payload) as payload_bytes,
         case when octet_length(payload) <= 1024 then payload else '' end as payload
  from run
  where run.shard = c.shard and run.lane = c.lane and (run.gate is null or run.gate <> all(:apart::bigint[]))
    and (run.due, run.id) > (c.due, c.id)
    and run.due <= statement_timestamp() + interval '1 second'
  order by run.due, run.id
  limit c.row_limit) r

-- name: read_runs
select shard, lane, id, due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, payload,
       settings, gate, hold, 0 as payload_bytes
from run where shard = :shard and id = any(:ids)

-- name: lanes
-- The distinct lanes of each shard, by a loose index scan.
with recursive found (shard, lane) as (
  select s.shard, (select min(lane) from run where run.shard = s.shard and lane < 2147483647)
  from unnest(:shards::smallint[]) as s (shard)
  union all
  select f.shard, (select min(lane) from run where run.shard = f.shard and run.lane > f.lane and lane < 2147483647)
  from found f where f.lane is not null)
select shard, lane from found where lane is not null

-- name: due_runs
select count(*) as runs from (
  select 1 from unnest(:shards::smallint[]) as s (shard),
  lateral (
    select 1 from run where run.shard = s.shard and run.lane = :lane and run.due <= statement_timestamp()
    limit :bound) r
  limit :bound) counted

-- name: clock
-- The authoritative time, and how long the oldest open writing transaction has been open.
select clock_timestamp() as now,
       coalesce((select extract(epoch from clock_timestamp() - min(xact_start))
                 from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid()), 0)::float8 as open_seconds

-- name: now
select clock_timestamp() as now

-- name: live_runs_of_jobs
select job, count(*) as runs from run where shard = :shard and job is not null group by job

-- name: retry_run
-- Gives a run its next attempt; fenced by the attempt that ended. A run in strict order keeps its due time, and so its
-- place, and is held until it may start again.
update run set attempt = attempt + 1, failures = :failures, lost = :lost, lane = :lane,
               first_due = coalesce(first_due, due),
               due = case when :in_order then due else clock_timestamp() + :delay * interval '1 millisecond' end,
               hold = case when :in_order then clock_timestamp() + :delay * interval '1 millisecond' end
where shard = :shard and id = :id and attempt = :attempt
returning due

-- name: insert_attempt
insert into attempt (shard, run, number, project, worker, claimed_at, started_at, class, reason, exit_code, log_name,
                     log_bytes, log_complete)
values (:shard, :run, :number, :project, :worker, :claimed, :started, :class, :reason, :exit, :log_name, :log_bytes,
        :log_complete)

-- name: finish_runs
-- Moves runs of one shard to history; fenced by the attempt. Reports how many it moved.
with gone as (
  delete from run where shard = :shard and id = any(:ids::uuid[]) and attempt = :attempt returning *)
insert into history (retention, day, shard, id, project, lane, due, job, nominal, attempt, failures, lost, priority,
                     created_at, type, owner, payload, settings, state, class, reason, worker, claimed_at, started_at,
                     exit_code, result, log_name, log_bytes, log_complete)
select o.retention, (clock_timestamp() at time zone 'utc')::date, g.shard, g.id, g.project, g.lane, g.due, g.job, g.nominal,
       o.attempts, g.failures, g.lost, g.priority, g.created_at, g.type, g.owner, g.payload, g.settings,
       o.state, o.class, o.reason, o.worker, o.claimed, o.started, o.exit, o.result, o.log_name, o.log_bytes, o.log_complete
from gone g
join unnest(:ids::uuid[], :retentions::smallint[], :attempts::int[], :states::text[], :classes::text[], :reasons::text[],
            :workers::uuid[], :claimeds::timestamptz[], :starteds::timestamptz[], :exits::int[], :results::text[],
            :log_names::text[], :log_bytes::bigint[], :log_completes::boolean[])
     as o (id, retention, attempts, state, class, reason, worker, claimed, started, exit, result, log_name, log_bytes,
           log_complete) on o.id = g.id

-- name: live_run
select shard, lane, id, due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, payload,
       settings, gate, hold, 0 as payload_bytes
from run where shard = :shard and id = :id and project = :project

-- name: final_run
select * from history where shard = :shard and id = :id and project = :project

-- name: final_attempt
select attempt, state from history where shard = :shard and id = :id

-- name: live_runs
select r.* from unnest(:shards::smallint[]) as s (shard),
lateral (
  select shard, lane, id, due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, payload,
         settings, gate, hold, 0 as payload_bytes
  from run
  where run.shard = s.shard and project = :project and id < :before
    and (:owner::text is null or owner = :owner)
    and (:type::text is null or type = :type) and (:queue::int is null or lane >> 7 = :queue)
    and (not :once or job is null)
    and (:tag::text is null or jsonb_exists(settings::jsonb -> 'tags', :tag))
    and (:value::text is null or settings::jsonb -> 'tags' ->> :tag = :value)
    and (:text::text is null or position(lower(:text) in lower(concat_ws(' ', type, owner, payload, settings))) > 0)
    and (:since::timestamptz is null or created_at >= :since)
    and (:until::timestamptz is null or created_at < :until)
  order by id desc limit :limit) r
order by r.id desc limit :limit

-- name: runs_ahead
-- How many waiting runs go before one: in each lane those that are due before a time. Stops counting at the bound.
select count(*) as runs from (
  select 1
  from unnest(:shards::smallint[]) as s (shard),
  unnest(:lanes::int[], :dues::timestamptz[]) as l (lane, due),
  lateral (
    select 1 from run
    where run.shard = s.shard and run.lane = l.lane and (run.due, run.id) < (l.due, :id)
      and run.due <= statement_timestamp()
      and run.id not in (select unnest(ids) from claim where claim.shard >= 0)
    limit :bound) r
  limit :bound) counted

-- name: live_runs_of_job
select shard, lane, id, due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, payload,
       settings, gate, hold, 0 as payload_bytes
from run
where shard = :shard and project = :project and id < :before and (job = :job or id = :job)
order by id desc limit :limit

-- name: final_runs
select h.* from unnest(:shards::smallint[]) as s (shard),
lateral (
  select * from history
  where history.shard = s.shard and project = :project and id < :before
    and (:owner::text is null or owner = :owner)
    and (:type::text is null or type = :type) and (:queue::int is null or lane >> 7 = :queue)
    and (not :once or job is null)
    and (:tag::text is null or jsonb_exists(settings::jsonb -> 'tags', :tag))
    and (:value::text is null or settings::jsonb -> 'tags' ->> :tag = :value)
    and (:text::text is null or position(lower(:text) in lower(concat_ws(' ', type, owner, payload, settings))) > 0)
    and (:since::timestamptz is null or created_at >= :since)
    and (:until::timestamptz is null or created_at < :until)
    and (:state::text is null or state = :state) and (:class::text is null or class = :class)
  order by id desc limit :limit) h
order by h.id desc limit :limit

-- name: final_runs_of_job
select * from history
where shard = :shard and project = :project and id < :before and (job = :job or id = :job)
  and (:state::text is null or state = :state) and (:class::text is null or class = :class)
order by id desc limit :limit

-- name: change_run
-- Makes a waiting one-time job another; fenced by the attempt. One that waits for others goes on waiting.
update run set lane = :lane, gate = :gate, priority = :priority, type = :type, owner = :owner, payload = :payload,
               settings = :settings,
               due = case when waits > 0 then run.due else wanted.due end,
               hold = case when waits > 0 then wanted.due else run.hold end,
               deadline = wanted.due + :finish::bigint * interval '1 millisecond'
from (select r.id as run,
             case when :keep and r.waits > 0 then r.hold
                  when :keep then r.due
                  else greatest(coalesce(:at::timestamptz, clock_timestamp() + :delay * interval '1 millisecond'),
                                clock_timestamp()) end as due
      from run r where r.shard = :shard and r.id = :id) as wanted
where shard = :shard and id = :id and wanted.run = run.id and attempt = :attempt and job is null
returning run.lane, run.due

-- name: release_runs
-- Prerequisites of some runs have ended; a run that waits for no more is due.
update run r
set waits = greatest(r.waits - told.count, 0),
    due = case when r.waits <= told.count then greatest(coalesce(r.hold, clock_timestamp()), clock_timestamp()) else r.due end,
    hold = case when r.waits <= told.count then null else r.hold end
from unnest(:ids::uuid[], :counts::int[]) as told (id, count)
where r.shard = :shard and r.id = told.id and r.waits > 0
returning r.lane, r.due, r.waits

-- name: waits
select waits from run where shard = :shard and id = :id

-- name: live_runs_by_id
select shard, lane, id, due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, payload,
       settings, gate, hold, 0 as payload_bytes
from run where shard = :shard and id = any(:ids::uuid[]) and project = :project and job is null

-- name: final_runs_by_id
select * from history where shard = :shard and id = any(:ids::uuid[]) and project = :project and job is null

-- name: matching_runs
-- Live runs of one shard that a filter meets, by id.
select shard, lane, id, due, project, job, nominal, attempt, failures, lost, priority, created_at, type, owner, payload,
       settings, gate, hold, 0 as payload_bytes
from run
where shard = :shard and project = :project and id > :after
  and (:job::uuid is null or job = :job or id = :job)
  and (:owner::text is null or owner = :owner)
  and (:type::text is null or type = :type) and (:queue::int is null or lane >> 7 = :queue)
  and (:tag::text is null or jsonb_exists(settings::jsonb -> 'tags', :tag))
  and (:value::text is null or settings::jsonb -> 'tags' ->> :tag = :value)
  and (:text::text is null or position(lower(:text) in lower(concat_ws(' ', type, owner, payload, settings))) > 0)
  and (:since::timestamptz is null or created_at >= :since)
  and (:until::timestamptz is null or created_at < :until)
order by id limit :limit

-- name: matching_final_runs
-- Ended runs of one shard that a filter meets, by id.
select * from history
where shard = :shard and project = :project and id > :after
  and (:job::uuid is null or job = :job or id = :job)
  and (:owner::text is null or owner = :owner)
  and (:type::text is null or type = :type) and (:queue::int is null or lane >> 7 = :queue)
  and (:tag::text is null or jsonb_exists(settings::jsonb -> 'tags', :tag))
  and (:value::text is null or settings::jsonb -> 'tags' ->> :tag = :value)
  and (:text::text is null or position(lower(:text) in lower(concat_ws(' ', type, owner, payload, settings))) > 0)
  and (:since::timestamptz is null or created_at >= :since)
  and (:until::timestamptz is null or created_at < :until)
  and (:state::text is null or state = :state) and (:class::text is null or class = :class)
order by id limit :limit

-- name: reprioritise_runs
-- Moves waiting runs of one shard to lanes of another priority; fenced by their attempts.
update run r set priority = :priority, lane = moved.lane
from unnest(:ids::uuid[], :attempts::int[], :lanes::int[]) as moved (id, attempt, lane)
where r.shard = :shard and r.id = moved.id and r.attempt = moved.attempt
returning r.lane, r.due
