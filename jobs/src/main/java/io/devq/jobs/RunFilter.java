package io.devq.jobs;

import io.devq.base.JobId;
import io.devq.base.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which runs a list shows, or a change is about; a null field does not restrict.
///
/// @param outcomeClass whose doing their end was; only runs that are over have one
/// @param search what they say and when they were created
public record RunFilter(
    @Nullable JobId job,
    @Nullable String owner,
    @Nullable String queue,
    @Nullable String type,
    @Nullable RunState state,
    @Nullable OutcomeClass outcomeClass,
    Search search) {

  /// What a run says and when it was created.
  ///
  /// @param tag the name of a tag it has, or `name=value`
  /// @param text what its type, owner, name, description, tags or payload contain, whatever the
  ///   case; a plain text, not a pattern
  /// @param since the earliest creation
  /// @param until creation before this moment
  public record Search(
      @Nullable String tag,
      @Nullable String text,
      @Nullable Instant since,
      @Nullable Instant until) {

    /// Everything.
    public static final Search ALL = new Search(null, null, null, null);

    /// Checks lengths.
    ///
    /// @throws Problem `invalid_text`
    public Search {
      if ((tag != null && tag.length() > 2 * JobLimits.NAME_CHARS)
          || (text != null && text.length() > JobLimits.NAME_CHARS)) {
        throw Problem.invalid(
            "invalid_text",
            "A text to search for has at most " + JobLimits.NAME_CHARS + " characters.");
      }
      Names.checkText("/tag", tag);
      Names.checkText("/text", text);
    }

    /// The name of the tag.
    public @Nullable String tagName() {
      return tag == null ? null : tag.split("=", 2)[0];
    }

    /// The value of the tag, or null for any.
    public @Nullable String tagValue() {
      return tag == null || !tag.contains("=") ? null : tag.split("=", 2)[1];
    }
  }

  /// A filter that does not ask what runs say.
  public RunFilter(
      @Nullable JobId job,
      @Nullable String owner,
      @Nullable String queue,
      @Nullable String type,
      @Nullable RunState state,
      @Nullable OutcomeClass outcomeClass) {
    this(job, owner, queue, type, state, outcomeClass, Search.ALL);
  }

  /// A filter that does not ask whose doing the end was.
  public RunFilter(
      @Nullable JobId job,
      @Nullable String owner,
      @Nullable String queue,
      @Nullable String type,
      @Nullable RunState state) {
    this(job, owner, queue, type, state, null);
  }

  /// Every run.
  public static final RunFilter ALL = new RunFilter(null, null, null, null, null);

  /// The runs of one job.
  public static RunFilter of(JobId job) {
    return new RunFilter(job, null, null, null, null);
  }

  /// The same for another state.
  public RunFilter withState(@Nullable RunState other) {
    return new RunFilter(job, owner, queue, type, other, outcomeClass, search);
  }

  /// The same with another search.
  public RunFilter with(Search other) {
    return new RunFilter(job, owner, queue, type, state, outcomeClass, other);
  }
}
