-- Regions, copies, services, goals, deployments and hosts. The project is first in every key.

create table region (
  project    text        not null,
  name       text        not null,
  url        text        not null,
  token      text        not null,
  created_at timestamptz not null default now(),
  primary key (project, name)
);

-- A build whose artifacts are stored, as the deployment side knows it.
create table deployable_build (
  project    text        not null,
  build      uuid        not null,
  repository text        not null,
  number     bigint      not null,
  commit_id  text        not null,
  noted_at   timestamptz not null default now(),
  primary key (project, build)
);

create table deployable_artifact (
  project text   not null,
  build   uuid   not null,
  name    text   not null,
  sha256  text   not null check (length(sha256) = 64),
  size    bigint not null check (size >= 0),
  primary key (project, build, name),
  foreign key (project, build) references deployable_build on delete cascade
);
create index deployable_artifact_by_digest on deployable_artifact (project, sha256);

-- Digests of the pieces of an artifact, 32 bytes each, in order.
create table piece_list (
  project    text    not null,
  sha256     text    not null check (length(sha256) = 64),
  size       bigint  not null check (size >= 0),
  piece_size integer not null check (piece_size > 0),
  digests    bytea   not null check (length(digests) = 32 * ((size + piece_size - 1) / piece_size)),
  primary key (project, sha256)
);

create table replica (
  project    text        not null,
  sha256     text        not null check (length(sha256) = 64),
  region     text        not null,
  size       bigint      not null check (size >= 0),
  state      text        not null check (state in ('PENDING', 'COPYING', 'VERIFYING', 'PRESENT', 'FAILED')),
  bytes      bigint      not null default 0 check (bytes between 0 and size),
  attempts   integer     not null default 0 check (attempts >= 0),
  reason     text,
  updated_at timestamptz not null default now(),
  primary key (project, sha256, region),
  foreign key (project, region) references region on delete cascade,
  constraint present_is_whole check (state not in ('VERIFYING', 'PRESENT') or bytes = size),
  constraint failed_has_reason check ((state = 'FAILED') = (reason is not null))
);
create index replica_unfinished on replica (project, updated_at) where state <> 'PRESENT';

create table deploy_service (
  project    text        not null,
  name       text        not null,
  file       text        not null,
  updated_at timestamptz not null default now(),
  primary key (project, name)
);

create table deployment (
  project      text        not null,
  id           uuid        not null,
  service      text        not null,
  environment  text        not null,
  build        uuid        not null,
  artifact     text        not null,
  sha256       text        not null check (length(sha256) = 64),
  size         bigint      not null check (size >= 0),
  file         text        not null,
  regions      text[]      not null,
  state        text        not null check (state in ('WAITING', 'DISTRIBUTING', 'ROLLING', 'BAKING', 'PAUSED',
                                    'SUCCEEDED', 'ROLLING_BACK', 'ROLLED_BACK', 'ABORTED', 'FAILED')),
  paused_from  text        check (paused_from in ('WAITING', 'DISTRIBUTING', 'ROLLING', 'BAKING')),
  ending       text        check (ending in ('ROLLED_BACK', 'ABORTED')),
  reason       text,
  generation   bigint      not null default 0 check (generation >= 0),
  active_build uuid,
  asked_by     text        not null,
  request_key  text,
  created_at   timestamptz not null default now(),
  state_since  timestamptz not null default now(),
  progress_at  timestamptz not null default now(),
  finished_at  timestamptz,
  primary key (project, id),
  unique (project, request_key),
  constraint paused_from_somewhere check ((state = 'PAUSED') = (paused_from is not null)),
  constraint rolling_back_to_an_end check ((state = 'ROLLING_BACK') <= (ending is not null)),
  constraint final_is_finished
    check ((state in ('SUCCEEDED', 'ROLLED_BACK', 'ABORTED', 'FAILED')) = (finished_at is not null))
);
-- At most one deployment of a service in an environment is under way.
create unique index deployment_active on deployment (project, service, environment)
  where state not in ('SUCCEEDED', 'ROLLED_BACK', 'ABORTED', 'FAILED');
create index deployment_good on deployment (project, service, environment, finished_at) where state = 'SUCCEEDED';

-- What should run. `deployment` drives it, `content` says what: they differ when going back.
create table goal (
  project     text        not null,
  service     text        not null,
  environment text        not null,
  region      text        not null,
  generation  bigint      not null check (generation > 0),
  deployment  uuid        not null,
  content     uuid        not null,
  settled     boolean     not null default false,
  set_at      timestamptz not null default now(),
  primary key (project, service, environment, region),
  foreign key (project, deployment) references deployment,
  foreign key (project, content) references deployment
);

create table host (
  project       text        not null,
  id            uuid        not null,
  name          text        not null,
  region        text        not null,
  environment   text        not null,
  services      text[]      not null,
  peer_url      text,
  registered_at timestamptz not null default now(),
  last_heard_at timestamptz not null default now(),
  primary key (project, id),
  unique (project, name),
  foreign key (project, region) references region
);

-- Where a host stands with a service, as it reports it.
create table host_standing (
  project           text    not null,
  host              uuid    not null,
  service           text    not null,
  generation        bigint  not null check (generation >= 0),
  state             text    not null check (state in ('IDLE', 'DOWNLOADING', 'VERIFIED', 'ADMITTED', 'SWITCHING',
                                             'CHECKING', 'HEALTHY', 'FAILED')),
  stage             text,
  reason            text,
  active_generation bigint  not null default 0 check (active_generation >= 0),
  active            text    check (length(active) = 64),
  pieces            integer not null default 0 check (pieces >= 0),
  complaint_source  uuid,
  complaint         text    check (complaint in ('DEAD', 'STALLED')),
  updated_at        timestamptz not null default now(),
  primary key (project, host, service),
  foreign key (project, host) references host on delete cascade,
  constraint failed_at_a_stage check ((state = 'FAILED') = (stage is not null))
);

-- What the server has decided for a host and a generation: its place in the chain, its source, and
-- whether it may switch. A null parent is the region's store; without a source it waits.
create table host_plan (
  project    text    not null,
  host       uuid    not null,
  service    text    not null,
  generation bigint  not null check (generation > 0),
  place      integer not null default 0 check (place >= 0),
  sourced    boolean not null default false,
  parent     uuid,
  admitted   boolean not null default false,
  primary key (project, host, service),
  foreign key (project, host) references host on delete cascade
);

-- Bytes a host got for a generation, by where from: `store`, or the id of a host.
create table host_edge (
  project    text   not null,
  host       uuid   not null,
  service    text   not null,
  generation bigint not null check (generation > 0),
  source     text   not null,
  bytes      bigint not null check (bytes >= 0),
  primary key (project, host, service, generation, source),
  foreign key (project, host) references host on delete cascade
);
