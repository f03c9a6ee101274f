-- name: by_delivery
select id, asked_commit, asked_branch, asked_tag, trigger
from build
where project = :project and repository = :repository and delivery = :delivery

-- name: next_number
insert into build_number as given (project, repository, last)
values (:project, :repository, 1)
on conflict (project, repository) do update set last = given.last + 1
returning last

-- name: insert
insert into build (project, id, repository, number, delivery, asked_commit, asked_branch, asked_tag,
                   trigger, rerun_of, source, branch, tag, commit_id, job)
values (:project, :id, :repository, :number, :delivery, :commit, :branch, :tag,
        :trigger, cast(:rerunOf as uuid), :source, :branchBuilt, :tag, :commit, :job)

-- name: build
select project, id, repository, number, trigger, rerun_of, source, branch, tag, commit_id, title, author, state,
       reason, cancelled_by, job, attended_at, created_at, started_at, finished_at
from build
where project = :project and id = :id

-- name: list
select project, id, repository, number, trigger, rerun_of, source, branch, tag, commit_id, title, author, state,
       reason, cancelled_by, job, attended_at, created_at, started_at, finished_at
from build
where project = :project
  and (cast(:repository as text) is null or repository = :repository)
  and (cast(:branch as text) is null or branch = :branch)
  and (cast(:commit as text) is null or commit_id = :commit)
  and (cast(:state as text) is null or state = :state)
  and (cast(:cursor as uuid) is null or id < :cursor)
order by id desc
limit :limit

-- name: succeeded
select project, id, repository, number, trigger, rerun_of, source, branch, tag, commit_id, title, author, state,
       reason, cancelled_by, job, attended_at, created_at, started_at, finished_at
from build
where state = 'SUCCEEDED' and finished_at >= now() - make_interval(secs => :seconds)
order by finished_at desc
limit :limit

-- name: under_way_of_repository
select id from build
where project = :project and repository = :repository and finished_at is null

-- name: commit_read
update build
set commit_id = :commit, title = :title, author = :author
where project = :project and id = :id and state = 'QUEUED'

-- name: move
update build
set state = :to,
    reason = coalesce(cast(:reason as text), reason),
    started_at = case when :to = 'RUNNING' then now() else started_at end,
    finished_at = case when cast(:ends as boolean) then now() end
where project = :project and id = :id and state = :from

-- name: ask_cancel
update build
set cancelled_by = :by
where project = :project and id = :id and finished_at is null and cancelled_by is null

-- name: attend
update build set attended_at = now()
where project = :project and id = :id

-- name: unattended
select project, id, job, restarts, cancelled_by
from build
where finished_at is null and attended_at < now() - make_interval(secs => :seconds)
order by attended_at
limit :limit

-- name: restart
update build
set job = :job, restarts = restarts + 1, attended_at = now()
where project = :project and id = :id and job = :old and finished_at is null

-- name: insert_step
insert into build_step (project, build, name, position, needs, script, env, artifacts, labels, timeout_ms, lost_attempts, job)
values (:project, :build, :name, :position, :needs, :script, cast(:env as jsonb), :artifacts, :labels, :timeout,
        :lostAttempts, :job)

-- name: steps
select build, name, needs, script, env, artifacts, labels, timeout_ms, lost_attempts, job, state, reason, ran, worker,
       attempt, exit_code
from build_step
where project = :project and build = any(:builds)
order by build, position

-- name: step_of_job
select build, name, state from build_step
where project = :project and job = :job

-- name: lock_step_of_job
select build, name, state from build_step
where project = :project and job = :job
for update

-- name: submit_step
update build_step set state = 'SUBMITTED'
where project = :project and build = :build and name = :name and state = 'BLOCKED'

-- name: end_step
update build_step
set state = :to, reason = :reason, ran = :ran, worker = cast(:worker as uuid), attempt = :attempt, exit_code = :exitCode
where project = :project and build = :build and name = :name and state = :from

-- name: end_blocked_steps
update build_step set state = :to, reason = :reason
where project = :project and build = :build and state = 'BLOCKED'

-- name: drop_older_artifacts
delete from build_artifact
where project = :project and build = :build and step = :step and attempt <> :attempt

-- name: insert_artifact
insert into build_artifact as old (project, build, name, step, job, attempt, sha256, size)
values (:project, :build, :name, :step, :job, :attempt, :sha256, :size)
on conflict (project, build, name) do update
set attempt = excluded.attempt, sha256 = excluded.sha256, size = excluded.size, stored_at = now()
where old.job = excluded.job and old.attempt < excluded.attempt

-- name: count_artifacts
select count(*) as found from build_artifact
where project = :project and build = :build

-- name: artifacts
select build, name, step, job, attempt, sha256, size, stored_at
from build_artifact
where project = :project and build = any(:builds)
order by build, name

-- name: artifact
select build, name, step, job, attempt, sha256, size, stored_at
from build_artifact
where project = :project and build = :build and name = :name
