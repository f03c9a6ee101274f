-- name: insert_token
insert into token (project, id, name, role, secret_sha256, created_by)
values (:project, :id, :name, :role, :secret, :by)
returning id, name, role, created_by, created_at, last_used_at, revoked_at

-- name: tokens
select id, name, role, created_by, created_at, last_used_at, revoked_at
from token
where project = :project
order by revoked_at is not null, created_at desc, id
limit :limit

-- name: live_token_by_secret
select name, role, secret_sha256, coalesce(last_used_at < now() - make_interval(secs => :noted), true) as stale
from token
where project = :project and secret_sha256 = :secret and revoked_at is null

-- name: note_use
update token set last_used_at = now()
where project = :project and secret_sha256 = :secret

-- name: revoke_token
update token set revoked_at = now()
where project = :project and id = :id and revoked_at is null

-- name: lock_admin_tokens
select id
from token
where project = :project and role = 'ADMIN' and revoked_at is null
order by id
for update

-- name: revoke_named_tokens
update token set revoked_at = now()
where project = :project and name = :name and revoked_at is null

-- name: live_token_id
select id from token where project = :project and name = :name and revoked_at is null

-- name: live_token_id_by_secret
select id from token where project = :project and secret_sha256 = :secret and revoked_at is null

-- name: has_admin
select exists (select from token where project = :project and role = 'ADMIN' and revoked_at is null) as found

-- name: insert_code
insert into sign_in_code (project, secret_sha256, token_id, expires_at)
values (:project, :secret, :token, now() + make_interval(secs => :life))
returning expires_at

-- name: drop_expired_codes
delete from sign_in_code where project = :project and expires_at <= now()

-- name: redeem_code
delete from sign_in_code as code
using token
where code.project = :project and code.secret_sha256 = :secret
  and token.project = code.project and token.id = code.token_id and token.revoked_at is null
returning code.token_id, code.expires_at > now() as live

-- name: insert_session
insert into session (project, secret_sha256, token_id, expires_at)
values (:project, :secret, :token, now() + make_interval(secs => :life))
returning expires_at

-- name: drop_expired_sessions
delete from session where project = :project and expires_at <= now()

-- name: session_caller
select token.name, token.role, session.secret_sha256
from session join token on token.project = session.project and token.id = session.token_id
where session.project = :project and session.secret_sha256 = :secret
  and session.expires_at > now() and token.revoked_at is null

-- name: end_session
delete from session where project = :project and secret_sha256 = :secret
