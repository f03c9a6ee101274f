-- name: insert
insert into repository (project, name, source, branch, hook_secret)
values (:project, :name, :source, :branch, :secret)
on conflict (project, name) do nothing

-- name: find
select project, name, source, branch, hook_secret, created_at
from repository where project = :project and name = :name

-- name: list
select project, name, source, branch, hook_secret, created_at
from repository where project = :project order by name

-- name: delete
delete from repository where project = :project and name = :name
