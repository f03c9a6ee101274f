-- Schedules: bounds, calendars, a ledger with reasons, pauses that are remembered, and what is judged while time passes.

-- How many runs a schedule has had, for those that end after some.
alter table schedule add column fired bigint not null default 0;

-- `passed_from` is the first nominal time without a fate of a job that is paused; `fired` is kept here meanwhile.
-- `finish_within` and `must_succeed_within` are milliseconds.
alter table job
  add column paused_at timestamptz,
  add column paused_by text,
  add column paused_note text,
  add column passed_from timestamptz,
  add column fired bigint not null default 0,
  add column finish_within bigint check (finish_within > 0),
  add column must_succeed_within bigint check (must_succeed_within > 0);

-- The ledger names its reasons.
update occurrence set reason = case when reason like 'overlap%' then 'OVERLAP' else 'OUTSIDE_WINDOW' end;
alter table occurrence
  add column note text,
  add check (reason in ('OVERLAP', 'PAUSED', 'CALENDAR', 'BUFFER_FULL', 'DST', 'OUTSIDE_WINDOW', 'OVER_LIMIT', 'ENDED'));

-- Named sets of days of a project: few, cold, and kept in memory.
create table calendar (
  project    int not null,
  name       text not null,
  definition text not null,
  version    int not null default 1,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (project, name)
);

-- When a run should have ended; null when nobody wishes it, or when it has been told that it has not.
alter table run add column deadline timestamptz;
create index run_deadline on run (shard, deadline) where deadline is not null;

-- Recurring jobs that must succeed now and then: since when it is counted (the last success, or when the job began to
-- fire), and when it was told that none came.
create table watch (
  shard     smallint not null,
  id        uuid not null,
  project   int not null,
  within    bigint not null check (within > 0),
  since     timestamptz not null,
  missed_at timestamptz,
  primary key (shard, id, project)
);
