package io.devq.protocol;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/// Tells Jackson what JSpecify tells the compiler: a component of a null-marked record that is not
/// `@Nullable` must be there, and neither it nor its elements may be null.
final class RecordNulls extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  @Override
  public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
    AnnotatedType type = component(member);
    return (type != null && !nullable(type))
        ? Boolean.TRUE
        : super.hasRequiredMarker(config, member);
  }

  @Override
  public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
    AnnotatedType type = component(annotated);
    if (type == null) {
      return super.findSetterInfo(config, annotated);
    }
    return JsonSetter.Value.construct(nulls(type), contentNulls(type));
  }

  private static Nulls nulls(AnnotatedType type) {
    return nullable(type) ? Nulls.DEFAULT : Nulls.FAIL;
  }

  private static Nulls contentNulls(AnnotatedType type) {
    AnnotatedType[] arguments =
        type instanceof AnnotatedParameterizedType generic
            ? generic.getAnnotatedActualTypeArguments()
            : new AnnotatedType[0];
    return arguments.length == 0 ? Nulls.DEFAULT : nulls(arguments[arguments.length - 1]);
  }

  private static boolean nullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  /// The declared type of a component of a null-marked record, or null when it is anything else.
  private static @Nullable AnnotatedType component(Annotated annotated) {
    if (!(annotated instanceof AnnotatedParameter parameter)) {
      return null;
    }
    Class<?> owner = parameter.getDeclaringClass();
    if (!owner.isRecord() || !nullMarked(owner)) {
      return null;
    }
    Executable constructor = (Executable) parameter.getOwner().getAnnotated();
    return constructor.getAnnotatedParameterTypes()[parameter.getIndex()];
  }

  private static boolean nullMarked(Class<?> type) {
    return type.getPackage().isAnnotationPresent(NullMarked.class)
        || type.isAnnotationPresent(NullMarked.class);
  }
}
