package io.devq.server.http;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A class with its type arguments, such as a page of jobs.
record Generic(Class<?> raw, List<Type> arguments) implements ParameterizedType {

  static Type of(Class<?> raw, Class<?>... arguments) {
    return arguments.length == 0 ? raw : new Generic(raw, List.of(arguments));
  }

  @Override
  public Type[] getActualTypeArguments() {
    return arguments.toArray(Type[]::new);
  }

  @Override
  public Type getRawType() {
    return raw;
  }

  @Override
  public @Nullable Type getOwnerType() {
    return raw.getDeclaringClass();
  }
}
