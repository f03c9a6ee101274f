-- name: rules
select project, id, events, owner, queue, type, name, webhook, email, created_by, created_at
from notification_rule
order by project, id

-- name: insert_rule
-- Inserts a rule unless the project has as many as it may have.
insert into notification_rule (project, id, events, owner, queue, type, name, webhook, email, created_by)
select :project, :id, :events, :owner, :queue, :type, :name, :webhook, :email, :by
where (select count(*) from notification_rule where project = :project) < :most
returning created_at

-- name: delete_rule
delete from notification_rule where project = :project and id = :id

-- name: stops
select project, webhook, since, reason from notification_stop order by project, since, webhook

-- name: stop
insert into notification_stop (project, webhook, reason) values (:project, :webhook, :reason)
on conflict (project, webhook) do nothing

-- name: go_on
delete from notification_stop where project = :project and webhook = :webhook

-- name: secrets
select generation, sealed
from notification_secret
where project = :project and (retires_at is null or retires_at > now())
order by generation desc

-- name: newest_generation
select coalesce(max(generation), 0) as generation from notification_secret where project = :project

-- name: retire_secrets
update notification_secret set retires_at = now() + make_interval(secs => :overlap)
where project = :project and retires_at is null
returning retires_at

-- name: drop_retired
delete from notification_secret where project = :project and retires_at <= now()

-- name: insert_secret
insert into notification_secret (project, generation, sealed) values (:project, :generation, :sealed)
on conflict do nothing
