-- Whom to tell of what becomes of jobs: rules for a whole project. Those of single jobs stand in the jobs.
create table notification_rule (
  project    text        not null,
  id         uuid        not null,
  events     text[]      not null check (cardinality(events) between 1 and 8),
  owner      text,
  queue      text,
  type       text,
  name       text,
  webhook    text,
  email      text,
  created_by text        not null,
  created_at timestamptz not null default now(),
  primary key (project, id),
  check ((webhook is null) <> (email is null))
);

-- Webhooks that answered 410 Gone.
create table notification_stop (
  project    text        not null,
  webhook    text        not null check (length(webhook) <= 2000),
  since      timestamptz not null default now(),
  reason     text        not null,
  primary key (project, webhook)
);

-- The secrets that sign webhooks, sealed with a key that is not in the database. The newest is in force; the one before
-- signs too for a while.
create table notification_secret (
  project    text        not null,
  generation int         not null check (generation >= 1),
  sealed     bytea       not null,
  created_at timestamptz not null default now(),
  retires_at timestamptz,
  primary key (project, generation)
);
