-- The engine's tables. Decisions and reasons: docs/decisions/0001-engine.md.
--
-- Every table of the hot path carries its shard in its primary key, and the project with it. There are no foreign keys,
-- sequences or triggers on hot tables. State that follows from where a row stands is not written a second time.

create table project (
  id         int primary key,
  name       text not null unique check (name <> ''),
  created_at timestamptz not null default clock_timestamp()
);
insert into project (id, name) values (1, 'default');

-- A queue's number is part of every lane. Cold; written under a table lock.
create table queue (
  project    int not null,
  name       text not null,
  number     int not null unique check (number between 1 and 65535),
  weight     int not null default 1 check (weight between 1 and 1000),
  paused     boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  primary key (project, name)
);

-- One row per life of a server process; its counter moves while it lives.
create table node (
  id         uuid primary key,
  name       text not null,
  address    text,
  version    int not null,
  beat       bigint not null default 0,
  started_at timestamptz not null default clock_timestamp(),
  seen_at    timestamptz not null default clock_timestamp()
);

-- Who owns a shard. Changes only when the shard moves.
create table lease (
  shard smallint primary key,
  node  uuid,
  term  bigint not null default 0,
  token uuid not null default gen_random_uuid()
);
insert into lease (shard) select generate_series(0, 63);

-- Live runs, waiting or under way. A one-time job and its run are this one row until it ends (job is null).
create table run (
  shard      smallint not null,
  id         uuid not null,
  project    int not null,
  lane       int not null,
  due        timestamptz not null,
  job        uuid,
  nominal    timestamptz,
  attempt    int not null default 1 check (attempt >= 1),
  failures   smallint not null default 0 check (failures >= 0),
  lost       smallint not null default 0 check (lost >= 0 and failures + lost < attempt),
  priority   smallint not null default 5 check (priority between 0 and 9),
  created_at timestamptz not null default clock_timestamp(),
  type       text not null,
  owner      text,
  payload    text not null,
  settings   text,
  primary key (shard, id, project),
  check (nominal is null or job is not null)
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 50000, autovacuum_vacuum_cost_delay = 0);
create index run_ready on run (shard, lane, due, id);
create index run_of_job on run (shard, job, id) where job is not null;
create index run_of_owner on run (project, owner, id) where owner is not null;

-- Ballast: a drained, vacuumed table would look empty to the planner, whose plans then collapse. Nobody reads this lane.
insert into run (shard, id, project, lane, due, type, payload)
select i % 64, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 0, 2147483647, 'infinity', 'ballast', ''
from generate_series(1, 10000) i;

-- The running set: one row per batch of attempts given to one worker. Claiming appends here and touches no run.
create table claim (
  shard      smallint not null,
  batch      uuid not null,
  node       uuid not null,
  worker     uuid not null,
  claimed_at timestamptz not null default clock_timestamp(),
  ids        uuid[] not null,
  attempts   int[] not null check (cardinality(attempts) = cardinality(ids)),
  primary key (shard, batch)
);

-- Ballast here too, in shards that do not exist: the running set is empty most of the time.
insert into claim (shard, batch, node, worker, ids, attempts)
select -1 - i % 64, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, '00000000-0000-0000-0000-000000000000',
       '00000000-0000-0000-0000-000000000000', '{}', '{}'
from generate_series(1, 2000) i;

