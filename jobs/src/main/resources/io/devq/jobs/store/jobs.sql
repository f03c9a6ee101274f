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
insert into job (shard, id, project, state, lane, gate, priority, type, owner, payload, settings, schedule, finish_within,
                 must_succeed_within)
values (:shard, :id, :project, 'ACTIVE', :lane, :gate, :priority, :type, :owner, :payload, :settings, :schedule, :finish,
        :succeed)
on conflict do nothing

-- name: update_job
update job set lane = :lane, gate = :gate, priority = :priority, type = :type, owner = :owner, payload = :payload, settings = :settings,
               schedule = :schedule, finish_within = :finish, must_succeed_within = :succeed, version = version + 1,
               updated_at = clock_timestamp()
where shard = :shard and id = :id and project = :project and state in ('ACTIVE', 'PAUSED')

-- name: delete_job
update job set state = 'DELETED', version = version + 1, updated_at = clock_timestamp()
where shard = :shard and id = :id and project = :project and state <> 'DELETED'

-- name: pause_job
-- Remembers from which nominal time on the job does not fire.
update job j set state = 'PAUSED', paused_at = clock_timestamp(), paused_by = :by, paused_note = :note,
                 passed_from = s.next_at, fired = s.fired, version = j.version + 1, updated_at = clock_timestamp()
from schedule s
where j.shard = :shard and j.id = :id and j.project = :project and j.state = 'ACTIVE'
  and s.shard = :shard and s.id = :id and s.project = :project

-- name: resume_job
update job set state = 'ACTIVE', paused_at = null, paused_by = null, paused_note = null, passed_from = null,
               version = version + 1, updated_at = clock_timestamp()
where shard = :shard and id = :id and project = :project and state = 'PAUSED'

-- name: reset_passed
-- A paused job was given another schedule: what passes is counted anew.
update job set passed_from = :from where shard = :shard and id = :id and project = :project and state = 'PAUSED'

-- name: job
select * from job where shard = :shard and id = :id and project = :project

-- name: lock_job
select * from job where shard = :shard and id = :id and project = :project and state <> 'DELETED' for update

-- name: jobs
select j.* from unnest(:shards::smallint[]) as s (shard),
lateral (
  select * from job
  where job.shard = s.shard and project = :project and id < :before and case when :state::text is null then state <> 'DELETED' else state = :state end
    and (:owner::text is null or owner = :owner) and (:type::text is null or type = :type)
    and (:queue::int is null or lane >> 7 = :queue)
    and (:tag::text is null or jsonb_exists(settings::jsonb -> 'tags', :tag))
    and (:value::text is null or settings::jsonb -> 'tags' ->> :tag = :value)
    and (:text::text is null or position(lower(:text) in lower(concat_ws(' ', type, owner, payload, settings))) > 0)
    and (:since::timestamptz is null or created_at >= :since)
    and (:until::timestamptz is null or created_at < :until)
  order by id desc limit :limit) j
order by j.id desc limit :limit

-- name: insert_schedule
insert into schedule (shard, id, project, next_at, fired)
select j.shard, j.id, j.project, :next, j.fired from job j where j.shard = :shard and j.id = :id and j.project = :project
on conflict (shard, id, project) do update set next_at = excluded.next_at, version = schedule.version + 1

-- name: touch_schedule
-- The job has changed and fires when it did.
update schedule set version = version + 1 where shard = :shard and id = :id and project = :project

-- name: delete_schedule
delete from schedule where shard = :shard and id = :id and project = :project

-- name: schedule
select next_at from schedule where shard = :shard and id = :id and project = :project

