package io.devq.jobs.service;

import io.devq.base.Failpoint;
import io.devq.base.JobId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.jobs.ContentVault;
import io.devq.jobs.Contents;
import io.devq.jobs.JobLimits;
import io.devq.jobs.JobSpec;
import io.devq.jobs.LargeText;
import io.devq.jobs.store.HistoryStore;
import io.devq.jobs.store.Stores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps what is too large for a row in the vault, and a reference to it in the row: always the
/// bytes first, then the row that names them.
final class LargeTexts implements Contents {

  /// Results that have been stored by workers whose outcome has not come yet; the oldest are
  /// forgotten, and their workers are asked to send them again.
  private static final int MOST_EARLY = 10_000;

  private final Stores stores;
  private final Queries queries;
  private final @Nullable ContentVault vault;
  private final Map<Key, LargeText> early =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, LargeText> eldest) {
          return size() > MOST_EARLY;
        }
      };

  private record Key(RunId run, int attempt) {}

  LargeTexts(Stores stores, Queries queries, @Nullable ContentVault vault) {
    this.stores = stores;
    this.queries = queries;
    this.vault = vault;
  }

  /// The same jobs, with payloads that are too large for a row in the vault.
  ///
  /// @throws Problem `payload_too_large` when there is no vault, `invalid_payload`
  List<JobSpec> keep(List<JobSpec> specs) {
    return specs.stream().map(this::keep).toList();
  }

  /// The same job, with a payload that is too large for a row in the vault.
  JobSpec keep(JobSpec spec) {
    return fitsARow(spec.payload()) && !spec.payload().startsWith("blob:")
        ? spec
        : spec.withPayload(keepPayload(spec.payload()));
  }

  /// The same job, which takes the place of one that may have the same large payload.
  JobSpec keep(JobSpec spec, String project, JobId before) {
    return LargeText.parse(spec.payload()).isPresent()
            && queries
                .job(project, before)
                .filter(job -> job.spec().payload().equals(spec.payload()))
                .isPresent()
        ? spec
        : keep(spec);
  }

  /// What a row holds as a payload: the text, or where it is.
  ///
  /// @throws Problem `payload_too_large` when there is no vault, `invalid_payload`
  String keepPayload(String payload) {
    if (LargeText.parse(payload).isPresent()) {
      throw Problem.invalid("invalid_payload", "The payload is not a JSON text.", "/payload");
    }
    if (fitsARow(payload)) {
      return payload;
    }
    Failpoint.pass("payload.before-store");
    LargeText kept = store(payload, "payload");
    Failpoint.pass("payload.after-store");
    return kept.text();
  }

  private static boolean fitsARow(String text) {
    return text.length() <= JobLimits.PAYLOAD_BYTES / 3
        || text.getBytes(StandardCharsets.UTF_8).length <= JobLimits.PAYLOAD_BYTES;
  }

  /// What a row holds as the result of work: the text, or where it is.
  ///
  /// @throws Problem `result_too_large`, `invalid_result`
  @Nullable String keepResult(@Nullable String result) {
    if (result == null) {
      return null;
    }
    if (LargeText.parse(result).isPresent()) {
      throw Problem.invalid("invalid_result", "The result is not a JSON text.");
    }
    if (fitsARow(result)) {
      return result;
    }
    Failpoint.pass("result.before-store");
    LargeText kept = store(result, "result");
    Failpoint.pass("result.after-store");
    return kept.text();
  }

  /// Checks that a result fits a row.
  ///
  /// @throws Problem `result_too_large`
  static void requireSmall(@Nullable String result) {
    if (result != null && !fitsARow(result)) {
      throw Problem.of(
          Problem.Kind.TOO_LARGE,
          "result_too_large",
          "A result that is written in the handler's own transaction has at most "
              + JobLimits.PAYLOAD_BYTES
              + " bytes; return a larger one from the handler.");
    }
  }

  private LargeText store(String text, String what) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > JobLimits.LARGE_BYTES || vault == null) {
      throw what.equals("payload")
          ? tooLarge("payload_too_large", what, bytes.length)
          : tooLarge("result_too_large", what, bytes.length);
    }
    return new LargeText(put(new ByteArrayInputStream(bytes)), bytes.length);
  }

  private String put(InputStream bytes) {
    if (vault == null) {
      throw tooLarge("result_too_large", "result", JobLimits.PAYLOAD_BYTES + 1L);
    }
    try {
      return vault.put(bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException("the bytes could not be read", failure);
    }
  }

  private Problem tooLarge(String code, String what, long bytes) {
    return new Problem(
        Problem.Kind.TOO_LARGE,
        code,
        "The "
            + what
            + " has "
            + bytes
            + " bytes, more than "
            + (vault == null ? JobLimits.PAYLOAD_BYTES : JobLimits.LARGE_BYTES)
            + "; store it elsewhere and pass its address.",
        what.equals("payload") ? "/payload" : null,
        null);
  }

  /// Stores the result of an attempt before its outcome comes; read to the end and verified when
  /// this returns.
  void early(RunId run, int attempt, InputStream content, long bytes) {
    if (bytes > JobLimits.LARGE_BYTES) {
      throw tooLarge("result_too_large", "result", bytes);
    }
    Failpoint.pass("result.before-store");
    LargeText kept = new LargeText(put(content), bytes);
    Failpoint.pass("result.after-store");
    synchronized (early) {
      early.put(new Key(run, attempt), kept);
    }
  }

  /// The result that [#early] has stored for an attempt.
  ///
  /// @throws Problem `result_missing` when the server has none, or not any more
  LargeText takeEarly(RunId run, int attempt) {
    synchronized (early) {
      LargeText kept = early.get(new Key(run, attempt));
      if (kept == null) {
        throw Problem.conflict(
            "result_missing", "The result is not here; send it again, then the outcome.");
      }
      return kept;
    }
  }

  /// The outcome of an attempt is durable.
  void over(RunId run, int attempt) {
    synchronized (early) {
      early.remove(new Key(run, attempt));
    }
  }

  /// The JSON text that a row holds or names.
  String text(String stored) {
    Optional<LargeText> large = LargeText.parse(stored);
    if (large.isEmpty()) {
      return stored;
    }
    try (InputStream in = content(stored).open(0)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("a payload could not be read", failure);
    }
  }

  @Override
  public Optional<Content> result(String project, RunId run) {
    return stores
        .history()
        .ended(stores.catalog().project(project), run.shard(), run.value())
        .map(HistoryStore.FinalRun::result)
        .map(this::content);
  }

  @Override
  public Optional<Content> payload(String project, JobId job) {
    return queries.job(project, job).map(found -> content(found.spec().payload()));
  }

  /// What a row holds or names, as bytes.
  Content content(String stored) {
    Optional<LargeText> large = LargeText.parse(stored);
    return large.isPresent() ? new Stored(large.get()) : new Inline(stored);
  }

  private static final class Inline implements Content {

    private final byte[] bytes;

    Inline(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long bytes() {
      return bytes.length;
    }

    @Override
    public String tag() {
      return Sha256.of(bytes).hex();
    }

    @Override
    public InputStream open(long offset) {
      int from = (int) Math.min(offset, bytes.length);
      return new ByteArrayInputStream(bytes, from, bytes.length - from);
    }
  }

  private final class Stored implements Content {

    private final LargeText where;

    Stored(LargeText where) {
      this.where = where;
    }

    @Override
    public long bytes() {
      return where.bytes();
    }

    @Override
    public String tag() {
      return where.name();
    }

    @Override
    public InputStream open(long offset) throws IOException {
      if (vault == null) {
        throw Problem.of(
            Problem.Kind.UNAVAILABLE,
            "no_content_vault",
            "This engine was made without the vault that holds large payloads and results.");
      }
      return vault.open(where.name(), offset);
    }
  }
}
