package io.devq.protocol;

import io.devq.base.Problem;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// What Jackson says, in the user's terms.
final class JsonProblems {

  private static final int NAMES_SHOWN = 30;

  private JsonProblems() {}

  static Problem of(JacksonException failure) {
    String pointer = pointer(failure.getPath());
    Problem own = cause(failure);
    if (own != null) {
      return new Problem(
          own.kind(), own.code(), own.message(), pointer + orEmpty(own.pointer()), failure);
    }
    return switch (failure) {
      case UnrecognizedPropertyException unknown ->
          problem("unknown_field", unknown(unknown), pointer, failure);
      case InvalidNullException _ ->
          problem("missing_field", "This field is needed; null will not do.", pointer, failure);
      case StreamConstraintsException tooMuch ->
          problem("invalid_json", brief(tooMuch) + ".", pointer, failure);
      case InputCoercionException tooLarge ->
          problem("invalid_field", brief(tooLarge) + ".", pointer, failure);
      case StreamReadException broken when brief(broken).startsWith("Duplicate") ->
          problem("duplicate_field", duplicate(broken), pointer, failure);
      case StreamReadException broken ->
          problem("invalid_json", "The JSON is broken" + at(broken) + ".", pointer, failure);
      case MismatchedInputException missing when brief(missing).startsWith("Missing required") ->
          problem("missing_field", "This field is needed.", pointer, failure);
      case MismatchedInputException more when brief(more).startsWith("Trailing token") ->
          problem("invalid_json", "Something follows the JSON document.", "", failure);
      case MismatchedInputException other ->
          problem("invalid_field", mismatch(other), pointer, failure);
      default -> problem("invalid_json", brief(failure) + ".", pointer, failure);
    };
  }

  private static @Nullable Problem cause(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof Problem problem) {
        return problem;
      }
    }
    return null;
  }

  private static Problem problem(
      String code, String message, String pointer, JacksonException failure) {
    return new Problem(Problem.Kind.INVALID, code, message, pointer, failure);
  }

  private static String unknown(UnrecognizedPropertyException failure) {
    Collection<Object> known = failure.getKnownPropertyIds();
    return "There is no field \""
        + cut(failure.getPropertyName())
        + "\" here; known are "
        + (known == null ? List.<Object>of() : known)
            .stream().limit(NAMES_SHOWN).map(Object::toString).collect(Collectors.joining(", "))
        + ".";
  }

  private static String duplicate(StreamReadException failure) {
    return "A field is given twice: " + brief(failure) + at(failure) + ".";
  }

  private static String mismatch(MismatchedInputException failure) {
    Class<?> target = failure.getTargetType();
    String wanted = target == null ? "" : " A " + target.getSimpleName() + " is expected here.";
    return "The value does not fit." + wanted;
  }

  private static String at(JacksonException failure) {
    TokenStreamLocation location = failure.getLocation();
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String brief(JacksonException failure) {
    String message = failure.getOriginalMessage();
    return message == null ? failure.getClass().getSimpleName() : cut(message);
  }

  private static String cut(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// RFC 6901.
  private static String pointer(List<Reference> path) {
    StringBuilder pointer = new StringBuilder();
    for (Reference step : path) {
      String name = step.getPropertyName();
      pointer.append('/');
      pointer.append(
          name == null
              ? Integer.toString(step.getIndex())
              : name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }
}
