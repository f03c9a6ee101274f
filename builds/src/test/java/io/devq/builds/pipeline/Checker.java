package io.devq.builds.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Checks a value against a JSON Schema, as far as the pipeline's schema goes: a keyword it does
/// not know fails the test.
final class Checker {

  private final JsonNode root;
  private final List<String> flaws = new ArrayList<>();

  private Checker(JsonNode root) {
    this.root = root;
  }

  static List<String> flaws(JsonNode schema, JsonNode value) {
    Checker checker = new Checker(schema);
    checker.check(schema, value, "");
    return checker.flaws;
  }

  private void check(JsonNode schema, JsonNode value, String at) {
    for (var keyword : schema.properties()) {
      if (!holds(keyword.getKey(), keyword.getValue(), value, at, schema)) {
        flaws.add(at + ": " + keyword.getKey());
      }
    }
  }

  private boolean holds(String keyword, JsonNode is, JsonNode value, String at, JsonNode schema) {
    return switch (keyword) {
      case "$schema", "$defs", "title", "description", "examples" -> true;
      case "$ref" -> {
        check(root.at(is.asString().substring(1)), value, at);
        yield true;
      }
      case "type" -> is.isArray() ? any(is, value) : typed(is.asString(), value);
      case "anyOf" -> is.valueStream().anyMatch(one -> ok(one, value));
      case "not" -> !ok(is, value);
      case "pattern" ->
          !value.isString() || Pattern.compile(is.asString()).matcher(value.asString()).find();
      case "minimum" -> !value.isNumber() || value.asInt() >= is.asInt();
      case "maximum" -> !value.isNumber() || value.asInt() <= is.asInt();
      case "minLength" -> !value.isString() || value.asString().length() >= is.asInt();
      case "maxLength" -> !value.isString() || value.asString().length() <= is.asInt();
      case "minItems" -> !value.isArray() || value.size() >= is.asInt();
      case "maxItems" -> !value.isArray() || value.size() <= is.asInt();
      case "minProperties" -> !value.isObject() || value.size() >= is.asInt();
      case "maxProperties" -> !value.isObject() || value.size() <= is.asInt();
      case "required" ->
          !value.isObject() || is.valueStream().allMatch(name -> value.has(name.asString()));
      default -> structural(keyword, is, value, at, schema);
    };
  }

  private boolean structural(
      String keyword, JsonNode is, JsonNode value, String at, JsonNode schema) {
    switch (keyword) {
      case "items" -> value.valueStream().forEach(item -> check(is, item, at + "/*"));
      case "properties" ->
          is.properties().stream()
              .filter(property -> value.has(property.getKey()))
              .forEach(property -> {
                String name = property.getKey();
                check(property.getValue(), value.get(name), at + "/" + name);
              });
      case "additionalProperties" -> {
        for (var member : value.properties()) {
          boolean known = schema.path("properties").has(member.getKey());
          if (!known && is.isObject()) {
            check(is, member.getValue(), at + "/" + member.getKey());
          } else if (!known && !is.asBoolean()) {
            return false;
          }
        }
      }
      case "propertyNames" ->
          value
              .propertyNames()
              .forEach(name ->
                  check(is, tools.jackson.databind.node.StringNode.valueOf(name), at + "/" + name));
      default -> throw new AssertionError("the checker does not know " + keyword);
    }
    return true;
  }

  private boolean ok(JsonNode schema, JsonNode value) {
    Checker apart = new Checker(root);
    apart.check(schema, value, "");
    return apart.flaws.isEmpty();
  }

  private static boolean any(JsonNode types, JsonNode value) {
    return types.valueStream().anyMatch(type -> typed(type.asString(), value));
  }

  private static boolean typed(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new AssertionError(type + " is no type");
    };
  }
}
