package io.devq.protocol;

import io.devq.base.Problem;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// JSON as DevQ writes and reads it. Field names are the names of record components; times are RFC
/// 3339 in UTC, lengths of time ISO 8601 (read also as `5m`), ids their text; a field that is null
/// is left out. A record component that is not `@Nullable` must be there when reading.
///
/// There are two readers: [#strict()] refuses what it does not know and is for what users send;
/// [#tolerant()] skips unknown fields and is for what a newer program may have sent.
public final class Json {

  /// How deep objects and arrays may nest.
  public static final int DEEPEST = 100;

  /// The longest single text, in characters.
  public static final int LONGEST_TEXT = 64 * 1024 * 1024;

  /// The longest number, in characters.
  public static final int LONGEST_NUMBER = 100;

  private static final Json STRICT = new Json(true);
  private static final Json TOLERANT = new Json(false);

  private final JsonMapper mapper;

  private Json(boolean strict) {
    this.mapper = mapper(strict);
  }

  /// The reader that refuses unknown fields.
  public static Json strict() {
    return STRICT;
  }

  /// The reader that skips unknown fields.
  public static Json tolerant() {
    return TOLERANT;
  }

  /// The mapper itself, for trees and for tools that want one. It cannot be changed.
  public JsonMapper mapper() {
    return mapper;
  }

  /// The JSON of `value` in UTF-8.
  public byte[] bytes(Object value) {
    return mapper.writeValueAsBytes(value);
  }

  /// The JSON of `value` as text.
  public String text(Object value) {
    return mapper.writeValueAsString(value);
  }

  /// Reads a value from UTF-8.
  ///
  /// @throws Problem `invalid_json`, `unknown_field`, `missing_field`, `duplicate_field` or
  ///   `invalid_field`, or that of the value's own type, with a pointer to the field
  public <T> T read(byte[] bytes, Class<T> type) {
    try {
      return present(mapper.readValue(bytes, type));
    } catch (JacksonException failure) {
      throw JsonProblems.of(failure);
    }
  }

  /// Reads a value from text. Throws as [#read(byte\[\], Class)].
  public <T> T read(String text, Class<T> type) {
    return read(text.getBytes(StandardCharsets.UTF_8), type);
  }

  /// Reads a value of a generic type, such as that of a list. Throws as [#read(byte\[\], Class)].
  public Object read(byte[] bytes, Type type) {
    try {
      return present(mapper.<Object>readValue(bytes, mapper.constructType(type)));
    } catch (JacksonException failure) {
      throw JsonProblems.of(failure);
    }
  }

  /// Reads a list. Throws as [#read(byte\[\], Class)].
  public <T> List<T> readList(byte[] bytes, Class<T> item) {
    try {
      return present(
          mapper.readValue(
              bytes, mapper.getTypeFactory().constructCollectionType(List.class, item)));
    } catch (JacksonException failure) {
      throw JsonProblems.of(failure);
    }
  }

  /// Reads a value from a stream of UTF-8 and closes it. A failure of the stream itself comes
  /// through as it is.
  ///
  /// @throws Problem as [#read(byte\[\], Class)]
  /// @throws java.io.UncheckedIOException when the stream breaks
  public <T> T read(InputStream in, Class<T> type) {
    try {
      return present(mapper.readValue(in, type));
    } catch (JacksonIOException broken) {
      throw new java.io.UncheckedIOException(broken.getCause());
    } catch (JacksonException failure) {
      throw JsonProblems.of(failure);
    }
  }

  @SuppressWarnings("ConstantValue") // Jackson reads the document `null` as null
  private static <T> T present(T value) {
    if (value == null) {
      throw Problem.invalid("invalid_json", "The JSON document is null; send a value.", "");
    }
    return value;
  }

  private static void onlyText(MutableCoercionConfig texts) {
    texts
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  private static JsonMapper mapper(boolean strict) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    return JsonMapper.builder(factory)
        .annotationIntrospector(new RecordNulls())
        .addModule(JsonTexts.module())
        .changeDefaultPropertyInclusion(JsonTexts::leaveOutNulls)
        .withCoercionConfig(LogicalType.Textual, Json::onlyText)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .build();
  }
}