-- Ended runs, by retention class, then day of completion (UTC).
create table history (
  retention    smallint not null,
  day          date not null,
  shard        smallint not null,
  id           uuid not null,
  project      int not null,
  lane         int not null,
  due          timestamptz not null,
  job          uuid,
  nominal      timestamptz,
  attempt      int not null,
  failures     smallint not null,
  lost         smallint not null,
  priority     smallint not null,
  created_at   timestamptz not null,
  type         text not null,
  owner        text,
  payload      text not null,
  settings     text,
  state        text not null check (state in ('SUCCEEDED', 'FAILED', 'KILLED', 'CANCELLED', 'EXPIRED')),
  class        text check (class in ('WORK', 'LOST', 'TIMEOUT', 'CANCELLED', 'REFUSED', 'SYSTEM')),
  reason       text,
  worker       uuid,
  claimed_at   timestamptz,
  started_at   timestamptz,
  finished_at  timestamptz not null default clock_timestamp(),
  exit_code    int,
  result       text,
  log_name     text,
  log_bytes    bigint not null default 0,
  log_complete boolean not null default true,
  primary key (shard, id, day, project, retention),
  check (state <> 'SUCCEEDED' or log_complete)
) partition by list (retention);
create index history_of_job on history (shard, job, id) where job is not null;
create index history_of_owner on history (project, owner, id) where owner is not null;
create table history_short partition of history for values in (0) partition by range (day);
create table history_normal partition of history for values in (1) partition by range (day);
create table history_long partition of history for values in (2) partition by range (day);
create table history_forever partition of history for values in (3);

-- Attempts that ended without ending their run.
create table attempt (
  shard        smallint not null,
  run          uuid not null,
  number       int not null,
  project      int not null,
  worker       uuid,
  claimed_at   timestamptz,
  started_at   timestamptz,
  ended_at     timestamptz not null default clock_timestamp(),
  class        text not null,
  reason       text,
  exit_code    int,
  log_name     text,
  log_bytes    bigint not null default 0,
  log_complete boolean not null default false,
  primary key (shard, run, number, project)
);

-- Live log bytes: durable when acknowledged, gone when the attempt's log has been sealed.
create table log_chunk (
  shard   smallint not null,
  run     uuid not null,
  attempt int not null,
  start   bigint not null check (start >= 0),
  project int not null,
  crc32c  int not null,
  bytes   bytea not null check (octet_length(bytes) between 1 and 262144),
  primary key (shard, run, attempt, start, project)
);

-- Recurring jobs: what to do.
create table job (
  shard      smallint not null,
  id         uuid not null,
  project    int not null,
  state      text not null check (state in ('ACTIVE', 'PAUSED', 'DONE', 'DELETED')),
  lane       int not null,
  priority   smallint not null,
  type       text not null,
  owner      text,
  payload    text not null,
  settings   text,
  schedule   text not null,
  version    int not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (shard, id, project)
);
create index job_of_owner on job (project, owner, id) where owner is not null;

-- Recurring jobs: when next. Narrow, because it is written at every firing; not indexed by time, because the owner keeps it
-- in memory. A row exists exactly while the job fires.
create table schedule (
  shard   smallint not null,
  id      uuid not null,
  project int not null,
  next_at timestamptz not null,
  version int not null default 1,
  primary key (shard, id, project)
) with (fillfactor = 60);

-- Nominal times that did not become a run. Those that did are history.
create table occurrence (
  shard   smallint not null,
  job     uuid not null,
  from_at timestamptz not null,
  project int not null,
  to_at   timestamptz not null check (to_at >= from_at),
  count   bigint not null check (count > 0),
  fate    text not null check (fate in ('SKIPPED', 'MISSED')),
  reason  text not null,
  primary key (shard, job, from_at, project)
);

-- What anybody wants of a run or a job that is not a plain insert. The owner reads forward, applies and answers.
create table signal (
  shard       smallint not null,
  id          uuid not null,
  project     int not null,
  kind        text not null check (kind in ('CANCEL', 'SCHEDULE')),
  target      uuid not null,
  argument    text,
  created_at  timestamptz not null default clock_timestamp(),
  answered_at timestamptz,
  answer      text,
  primary key (shard, id, project),
  check ((answer is null) = (answered_at is null))
);
create index signal_open on signal (shard, id) where answered_at is null;

-- Keys of which there is one: names and unique keys of live jobs, idempotency keys of requests. Released lazily: whoever
-- meets a key looks whether its holder still lives.
create table unique_key (
  project    int not null,
  shard      smallint not null,
  scope      text not null check (scope in ('NAME', 'ACTIVE', 'REQUEST')),
  key        text not null,
  holders    uuid[] not null,
  hash       text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (project, shard, scope, key)
);
