package io.devq.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.devq.base.Id;
import io.devq.base.Sha256;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// JSON Schemas (2020-12) of Java types, as [io.devq.protocol.Json] writes them. Records become
/// named components.
final class Schemas {

  private final Map<String, Object> components = new TreeMap<>();
  private final Map<Type, String> names = new HashMap<>();

  /// All records met so far, by name.
  Map<String, Object> all() {
    return components;
  }

  /// The media type object of a body of this type; of bytes when null.
  Map<String, Object> media(@Nullable Type type) {
    return type == null ? Map.of() : Map.of("schema", of(type));
  }

  /// The schema of a type.
  Object of(Type type) {
    return switch (type) {
      case Class<?> plain -> ofClass(plain);
      case ParameterizedType generic -> ofGeneric(generic);
      case WildcardType wildcard -> of(wildcard.getUpperBounds()[0]);
      case TypeVariable<?> variable -> of(variable.getBounds()[0]);
      default -> Map.of();
    };
  }

  private Object ofClass(Class<?> type) {
    if (type == String.class) {
      return Map.of("type", "string");
    } else if (type == int.class || type == Integer.class || type == short.class) {
      return Map.of("type", "integer", "format", "int32");
    } else if (type == long.class || type == Long.class) {
      return Map.of("type", "integer", "format", "int64");
    } else if (type == double.class || type == Double.class) {
      return Map.of("type", "number", "format", "double");
    } else if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    } else if (type.isEnum()) {
      return Map.of(
          "type",
          "string",
          "enum",
          Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
    } else if (type.isRecord()) {
      return text(type) == null ? reference(type, (Class<?>) type, Map.of()) : string(type);
    }
    return string(type);
  }

  private static Object string(Class<?> type) {
    Map<String, Object> text = text(type);
    return text == null ? Map.of() : text;
  }

  /// The schema of a type that travels as text, or null when it does not.
  private static @Nullable Map<String, Object> text(Class<?> type) {
    if (type == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    } else if (type == Duration.class) {
      return Map.of("type", "string", "format", "duration", "examples", List.of("PT5M", "5m"));
    } else if (type == Sha256.class) {
      return Map.of("type", "string", "pattern", "^[0-9a-f]{64}$");
    } else if (Id.class.isAssignableFrom(type)) {
      return Map.of("type", "string", "pattern", "^" + prefix(type) + "_[0-9a-z]{26}$");
    }
    return null;
  }

  private static String prefix(Class<?> id) {
    try {
      return String.valueOf(id.getField("PREFIX").get(null));
    } catch (ReflectiveOperationException _) {
      return "[a-z]+";
    }
  }

  private Object ofGeneric(ParameterizedType generic) {
    Class<?> raw = (Class<?>) generic.getRawType();
    Type[] arguments = generic.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      return Map.of("type", "array", "items", of(arguments[0]));
    } else if (Map.class.isAssignableFrom(raw)) {
      return Map.of("type", "object", "additionalProperties", of(arguments[1]));
    }
    Map<String, Type> bound = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      bound.put(raw.getTypeParameters()[i].getName(), arguments[i]);
    }
    return reference(generic, raw, bound);
  }

  private Object reference(Type type, Class<?> record, Map<String, Type> bound) {
    String name = names.get(type);
    if (name == null) {
      name = free(record, bound);
      names.put(type, name);
      components.put(name, Map.of());
      components.put(name, record(record, bound));
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private String free(Class<?> record, Map<String, Type> bound) {
    String simple = record.getSimpleName();
    if (!bound.isEmpty()) {
      simple +=
          "Of" + bound.values().stream().map(Schemas::brief).collect(Collectors.joining("And"));
    }
    Class<?> outer = record.getDeclaringClass();
    String name =
        components.containsKey(simple) && outer != null ? outer.getSimpleName() + simple : simple;
    if (components.containsKey(name)) {
      throw new IllegalArgumentException("two records would be called " + name);
    }
    return name;
  }

  private static String brief(Type type) {
    return type instanceof Class<?> plain
        ? plain.getSimpleName()
        : type.getTypeName().replaceAll("\\W+", "");
  }

  private Map<String, Object> record(Class<?> type, Map<String, Type> bound) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = name(component);
      Type declared = component.getGenericType();
      Type actual =
          declared instanceof TypeVariable<?> variable
              ? bound.getOrDefault(variable.getName(), Object.class)
              : resolve(declared, bound);
      properties.put(name, of(actual));
      AnnotatedType annotated = component.getAnnotatedType();
      if (!annotated.isAnnotationPresent(Nullable.class)) {
        required.add(name);
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  private static Type resolve(Type declared, Map<String, Type> bound) {
    if (declared instanceof ParameterizedType generic && !bound.isEmpty()) {
      List<Type> arguments =
          Arrays.stream(generic.getActualTypeArguments())
              .map(argument ->
                  argument instanceof TypeVariable<?> variable
                      ? bound.getOrDefault(variable.getName(), Object.class)
                      : resolve(argument, bound))
              .toList();
      return new Generic((Class<?>) generic.getRawType(), arguments);
    }
    return declared;
  }

  private static String name(RecordComponent component) {
    JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
    return renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
  }
}
