package dev.doppio.schemas.json;

import dev.doppio.schemas.json.JsonNode.ArrayNode;
import dev.doppio.schemas.json.JsonNode.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** The server's walk through a document: types that text does not tell, by number. */
final class Walk {
  private final StringJoiner ofMembers = new StringJoiner(", ", "{", "}");
  private final StringJoiner ofElements = new StringJoiner(", ", "{", "}");
  private int members;
  private int elements;

  String types(JsonNode document) {
    visit(document);
    String root = type(document).map(type -> "\"" + type + "\"").orElse("null");
    return "[" + root + ", " + ofMembers + ", " + ofElements + "]";
  }

  private void visit(JsonNode node) {
    List<JsonNode> values = List.of();
    if (node instanceof ObjectNode object) {
      values = object.members().stream().map(JsonNode.Member::value).toList();
      values.forEach(value -> note(value, ++members, ofMembers));
    } else if (node instanceof ArrayNode array) {
      values = array.elements();
      values.forEach(value -> note(value, ++elements, ofElements));
    }
    values.forEach(this::visit);
  }

  private static void note(JsonNode value, int number, StringJoiner into) {
    type(value).ifPresent(type -> into.add("\"" + number + "\": \"" + type + "\""));
  }

  private static Optional<String> type(JsonNode node) {
    if (node instanceof JsonNode.Unsigned) {
      return Optional.of("UNSIGNED INTEGER");
    }
    return node instanceof JsonNode.Opaque opaque
        ? Optional.of(
            switch (opaque.type()) {
              case FieldTypes.DECIMAL -> "DECIMAL";
              case FieldTypes.DATE -> "DATE";
              case FieldTypes.TIME -> "TIME";
              case FieldTypes.DATETIME -> "DATETIME";
              default -> "BLOB";
            })
        : Optional.empty();
  }
}
