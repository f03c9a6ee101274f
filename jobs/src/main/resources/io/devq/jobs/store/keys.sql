-- name: take_keys
-- Takes keys of one shard that nobody holds, in one order for everybody, so that two batches cannot wait for each other.
-- Tells which are ours now.
insert into unique_key (project, shard, scope, key, holders, hold, until)
select :project, :shard, new.scope, new.key, array[new.holder], new.hold,
       case when new.hold = 'PERIOD' then clock_timestamp() + new.period * interval '1 millisecond' end
from unnest(:scopes::text[], :keys::text[], :holders::uuid[], :holds::text[], :periods::bigint[])
     as new (scope, key, holder, hold, period)
order by new.scope, new.key
on conflict do nothing
returning scope, key

-- name: take_request
insert into unique_key (project, shard, scope, key, holders, hash)
values (:project, :shard, 'REQUEST', :key, :holders::uuid[], :hash)
on conflict do nothing

-- name: keys
-- Who holds some keys of one shard.
select k.scope, k.key, k.holders, k.hash, k.hold, coalesce(k.until > clock_timestamp(), false) as lasting
from unnest(:scopes::text[], :keys::text[]) as wanted (scope, key)
join unique_key k on k.project = :project and k.shard = :shard and k.scope = wanted.scope and k.key = wanted.key

-- name: pass_key
-- Takes a key from a holder that holds it no more.
update unique_key
set holders = :holders::uuid[], hash = :hash::text, created_at = clock_timestamp(), hold = :hold::text,
    until = case when :hold::text = 'PERIOD' then clock_timestamp() + :period::bigint * interval '1 millisecond' end
where project = :project and shard = :shard and scope = :scope and key = :key and holders = :seen::uuid[]

-- name: expire_requests
delete from unique_key u using (
  select project, shard, scope, key from unique_key
  where scope = 'REQUEST' and created_at < clock_timestamp() - interval '1 day' limit 1000) old
where u.project = old.project and u.shard = old.shard and u.scope = old.scope and u.key = old.key

-- name: old_keys
-- Keys after a position that were taken an hour ago or earlier and may be held by nobody any more.
select project, shard, scope, key, holders, hold from unique_key
where (project, shard, scope, key) > (:project, :shard, :scope, :key) and scope <> 'REQUEST'
  and created_at < clock_timestamp() - interval '1 hour' and (until is null or until < clock_timestamp())
order by project, shard, scope, key limit :limit

-- name: drop_key
delete from unique_key
where project = :project and shard = :shard and scope = :scope and key = :key and holders = :holders::uuid[]

-- name: whereabouts
-- Where jobs of one shard are: waiting or under way, recurring and alive, or over.
select id, project, 'RUN' as place from run where shard = :shard and id = any(:ids::uuid[])
union all
select id, project, 'JOB' from job where shard = :shard and id = any(:ids::uuid[]) and state in ('ACTIVE', 'PAUSED')
union all
select id, project, 'OVER' from job where shard = :shard and id = any(:ids::uuid[]) and state not in ('ACTIVE', 'PAUSED')
union all
select id, project, 'OVER' from history where shard = :shard and id = any(:ids::uuid[])

-- name: take_back
-- Runs of given ids that turn out to have been run before, inside the transaction that inserted them.
delete from run where shard = :shard and id = any(:ids::uuid[]) and project = :project
  and exists (select 1 from history h where h.shard = :shard and h.id = run.id)
returning id

-- name: insert_dependencies
insert into dependency (shard, prerequisite, dependant, project, condition)
select :shard, new.prerequisite, new.dependant, :project, new.condition
from unnest(:prerequisites::uuid[], :dependants::uuid[], :conditions::text[]) as new (prerequisite, dependant, condition)
on conflict do nothing

-- name: ended_prerequisites
-- Edges of some jobs that are not live any more, and how these ended; null when their history has been dropped.
select d.shard, d.prerequisite, d.dependant, d.project, d.condition, h.state
from dependency d
left join history h on h.shard = d.shard and h.id = d.prerequisite and h.project = d.project
where d.shard = any(:shards::smallint[]) and d.prerequisite = any(:ids::uuid[])
  and not exists (select 1 from run r where r.shard = d.shard and r.id = d.prerequisite)
limit :limit

-- name: all_ended_prerequisites
-- The same over everything there is.
select d.shard, d.prerequisite, d.dependant, d.project, d.condition, h.state
from dependency d
left join history h on h.shard = d.shard and h.id = d.prerequisite and h.project = d.project
where d.shard = any(:shards::smallint[])
  and not exists (select 1 from run r where r.shard = d.shard and r.id = d.prerequisite)
limit :limit

-- name: drop_dependencies
delete from dependency d
using unnest(:prerequisites::uuid[], :dependants::uuid[]) as old (prerequisite, dependant)
where d.shard = :shard and d.prerequisite = old.prerequisite and d.dependant = old.dependant
returning d.prerequisite, d.dependant

-- name: any_dependency
select exists (select 1 from dependency where shard >= 0) as found

-- name: prerequisites
-- Some of the jobs that one still waits for.
select d.prerequisite, d.condition from dependency d
where d.shard = any(:shards::smallint[]) and d.dependant = :dependant limit :limit
