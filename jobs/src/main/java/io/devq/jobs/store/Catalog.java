package io.devq.jobs.store;

import io.devq.base.Problem;
import io.devq.database.Database;
import io.devq.database.Queries;
import io.devq.database.Row;
import io.devq.jobs.QueueChange;
import java.time.Instant;
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
  ///
  /// @param draining whether it takes no new work
  /// @param maxRunning how many of its runs may be under way, or null
  /// @param fairWeights how large the shares of fair keys are, where not 1
  /// @param changedBy who paused, drained or changed it last, or null
  public record Queue(
      int project,
      String name,
      int number,
      int weight,
      boolean paused,
      boolean draining,
      @Nullable Integer maxRunning,
      Map<String, Integer> fairWeights,
      @Nullable String note,
      @Nullable String changedBy,
      @Nullable Instant changedAt) {}

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

  /// The queue of that name for new work, made when it is new.
  ///
  /// @throws Problem `queue_draining` when it takes no new work
  public Queue openQueue(int project, String name) {
    Queue queue = queue(project, name);
    if (queue.draining()) {
      throw Problem.conflict(
          "queue_draining",
          "The queue \"" + name + "\" is draining and takes no new work; use another one.");
    }
    return queue;
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
    return queue(lane.queue());
  }

  /// The queue of that number.
  public Queue queue(int number) {
    Queue known = queuesByNumber.get(number);
    if (known == null) {
      refresh();
      known = queuesByNumber.get(number);
    }
    if (known == null) {
      throw new IllegalStateException("no queue has number " + number);
    }
    return known;
  }

  /// All queues of a project.
  public List<Queue> queues(int project) {
    refresh();
    return queues.values().stream().filter(queue -> queue.project() == project).toList();
  }

  /// Changes a queue; its owners see it at their next poll. What the change does not name stays.
  ///
  /// @param by who changes it
  public Queue change(int project, String name, QueueChange change, String by) {
    Map<String, Integer> fair = change.fairWeights();
    int changed =
        database.autocommit(sql ->
            sql.statement(SQL.get("change_queue"))
                .bind("project", project)
                .bind("name", name)
                .bind("paused", change.paused())
                .bind("draining", change.draining())
                .bind("weight", change.weight())
                .bind("max_running", change.maxRunning())
                .bind("fair_weights", fair == null ? null : PolicyCodec.weights(fair))
                .bind("note", change.note())
                .bind("by", by)
                .update());
    if (changed == 0) {
      throw Problem.notFound("unknown_queue", "There is no queue \"" + name + "\".");
    }
    refresh();
    return queue(project, name);
  }

  /// Reads all queues anew.
  public void refresh() {
    database
        .autocommit(sql -> sql.statement(SQL.get("queues")).list(Catalog::queue))
        .forEach(queue -> {
          queues.put(new QueueKey(queue.project(), queue.name()), queue);
          queuesByNumber.put(queue.number(), queue);
        });
  }

  private static Queue queue(Row row) {
    return new Queue(
        row.integer("project"),
        row.text("name"),
        row.integer("number"),
        row.integer("weight"),
        row.flag("paused"),
        row.flag("draining"),
        row.integerOrNull("max_running"),
        PolicyCodec.weights(row.textOrNull("fair_weights")),
        row.textOrNull("note"),
        row.textOrNull("changed_by"),
        row.instantOrNull("changed_at"));
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
