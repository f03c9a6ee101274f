package io.devq.jobs.store;

import io.devq.base.Problem;
import io.devq.database.Database;
import io.devq.database.Queries;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Names and numbers of projects and queues: few, cold, and kept in memory once read.
public final class Catalog {

  /// Queues of all projects together.
  public static final int MOST_QUEUES = 65_535;

  private static final Queries SQL = Queries.load(Catalog.class, "jobs.sql");

  private final Database database;
  private final Map<String, Integer> projects = new ConcurrentHashMap<>();
  private final Map<Integer, String> projectNames = new ConcurrentHashMap<>();
  private final Map<QueueKey, Queue> queues = new ConcurrentHashMap<>();
  private final Map<Integer, Queue> queuesByNumber = new ConcurrentHashMap<>();

  /// A queue.
  public record Queue(int project, String name, int number, int weight, boolean paused) {}

  private record QueueKey(int project, String name) {}

  /// A catalog of `database`.
  public Catalog(Database database) {
    this.database = database;
  }

  /// A project's number.
  ///
  /// @throws Problem `unknown_project`
  public int project(String name) {
    Integer known = projects.get(name);
    if (known != null) {
      return known;
    }
    int id =
        database
            .autocommit(sql ->
                sql.statement(SQL.get("project_id"))
                    .bind("name", name)
                    .first(row -> row.integer("id")))
            .orElseThrow(
                () -> Problem.notFound("unknown_project", "There is no project \"" + name + "\"."));
    projects.put(name, id);
    projectNames.put(id, name);
    return id;
  }

  /// A project's name.
  public String projectName(int id) {
    String known = projectNames.get(id);
    if (known == null) {
      database
          .autocommit(sql ->
              sql.statement(SQL.get("projects"))
                  .list(row -> Map.entry(row.integer("id"), row.text("name"))))
          .forEach(entry -> projectNames.put(entry.getKey(), entry.getValue()));
      known = projectNames.get(id);
    }
    if (known == null) {
      throw new IllegalStateException("no project has number " + id);
    }
    return known;
  }

  /// The queue of that name, made when it is new.
  public Queue queue(int project, String name) {
    Queue known = queues.get(new QueueKey(project, name));
    if (known == null) {
      makeQueue(project, name);
      refresh();
      known = queues.get(new QueueKey(project, name));
    }
    if (known == null) {
      throw new IllegalStateException("the queue " + name + " was made and is not there");
    }
    return known;
  }

  /// The queue of that name if there is one.
  public @Nullable Queue existingQueue(int project, String name) {
    QueueKey key = new QueueKey(project, name);
    if (!queues.containsKey(key)) {
      refresh();
    }
    return queues.get(key);
  }

  /// The queue a lane belongs to.
  public Queue queue(Lane lane) {
    Queue known = queuesByNumber.get(lane.queue());
    if (known == null) {
      refresh();
      known = queuesByNumber.get(lane.queue());
    }
    if (known == null) {
      throw new IllegalStateException("no queue has number " + lane.queue());
    }
    return known;
  }

  /// All queues of a project.
  public List<Queue> queues(int project) {
    refresh();
    return queues.values().stream().filter(queue -> queue.project() == project).toList();
  }

  /// Pauses a queue or lets it go on; its owners see it at their next poll.
  public void pause(int project, String name, boolean paused) {
    int changed =
        database.autocommit(sql ->
            sql.statement(SQL.get("pause_queue"))
                .bind("project", project)
                .bind("name", name)
                .bind("paused", paused)
                .update());
    if (changed == 0) {
      throw Problem.notFound("unknown_queue", "There is no queue \"" + name + "\".");
    }
    refresh();
  }

  /// Reads all queues anew.
  public void refresh() {
    database
        .autocommit(sql ->
            sql.statement(SQL.get("queues"))
                .list(row ->
                    new Queue(
                        row.integer("project"),
                        row.text("name"),
                        row.integer("number"),
                        row.integer("weight"),
                        row.flag("paused"))))
        .forEach(queue -> {
          queues.put(new QueueKey(queue.project(), queue.name()), queue);
          queuesByNumber.put(queue.number(), queue);
        });
  }

  private void makeQueue(int project, String name) {
    if (queues.size() >= MOST_QUEUES) {
      throw Problem.conflict(
          "too_many_queues", "There are " + MOST_QUEUES + " queues already; use one of them.");
    }
    database.inTransaction(sql -> {
      sql.statement(SQL.get("lock_queues")).update();
      sql.statement(SQL.get("insert_queue")).bind("project", project).bind("name", name).update();
    });
  }
}
