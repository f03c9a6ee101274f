-- What attempts leave to each other, when a run was due first, and which runs expire.

-- When a run was due for the first time; null until an attempt of it has ended.
alter table run add column first_due timestamptz;

-- Runs with a queue time-out, by when it is over: found without reading those that wait in time. `expiresAfter` is the time-out
-- in milliseconds.
create index run_expiring
  on run (shard, ((greatest(due, hold) at time zone 'utc')
                  + make_interval(secs => (settings::jsonb ->> 'expiresAfter')::float8 / 1000)))
  where settings like '%"expiresAfter":%';

-- What an attempt left for those after it: the newest checkpoint of a run, a JSON text. Gone when the run is over.
create table checkpoint (
  shard      smallint not null,
  run        uuid not null,
  project    int not null,
  attempt    int not null,
  content    text not null check (octet_length(content) between 1 and 65536),
  written_at timestamptz not null default clock_timestamp(),
  primary key (shard, run, project)
);
