-- name: schema
-- The table one would write by hand: a primary key, a partial index of what is ready, and the owner index that DevQ has.
create table raw_run (
  id         uuid primary key,
  project    int not null,
  state      smallint not null default 0,
  due        timestamptz not null default clock_timestamp(),
  attempt    int not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  claimed_at timestamptz,
  worker     uuid,
  type       text not null,
  owner      text,
  payload    text not null
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 50000, autovacuum_vacuum_cost_delay = 0);
create index raw_run_ready on raw_run (due, id) where state = 0;
create index raw_run_of_owner on raw_run (project, owner, id) where owner is not null;
create table raw_history (
  id          uuid primary key,
  project     int not null,
  due         timestamptz not null,
  attempt     int not null,
  created_at  timestamptz not null,
  claimed_at  timestamptz,
  started_at  timestamptz,
  finished_at timestamptz not null default clock_timestamp(),
  worker      uuid,
  state       text not null,
  type        text not null,
  owner       text,
  payload     text not null
);
create index raw_history_of_owner on raw_history (project, owner, id) where owner is not null

-- name: insert
insert into raw_run (id, project, type, owner, payload)
select new.id, 1, 'noop', 'bench', new.payload from unnest(?::uuid[], ?::text[]) as new (id, payload)

-- name: claim
with next as (
  select id from raw_run where state = 0 and due <= clock_timestamp()
  order by due, id limit ? for update skip locked)
update raw_run r set state = 1, attempt = attempt + 1, claimed_at = clock_timestamp(), worker = ?
from next where r.id = next.id
returning r.id, r.payload

-- name: finish
with gone as (delete from raw_run where id = any(?) and state = 1 returning *)
insert into raw_history (id, project, due, attempt, created_at, claimed_at, started_at, worker, state, type, owner, payload)
select id, project, due, attempt, created_at, claimed_at, claimed_at, worker, 'SUCCEEDED', type, owner, payload from gone

-- name: left
select (select count(*) from raw_run) as live, (select count(*) from raw_history) as history
