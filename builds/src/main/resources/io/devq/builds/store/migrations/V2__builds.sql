-- Repositories, builds, their steps and artifacts. The project is first in every key. None of it is
-- on the hot path of the queue; a build's jobs are in the tables of the engine.

create table repository (
  project     text        not null,
  name        text        not null,
  source      text        not null,
  branch      text        not null,
  hook_secret text        not null check (length(hook_secret) between 16 and 200),
  created_at  timestamptz not null default now(),
  primary key (project, name)
);

-- The last build number given out; outlives the repository, so that no number is given twice.
create table build_number (
  project    text   not null,
  repository text   not null,
  last       bigint not null check (last > 0),
  primary key (project, repository)
);

create table build (
  project        text        not null,
  id             uuid        not null,
  repository     text        not null,
  number         bigint      not null check (number > 0),
  -- the request, exactly as it was made
  delivery       text        not null,
  asked_commit   text,
  asked_branch   text,
  asked_tag      text,
  trigger        text        not null check (trigger in ('PUSH', 'MANUAL', 'RERUN')),
  rerun_of       uuid,
  -- what is built; the commit and what it says are written once, when it has been read
  source         text        not null,
  branch         text,
  tag            text,
  commit_id      text        check (commit_id ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'),
  title          text,
  author         text,
  state          text        not null default 'QUEUED'
    check (state in ('QUEUED', 'RUNNING', 'FAILING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED')),
  reason         text        check (length(reason) <= 8000),
  cancelled_by   text,
  -- the durable job that takes it on its way
  job            uuid        not null,
  restarts       integer     not null default 0 check (restarts >= 0),
  attended_at    timestamptz not null default now(),
  created_at     timestamptz not null default now(),
  started_at     timestamptz,
  finished_at    timestamptz,
  primary key (project, id),
  unique (project, repository, number),
  unique (project, repository, delivery),
  constraint over_has_end
    check ((state in ('SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED')) = (finished_at is not null)),
  constraint under_way_has_begun
    check (state not in ('RUNNING', 'FAILING', 'SUCCEEDED') or (started_at is not null and commit_id is not null)),
  constraint bad_end_has_reason
    check (state not in ('FAILING', 'FAILED', 'CANCELLED', 'SKIPPED') or reason is not null)
);
create index build_of_repository on build (project, repository, id);
create index build_of_commit on build (project, commit_id, id);
create index build_under_way on build (attended_at) where finished_at is null;
create index build_succeeded on build (finished_at) where state = 'SUCCEEDED';

create table build_step (
  project      text     not null,
  build        uuid     not null,
  name         text     not null,
  position     integer  not null check (position >= 0),
  needs        text[]   not null,
  script       text     not null,
  env          jsonb    not null,
  artifacts    text[]   not null,
  labels       text[]   not null,
  timeout_ms   bigint   not null check (timeout_ms > 0),
  lost_attempts smallint not null check (lost_attempts >= 0),
  -- chosen before the job is submitted, so that submitting it again makes no second one
  job          uuid     not null,
  state        text     not null default 'BLOCKED'
    check (state in ('BLOCKED', 'SUBMITTED', 'SUCCEEDED', 'FAILED', 'KILLED', 'CANCELLED', 'EXPIRED', 'SKIPPED')),
  reason       text     check (length(reason) <= 8000),
  -- whether there was a run: a step that never began has none
  ran          boolean  not null default false,
  worker       uuid,
  attempt      integer  not null default 0 check (attempt >= 0),
  exit_code    integer,
  primary key (project, build, name),
  unique (project, build, position),
  unique (project, job),
  foreign key (project, build) references build on delete cascade,
  constraint bad_end_has_reason
    check (state not in ('FAILED', 'KILLED', 'CANCELLED', 'EXPIRED', 'SKIPPED') or reason is not null)
);

create table build_artifact (
  project   text        not null,
  build     uuid        not null,
  name      text        not null check (length(name) between 1 and 500),
  step      text        not null,
  job       uuid        not null,
  attempt   integer     not null check (attempt > 0),
  sha256    text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size      bigint      not null check (size >= 0),
  stored_at timestamptz not null default now(),
  primary key (project, build, name),
  foreign key (project, build, step) references build_step on delete cascade
);
create index build_artifact_by_digest on build_artifact (project, sha256);
