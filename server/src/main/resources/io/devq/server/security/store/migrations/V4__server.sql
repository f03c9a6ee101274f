-- Who may ask, and who has signed in. Secrets are kept as SHA-256 only; they are 256 random bits, so that
-- a plain digest is as good as a slow one.

create table token (
  project       text        not null,
  id            uuid        not null,
  name          text        not null check (length(name) between 1 and 100),
  role          text        not null check (role in ('ADMIN', 'OPERATOR', 'VIEWER', 'WORKER', 'HOST', 'RELAY')),
  secret_sha256 bytea       not null check (octet_length(secret_sha256) = 32),
  created_by    text        not null,
  created_at    timestamptz not null default now(),
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  primary key (project, id),
  unique (project, secret_sha256)
);

create unique index token_live_name on token (project, name) where revoked_at is null;

-- A browser that has signed in. It may do what its token may, for as long as both live.
create table session (
  project       text        not null,
  secret_sha256 bytea       not null check (octet_length(secret_sha256) = 32),
  token_id      uuid        not null,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null,
  primary key (project, secret_sha256),
  foreign key (project, token_id) references token (project, id) on delete cascade
);

create index session_expiry on session (project, expires_at);

-- The code in a sign-in link: exchanged once for a session.
create table sign_in_code (
  project       text        not null,
  secret_sha256 bytea       not null check (octet_length(secret_sha256) = 32),
  token_id      uuid        not null,
  expires_at    timestamptz not null,
  primary key (project, secret_sha256),
  foreign key (project, token_id) references token (project, id) on delete cascade
);
