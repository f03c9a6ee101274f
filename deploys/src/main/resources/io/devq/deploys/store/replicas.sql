-- name: put_region
insert into region (project, name, url, token) values (:project, :name, :url, :token)
on conflict (project, name) do update set url = excluded.url, token = excluded.token

-- name: regions
select name, url, token, created_at from region where project = :project order by name

-- name: region
select name, url, token, created_at from region where project = :project and name = :name

-- name: delete_region
delete from region where project = :project and name = :name

-- name: note_build
insert into deployable_build (project, build, repository, number, commit_id)
values (:project, :build, :repository, :number, :commit)
on conflict (project, build) do nothing

-- name: note_artifact
insert into deployable_artifact (project, build, name, sha256, size) values (:project, :build, :name, :sha256, :size)
on conflict (project, build, name) do nothing

-- name: build
select b.repository, b.number, b.commit_id, a.name, a.sha256, a.size
from deployable_build b left join deployable_artifact a on a.project = b.project and a.build = b.build
where b.project = :project and b.build = :build
order by a.name

-- name: add_missing_replicas
insert into replica (project, sha256, region, size, state)
select distinct on (a.project, a.sha256, r.name) a.project, a.sha256, r.name, a.size, 'PENDING'
from deployable_artifact a join region r on r.project = a.project
where not exists (select from replica p where p.project = a.project and p.sha256 = a.sha256 and p.region = r.name)
order by a.project, a.sha256, r.name
limit :limit
on conflict (project, sha256, region) do nothing
returning project, sha256, region, size, state, bytes, attempts, reason, updated_at

-- name: unfinished
select project, sha256, region, size, state, bytes, attempts, reason, updated_at
from replica where state <> 'PRESENT' and updated_at < now() - make_interval(secs => :seconds)
order by updated_at limit :limit

-- name: replica
select project, sha256, region, size, state, bytes, attempts, reason, updated_at
from replica where project = :project and sha256 = :sha256 and region = :region

-- name: replicas_of_build
select distinct p.project, p.sha256, p.region, p.size, p.state, p.bytes, p.attempts, p.reason, p.updated_at
from replica p join deployable_artifact a on a.project = p.project and a.sha256 = p.sha256
where a.project = :project and a.build = :build
order by p.region, p.sha256

-- name: move_replica
update replica
set state = :to, bytes = :bytes, reason = :reason, updated_at = now(), attempts = attempts + :attempts
where project = :project and sha256 = :sha256 and region = :region and state = :from

-- name: put_pieces
insert into piece_list (project, sha256, size, piece_size, digests)
values (:project, :sha256, :size, :pieceSize, :digests)
on conflict (project, sha256) do nothing

-- name: pieces
select size, piece_size, digests from piece_list where project = :project and sha256 = :sha256
