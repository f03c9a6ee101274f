-- Policies of queues and runs: strict priorities, keys that tie runs to each other, limits of queues.

-- A lane is queue << 7 | kind << 4 | 9 - priority from here on: each priority stands in a lane of its own.
update run set lane = ((lane >> 11) << 7) | (((lane >> 8) & 3) << 4) | (9 - priority) where lane < 2147483647;
update job set lane = ((lane >> 11) << 7) | (((lane >> 8) & 3) << 4) | (9 - priority);
update history set lane = ((lane >> 11) << 7) | (((lane >> 8) & 3) << 4) | (9 - priority);

-- `gate` names all runs with the same sharing keys, so that those of a saturated key are read apart; null without keys.
-- `hold` is before when a run does not start although it is due: an ordered run keeps its place while it backs off.
alter table run add column gate bigint, add column hold timestamptz;
alter table job add column gate bigint;
create index run_of_gate on run (shard, lane, gate, due, id) where gate is not null;

-- A draining queue takes no new work and finishes what it has. `changed_by` says who paused or drained it.
alter table queue
  add column draining boolean not null default false,
  add column max_running int check (max_running > 0),
  add column fair_weights text,
  add column note text,
  add column changed_by text,
  add column changed_at timestamptz;
