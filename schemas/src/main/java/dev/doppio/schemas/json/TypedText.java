package dev.doppio.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.doppio.schemas.json.JsonNode.ArrayNode;
import dev.doppio.schemas.json.JsonNode.Int;
import dev.doppio.schemas.json.JsonNode.Literal;
import dev.doppio.schemas.json.JsonNode.Member;
import dev.doppio.schemas.json.JsonNode.ObjectNode;
import dev.doppio.schemas.json.JsonNode.Real;
import dev.doppio.schemas.json.JsonNode.Text;
import dev.doppio.schemas.json.JsonNode.Unsigned;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A document out of the text that MySQL prints of it, and the types that text does not tell. They
 * stand by the number of the value in MySQL's walk along the paths {@code $**.*} (members) and
 * {@code $**[*]} (elements), from 1: a container's own values first, then the walk through each of
 * them. Names of types are those of JSON_TYPE().
 */
public final class TypedText {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private final Map<String, String> ofMembers;
  private final Map<String, String> ofElements;
  private int members;
  private int elements;

  private TypedText(Map<String, String> ofMembers, Map<String, String> ofElements) {
    this.ofMembers = ofMembers;
    this.ofElements = ofElements;
  }

  /**
   * The document.
   *
   * @param text MySQL's own
   * @param types a JSON array of three: the document's type or null; an object of its members'
   *     types by number, or null; the same of its elements
   * @throws IllegalArgumentException when text and types do not belong together
   */
  public static JsonNode parse(String text, String types) {
    try {
      List<Raw> three = raw(types).values();
      TypedText typed = new TypedText(byNumber(three.get(1)), byNumber(three.get(2)));
      Raw root = three.get(0);
      return typed.node(
          raw(text),
          root.token() == JsonToken.VALUE_STRING ? Optional.of(root.text()) : Optional.empty());
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a text that is no JSON of MySQL's", e);
    }
  }

  /**
   * What the text says.
   *
   * @param token what it is
   * @param text of a scalar
   * @param names of an object's members, else none
   * @param values of a container
   */
  private record Raw(JsonToken token, String text, List<String> names, List<Raw> values) {}

  private static Raw raw(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      Raw document = raw(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one JSON document");
      }
      return document;
    }
  }

  private static Raw raw(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IllegalArgumentException("a JSON document without a value");
    }
    List<String> names = new ArrayList<>();
    List<Raw> values = new ArrayList<>();
    if (token.isStructStart()) {
      while (!parser.nextToken().isStructEnd()) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          names.add(parser.currentName());
          parser.nextToken();
        }
        values.add(raw(parser));
      }
    }
    return new Raw(token, token.isScalarValue() ? parser.getText() : "", names, values);
  }

  private static Map<String, String> byNumber(Raw object) {
    Map<String, String> types = new HashMap<>();
    for (int i = 0; i < object.names().size(); i++) {
      types.put(object.names().get(i), object.values().get(i).text());
    }
    return types;
  }

  private JsonNode node(Raw value, Optional<String> type) {
    boolean isObject = value.token() == JsonToken.START_OBJECT;
    List<Optional<String>> types = new ArrayList<>();
    for (int i = 0; i < value.values().size(); i++) {
      types.add(
          isObject
              ? Optional.ofNullable(ofMembers.get(Integer.toString(++members)))
              : Optional.ofNullable(ofElements.get(Integer.toString(++elements))));
    }
    List<JsonNode> values = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      values.add(node(value.values().get(i), types.get(i)));
    }
    if (isObject) {
      List<Member> all = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        all.add(new Member(value.names().get(i), values.get(i)));
      }
      return new ObjectNode(all);
    }
    return value.token() == JsonToken.START_ARRAY
        ? new ArrayNode(values)
        : type.map(name -> beyondText(name, value)).orElseGet(() -> plain(value));
  }

  private static JsonNode beyondText(String type, Raw value) {
    boolean isNumber = value.token().isNumeric();
    if (isNumber != (type.equals("DECIMAL") || type.equals("UNSIGNED INTEGER"))
        || !isNumber && value.token() != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException("a JSON value of type " + type + " that is none");
    }
    return switch (type) {
      case "UNSIGNED INTEGER" -> new Unsigned(Long.parseUnsignedLong(value.text()));
      case "DECIMAL" -> OpaqueText.parse(FieldTypes.DECIMAL, value.text());
      case "DATE" -> OpaqueText.parse(FieldTypes.DATE, value.text());
      case "TIME" -> OpaqueText.parse(FieldTypes.TIME, value.text());
      case "DATETIME" -> OpaqueText.parse(FieldTypes.DATETIME, value.text());
      case "TIMESTAMP" -> OpaqueText.parse(FieldTypes.TIMESTAMP, value.text());
      default -> OpaqueText.parse(FieldTypes.BLOB, value.text());
    };
  }

  private static JsonNode plain(Raw value) {
    return switch (value.token()) {
      case VALUE_STRING -> new Text(value.text());
      case VALUE_NUMBER_FLOAT -> new Real(Double.parseDouble(value.text()));
      case VALUE_NUMBER_INT ->
          new BigInteger(value.text()).compareTo(MAX_LONG) > 0
              ? new Unsigned(Long.parseUnsignedLong(value.text()))
              : new Int(Long.parseLong(value.text()));
      case VALUE_TRUE -> Literal.TRUE;
      case VALUE_FALSE -> Literal.FALSE;
      case VALUE_NULL -> Literal.NULL;
      default -> throw new IllegalArgumentException("a JSON value that is none");
    };
  }
}
