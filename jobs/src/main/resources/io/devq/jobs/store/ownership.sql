-- name: insert_node
insert into node (id, name, address, version) values (:id, :name, :address, :version)

-- name: beat
update node set beat = beat + 1, seen_at = clock_timestamp() where id = :id

-- name: nodes
select id, name, address, version, beat, started_at, seen_at from node order by started_at

-- name: forget_node
delete from node where id = :id

-- name: leases
select shard, node, term, token from lease order by shard

-- name: take
-- A take-over, of one lease that stands as it was seen.
update lease set node = :node, term = term + 1, token = :token where shard = :shard and token = :seen

-- name: release
update lease set node = null, token = gen_random_uuid() where shard = :shard and token = :token

-- name: claim
-- Guarded by the lease, which stays locked until this commits; reports whether the shard is still ours.
insert into claim (shard, batch, node, worker, ids, attempts)
select l.shard, :batch, :node, :worker, :ids::uuid[], :attempts::int[]
from lease l where l.shard = :shard and l.token = :token for share

-- name: claims
select shard, batch, node, worker, claimed_at, ids, attempts from claim where shard = :shard

-- name: claims_of
select shard, batch, node, worker, claimed_at, ids, attempts from claim where shard = :shard and :id = any(ids)

-- name: drop_claims
delete from claim where shard = :shard and batch = any(:batches::uuid[])

-- name: shrink_claim
update claim set ids = :ids::uuid[], attempts = :attempts::int[] where shard = :shard and batch = :batch
