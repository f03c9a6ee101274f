-- name: wal
select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as bytes

-- name: rows
select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint as touched from pg_stat_user_tables

-- name: sessions
select count(*) as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()

-- name: left
select (select count(*) from devq.run where due < 'infinity') as live, (select count(*) from devq.history) as history,
       (select count(*) from devq.claim where shard >= 0) as claims
