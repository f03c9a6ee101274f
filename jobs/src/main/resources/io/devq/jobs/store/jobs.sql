-- name: project_id
select id from project where name = :name

-- name: projects
select id, name from project

-- name: queues
select project, name, number, weight, paused, draining, max_running, fair_weights, note, changed_by, changed_at
from queue

-- name: lock_queues
lock table queue in share row exclusive mode

-- name: insert_queue
insert into queue (project, name, number) select :project, :name, coalesce(max(number), 0) + 1 from queue
on conflict (project, name) do nothing

-- name: change_queue
-- What is null stays; a limit of 0 is none.
update queue set paused = coalesce(:paused, paused), draining = coalesce(:draining, draining),
                 weight = coalesce(:weight, weight),
                 max_running = case when :max_running::int is null then max_running else nullif(:max_running, 0) end,
                 fair_weights = coalesce(:fair_weights, fair_weights), note = nullif(coalesce(:note, note), ''),
                 changed_by = :by, changed_at = clock_timestamp()
where project = :project and name = :name

-- name: insert_job
insert into job (shard, id, project, state, lane, gate, priority, type, owner, payload, settings, schedule)
values (:shard, :id, :project, 'ACTIVE', :lane, :gate, :priority, :type, :owner, :payload, :settings, :schedule)
on conflict do nothing

-- name: update_job
update job set lane = :lane, gate = :gate, priority = :priority, type = :type, owner = :owner, payload = :payload, settings = :settings,
               schedule = :schedule, version = version + 1, updated_at = clock_timestamp()
where shard = :shard and id = :id and project = :project and state <> 'DELETED'

-- name: set_job_state
update job set state = :state, version = version + 1, updated_at = clock_timestamp()
where shard = :shard and id = :id and project = :project and state <> 'DELETED'

-- name: job
select * from job where shard = :shard and id = :id and project = :project

-- name: jobs
select j.* from unnest(:shards::smallint[]) as s (shard),
lateral (
  select * from job
  where job.shard = s.shard and project = :project and id < :before and state <> 'DELETED'
    and (:owner::text is null or owner = :owner) and (:type::text is null or type = :type)
    and (:queue::int is null or lane >> 7 = :queue)
  order by id desc limit :limit) j
order by j.id desc limit :limit

-- name: insert_schedule
insert into schedule (shard, id, project, next_at) values (:shard, :id, :project, :next)
on conflict (shard, id, project) do update set next_at = excluded.next_at, version = schedule.version + 1

-- name: delete_schedule
delete from schedule where shard = :shard and id = :id and project = :project

-- name: schedule
select next_at from schedule where shard = :shard and id = :id and project = :project

-- name: schedules
select s.shard, s.id, s.project, s.next_at, s.version, j.schedule, j.lane
from schedule s join job j on j.shard = s.shard and j.id = s.id and j.project = s.project
where s.shard = :shard

-- name: schedule_of
select s.shard, s.id, s.project, s.next_at, s.version, j.schedule, j.lane
from schedule s join job j on j.shard = s.shard and j.id = s.id and j.project = s.project
where s.shard = :shard and s.id = :id

-- name: fire
-- Claims nominal times: moves each schedule on by compare-and-set and inserts its run. Guarded by the lease. Reports how
-- many runs were inserted.
with own as materialized (select 1 from lease l where l.shard = :shard and l.token = :token for share),
moved as (
  update schedule s set next_at = f.next
  from unnest(:ids::uuid[], :olds::timestamptz[], :nexts::timestamptz[], :versions::int[], :runs::uuid[])
       as f (id, old, next, version, run)
  where s.shard = :shard and s.id = f.id and s.next_at = f.old and s.version = f.version and exists (select 1 from own)
  returning s.id, s.project, f.old, f.run)
insert into run (shard, id, project, lane, gate, due, job, nominal, priority, type, owner, payload, settings)
select j.shard, m.run, j.project, j.lane, j.gate, clock_timestamp(), j.id, m.old, j.priority, j.type, j.owner, j.payload, j.settings
from moved m join job j on j.shard = :shard and j.id = m.id and j.project = m.project

-- name: move
-- Moves one schedule on by compare-and-set without a run. Guarded by the lease.
update schedule s set next_at = :next
where s.shard = :shard and s.id = :id and s.next_at = :old and s.version = :version
  and exists (select 1 from lease l where l.shard = :shard and l.token = :token for share)

-- name: insert_catch_up_run
insert into run (shard, id, project, lane, gate, due, job, nominal, priority, type, owner, payload, settings)
select j.shard, :run, j.project, j.lane, j.gate, clock_timestamp(), j.id, :nominal, j.priority, j.type, j.owner, j.payload, j.settings
from job j where j.shard = :shard and j.id = :id

-- name: insert_occurrence
insert into occurrence (shard, job, from_at, project, to_at, count, fate, reason)
values (:shard, :job, :from, :project, :to, :count, :fate, :reason)
on conflict do nothing

-- name: occurrences
select from_at, to_at, count, fate, reason from occurrence
where shard = :shard and job = :job and project = :project order by from_at desc limit :limit

-- name: take_key
insert into unique_key (project, shard, scope, key, holders, hash)
values (:project, :shard, :scope, :key, :holders::uuid[], :hash)
on conflict do nothing

-- name: key
select holders, hash from unique_key where project = :project and shard = :shard and scope = :scope and key = :key

-- name: pass_key
-- Takes a key from a holder that lives no more.
update unique_key set holders = :holders::uuid[], hash = :hash, created_at = clock_timestamp()
where project = :project and shard = :shard and scope = :scope and key = :key and holders = :seen::uuid[]

-- name: drop_key
delete from unique_key where project = :project and shard = :shard and scope = :scope and key = :key
                         and holders = :holders::uuid[]

-- name: expire_requests
delete from unique_key u using (
  select project, shard, scope, key from unique_key
  where scope = 'REQUEST' and created_at < clock_timestamp() - interval '1 day' limit 1000) old
where u.project = old.project and u.shard = old.shard and u.scope = old.scope and u.key = old.key

-- name: lives
-- Which of these still live: as a waiting or running one-time job, or as a recurring one.
select id from run where shard = :shard and id = any(:ids::uuid[])
union all
select id from job where shard = :shard and id = any(:ids::uuid[]) and state in ('ACTIVE', 'PAUSED')

-- name: existed
select exists (select 1 from run where shard = :shard and id = :id)
    or exists (select 1 from job where shard = :shard and id = :id)
    or exists (select 1 from history where shard = :shard and id = :id) as existed
