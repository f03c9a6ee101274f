-- Submission: keys that are held for a time or for ever, wishes of more kinds, jobs that wait for others.

-- `hold` says how long the holder of a unique key holds it; `until` is when one with a period lets go.
alter table unique_key drop constraint unique_key_scope_check;
update unique_key set scope = 'UNIQUE' where scope = 'ACTIVE';
alter table unique_key
  add constraint unique_key_scope_check check (scope in ('NAME', 'UNIQUE', 'REQUEST')),
  add column hold text not null default 'ACTIVE' check (hold in ('ACTIVE', 'PERIOD', 'FOREVER')),
  add column until timestamptz,
  add constraint unique_key_until_check check ((hold = 'PERIOD') = (until is not null));

-- CHANGE: a waiting run shall become another. RELEASE: a prerequisite of the target has ended. BULK: the same for many runs
-- of the shard. COMPLETED: the handler's own transaction says that the attempt is done; read by whoever ends the attempt.
alter table signal drop constraint signal_kind_check;
alter table signal add constraint signal_kind_check
  check (kind in ('CANCEL', 'SCHEDULE', 'CHANGE', 'RELEASE', 'BULK', 'COMPLETED'));

-- How many prerequisites a run still waits for. While it waits, `due` is infinity, so that no reading position meets it,
-- and `hold` is when it wants to be due.
alter table run add column waits int not null default 0 check (waits >= 0);

-- Who waits for a job, in the shard of that job. A row exists until the job has ended and the dependant was told.
create table dependency (
  shard        smallint not null,
  prerequisite uuid not null,
  dependant    uuid not null,
  project      int not null,
  condition    text not null check (condition in ('SUCCESS', 'FAILURE', 'ANY')),
  created_at   timestamptz not null default clock_timestamp(),
  primary key (shard, prerequisite, dependant, project),
  check (prerequisite <> dependant)
);
create index dependency_of_dependant on dependency (shard, dependant);

-- Ballast here too, in shards that do not exist: nobody waits for anybody most of the time.
insert into dependency (shard, prerequisite, dependant, project, condition)
select -1 - i % 64, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, '00000000-0000-0000-0000-000000000000', 0, 'ANY'
from generate_series(1, 2000) i;
