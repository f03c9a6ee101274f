-- name: register
insert into host (project, id, name, region, environment, services)
values (:project, :id, :name, :region, :environment, :services)
on conflict (project, name) do update
set region = excluded.region, environment = excluded.environment, services = excluded.services,
    last_heard_at = now(), registered_at = now()
returning id

-- name: heard
update host set last_heard_at = now(), peer_url = :peerUrl where project = :project and id = :host

-- name: region_of
select region from host where project = :project and id = :host

-- name: put_standing
insert into host_standing (project, host, service, generation, state, stage, reason, active_generation, active, pieces,
                           complaint_source, complaint)
values (:project, :host, :service, :generation, :state, :stage, :reason, :activeGeneration, :active, :pieces,
        :complaintSource, :complaint)
on conflict (project, host, service) do update
set generation = excluded.generation, state = excluded.state, stage = excluded.stage, reason = excluded.reason,
    active_generation = excluded.active_generation, active = excluded.active, pieces = excluded.pieces,
    complaint_source = excluded.complaint_source, complaint = excluded.complaint, updated_at = now()
where host_standing.generation <= excluded.generation
  and (host_standing.generation, host_standing.state, host_standing.stage, host_standing.reason,
       host_standing.active_generation, host_standing.active, host_standing.pieces,
       host_standing.complaint_source, host_standing.complaint)
   is distinct from
      (excluded.generation, excluded.state, excluded.stage, excluded.reason,
       excluded.active_generation, excluded.active, excluded.pieces,
       excluded.complaint_source, excluded.complaint)

-- name: put_edge
insert into host_edge (project, host, service, generation, source, bytes)
values (:project, :host, :service, :generation, :source, :bytes)
on conflict (project, host, service, generation, source) do update
set bytes = excluded.bytes where host_edge.bytes < excluded.bytes

-- name: drop_old_edges
delete from host_edge
where project = :project and host = :host and service = :service and generation < :generation - 10

-- name: hosts
select h.project, h.id, h.name, h.region, h.environment, h.services, h.peer_url, h.last_heard_at,
       h.last_heard_at > now() - make_interval(secs => :silence) as reachable
from host h
where h.project = :project
  and (:environment::text is null or h.environment = :environment)
  and (:service::text is null or cardinality(h.services) = 0 or :service = any(h.services))
  and (:regions::text[] is null or h.region = any(:regions))
order by h.region, h.name
limit :limit

-- name: standings
select s.host, s.service, s.generation, s.state, s.stage, s.reason, s.active_generation, s.active, s.pieces,
       s.complaint_source, s.complaint, p.place, coalesce(p.admitted, false) as admitted,
       coalesce(p.sourced, false) as sourced, p.parent, p.generation as plan_generation
from host_standing s
left join host_plan p on p.project = s.project and p.host = s.host and p.service = s.service
where s.project = :project and (:service::text is null or s.service = :service) and s.host = any(:hosts)

-- name: edges
select e.host, e.service, e.source, e.bytes
from host_edge e
join host_standing s on s.project = e.project and s.host = e.host and s.service = e.service
  and s.generation = e.generation
where e.project = :project and (:service::text is null or e.service = :service) and e.host = any(:hosts)

-- name: edges_of_generation
select e.host, e.service, e.source, e.bytes
from host_edge e
where e.project = :project and e.service = :service and e.generation = :generation and e.host = any(:hosts)

-- name: put_plan
insert into host_plan (project, host, service, generation, place, sourced, parent, admitted)
values (:project, :host, :service, :generation, :place, :sourced, cast(:parent as uuid), :admitted)
on conflict (project, host, service) do update
set generation = excluded.generation, place = excluded.place, sourced = excluded.sourced, parent = excluded.parent,
    admitted = excluded.admitted or (host_plan.admitted and host_plan.generation = excluded.generation)
where host_plan.generation <= excluded.generation

-- name: delete_host
delete from host where project = :project and id = :host
