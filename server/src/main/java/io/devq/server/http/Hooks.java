package io.devq.server.http;

import io.devq.base.Problem;
import io.devq.base.TimeSource;
import org.jspecify.annotations.Nullable;

/// What the composition root may hang on the front door.
///
/// @param observer is told of every answer
/// @param errorPage shows a problem to a browser, or null to send problem details to browsers too
/// @param explainer turns failures of lower layers into problems
public record Hooks(
    TimeSource time, RequestObserver observer, @Nullable ErrorPage errorPage, Explainer explainer) {

  /// Is told of every answer, for metrics.
  @FunctionalInterface
  public interface RequestObserver {

    /// One answer has been sent.
    ///
    /// @param path of the route, with its parameters by name
    /// @param nanos from the end of the request's header to the end of the answer
    void answered(Method method, String path, int status, long nanos);
  }

  /// Shows a problem to somebody with a browser.
  @FunctionalInterface
  public interface ErrorPage {

    /// The page, or a redirect to where one signs in.
    ///
    /// @param target path and query of the request
    Response of(int status, Problem problem, String target);
  }

  /// Turns what a lower layer throws, such as a lost database, into a problem.
  @FunctionalInterface
  public interface Explainer {

    /// The problem, or null when this failure is unexpected.
    @Nullable Problem explain(Throwable failure);
  }

  /// The machine's clock and nothing else.
  public static Hooks none() {
    return new Hooks(TimeSource.system(), (_, _, _, _) -> {}, null, _ -> null);
  }
}
