-- name: put_service
insert into deploy_service (project, name, file) values (:project, :name, :file)
on conflict (project, name) do update set file = excluded.file, updated_at = now()

-- name: services
select file from deploy_service where project = :project order by name

-- name: service
select file from deploy_service where project = :project and name = :name

-- name: delete_service
delete from deploy_service where project = :project and name = :name

-- name: insert
insert into deployment (project, id, service, environment, build, artifact, sha256, size, file, regions, state, asked_by,
                        request_key)
values (:project, :id, :service, :environment, :build, :artifact, :sha256, :size, :file, :regions, 'WAITING', :by,
        :key)

-- name: find
select *, extract(epoch from now() - state_since)::float8 as in_state,
       extract(epoch from now() - progress_at)::float8 as quiet
from deployment where project = :project and id = :id

-- name: by_key
select *, 0.0::float8 as in_state, 0.0::float8 as quiet from deployment where project = :project and request_key = :key

-- name: list
select *, extract(epoch from now() - state_since)::float8 as in_state,
       extract(epoch from now() - progress_at)::float8 as quiet
from deployment
where project = :project and (:service::text is null or service = :service)
  and (:before::uuid is null or id < :before)
order by id desc limit :limit

-- name: active
select project, id from deployment
where state not in ('SUCCEEDED', 'ROLLED_BACK', 'ABORTED', 'FAILED') order by created_at limit :limit

-- name: count_active
select count(*) as active from deployment
where project = :project and service = :service
  and state not in ('SUCCEEDED', 'ROLLED_BACK', 'ABORTED', 'FAILED')

-- name: move
update deployment
set state = :to, paused_from = :pausedFrom, ending = coalesce(:ending, ending), reason = :reason,
    state_since = now(), progress_at = now(), finished_at = case when :final then now() end
where project = :project and id = :id and state = :from

-- name: progress
update deployment set progress_at = now() where project = :project and id = :id

-- name: generation
update deployment set generation = :generation, active_build = :build where project = :project and id = :id

-- name: last_good
select *, extract(epoch from now() - state_since)::float8 as in_state,
       extract(epoch from now() - progress_at)::float8 as quiet
from deployment
where project = :project and service = :service and environment = :environment and state = 'SUCCEEDED'
  and build <> :build
order by finished_at desc limit 1

-- name: good_before
select *, extract(epoch from now() - state_since)::float8 as in_state,
       extract(epoch from now() - progress_at)::float8 as quiet
from deployment
where project = :project and service = :service and environment = :environment and state = 'SUCCEEDED'
  and build <> :build and finished_at < :finishedAt
order by finished_at desc limit 1

-- name: content
select *, 0.0::float8 as in_state, 0.0::float8 as quiet from deployment
where (project, id) = (select project, content from goal
                       where project = :project and deployment = :id and generation = :generation limit 1)

-- name: next_generation
select coalesce(max(generation), 0) + 1 as generation from goal
where project = :project and service = :service and environment = :environment

-- name: set_goal
insert into goal (project, service, environment, region, generation, deployment, content)
values (:project, :service, :environment, :region, :generation, :deployment, :content)
on conflict (project, service, environment, region) do update
set generation = excluded.generation, deployment = excluded.deployment, content = excluded.content,
    settled = false, set_at = now()
where goal.generation < excluded.generation

-- name: settle
update goal set settled = true
where project = :project and deployment = :deployment and generation = :generation

-- name: goals_of_host
select g.service, g.generation, g.deployment, g.settled, c.build, c.artifact, c.sha256, c.size, c.file,
       coalesce(p.admitted, false) as admitted, coalesce(p.sourced, false) as sourced, p.parent, q.peer_url,
       (select string_agg(distinct d.sha256, ',') from
          (select sha256 from deployment
           where project = g.project and service = g.service and environment = g.environment and state = 'SUCCEEDED'
           order by finished_at desc limit 2) d) as pinned
from host h
join goal g on g.project = h.project and g.environment = h.environment and g.region = h.region
  and (cardinality(h.services) = 0 or g.service = any(h.services))
join deployment c on c.project = g.project and c.id = g.content
left join host_plan p on p.project = h.project and p.host = h.id and p.service = g.service
  and p.generation = g.generation
left join host q on q.project = h.project and q.id = p.parent
where h.project = :project and h.id = :host
order by g.service
