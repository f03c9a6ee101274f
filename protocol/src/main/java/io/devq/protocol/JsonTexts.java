package io.devq.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.devq.base.BuildId;
import io.devq.base.DeploymentId;
import io.devq.base.Durations;
import io.devq.base.HostId;
import io.devq.base.Id;
import io.devq.base.JobId;
import io.devq.base.NodeId;
import io.devq.base.NotificationId;
import io.devq.base.Problem;
import io.devq.base.RunId;
import io.devq.base.Sha256;
import io.devq.base.SignalId;
import io.devq.base.TokenId;
import io.devq.base.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// The types that travel as one JSON text.
final class JsonTexts {

  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");
  private static final int LONGEST_SHOWN = 40;

  private JsonTexts() {}

  static JsonInclude.Value leaveOutNulls(JsonInclude.Value present) {
    return present.withValueInclusion(JsonInclude.Include.NON_NULL);
  }

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("devq");
    text(module, Duration.class, Duration::toString, Durations::parse);
    text(module, Instant.class, Instant::toString, JsonTexts::instant);
    text(module, Sha256.class, Sha256::hex, Sha256::new);
    id(module, BuildId.class, BuildId::parse);
    id(module, DeploymentId.class, DeploymentId::parse);
    id(module, HostId.class, HostId::parse);
    id(module, JobId.class, JobId::parse);
    id(module, NodeId.class, NodeId::parse);
    id(module, NotificationId.class, NotificationId::parse);
    id(module, RunId.class, RunId::parse);
    id(module, SignalId.class, SignalId::parse);
    id(module, TokenId.class, TokenId::parse);
    id(module, WorkerId.class, WorkerId::parse);
    return module;
  }

  private static <T extends Id> void id(
      SimpleModule module, Class<T> type, Function<String, T> parse) {
    text(module, type, Id::text, parse);
  }

  private static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> print, Function<String, T> parse) {
    module.addSerializer(type, new Printer<>(type, print));
    module.addKeySerializer(type, new KeyPrinter<>(type, print));
    module.addDeserializer(type, new Reader<>(type, parse));
    module.addKeyDeserializer(type, new KeyReader(parse));
  }

  /// Times as RFC 3339 writes them, with `Z` or an offset. `java.time` would silently take a leap
  /// second for the second before it, and 24:00 for the next day; both are refused.
  private static Instant instant(String text) {
    try {
      if (TIME.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeParseException _) {
      // told below, in the user's terms
    }
    String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    throw Problem.invalid(
        "invalid_time",
        "\""
            + shown
            + "\" is not a time; write 2026-11-22T04:00:00Z, with Z or an offset, hours to 23 and"
            + " seconds to 59.");
  }

  private static final class Printer<T> extends StdSerializer<T> {

    private final Function<T, String> print;

    Printer(Class<T> type, Function<T, String> print) {
      super(type);
      this.print = print;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      out.writeString(print.apply(value));
    }
  }

  private static final class KeyPrinter<T> extends StdSerializer<T> {

    private final Function<T, String> print;

    KeyPrinter(Class<T> type, Function<T, String> print) {
      super(type);
      this.print = print;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      out.writeName(print.apply(value));
    }
  }

  private static final class Reader<T> extends StdDeserializer<T> {

    private final Function<String, T> parse;

    Reader(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    @SuppressWarnings("unchecked") // handleUnexpectedToken throws or answers with a T
    public T deserialize(JsonParser in, DeserializationContext context) {
      if (!in.hasToken(tools.jackson.core.JsonToken.VALUE_STRING)) {
        return (T) context.handleUnexpectedToken(handledType(), in);
      }
      return parse.apply(in.getString());
    }
  }

  private static final class KeyReader extends KeyDeserializer {

    private final Function<String, ?> parse;

    KeyReader(Function<String, ?> parse) {
      this.parse = parse;
    }

    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return parse.apply(key);
    }
  }
}
