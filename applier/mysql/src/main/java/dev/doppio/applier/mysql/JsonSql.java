package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.json.FieldTypes;
import dev.doppio.schemas.json.JsonBinary;
import dev.doppio.schemas.json.JsonNode;
import dev.doppio.schemas.json.JsonNode.ArrayNode;
import dev.doppio.schemas.json.JsonNode.Int;
import dev.doppio.schemas.json.JsonNode.Literal;
import dev.doppio.schemas.json.JsonNode.Member;
import dev.doppio.schemas.json.JsonNode.ObjectNode;
import dev.doppio.schemas.json.JsonNode.Opaque;
import dev.doppio.schemas.json.JsonNode.Real;
import dev.doppio.schemas.json.JsonNode.Text;
import dev.doppio.schemas.json.JsonNode.Unsigned;
import dev.doppio.schemas.json.JsonText;
import dev.doppio.schemas.json.OpaqueText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A JSON document as an expression from which MySQL stores every value with its type. Text gives
 * most documents exactly: then the expression is the text, a parameter. A DECIMAL, a date or a BLOB
 * in it is put in its place by JSON_SET, and so is a double whose digits the server's parser of
 * JSON rounds another way: that parser is exact for up to 15 digits and small exponents only
 * (rapidjson without kParseFullPrecisionFlag).
 */
final class JsonSql implements JsonNode.Cases<JsonSql> {
  private static final int EXACT_DIGITS = 15;
  private static final int EXACT_EXPONENT = 20;
  private static final int MAX_PRECISION = 65;
  private static final long MAX_SIGNED = 0xffff_ffffL;

  private final StringBuilder path = new StringBuilder("$");
  private final StringBuilder places = new StringBuilder();

  private JsonSql() {}

  /**
   * The expression, with one parameter: the document's text.
   *
   * @throws IllegalArgumentException when the binary form is none
   */
  static String expression(JsonValue document) {
    if (document.binary().isEmpty()) {
      return "?";
    }
    JsonSql sql = JsonBinary.read(document.binary().get()).match(new JsonSql());
    return sql.places.isEmpty() ? "?" : "JSON_SET(?" + sql.places + ")";
  }

  @Override
  public JsonSql object(ObjectNode object) {
    int length = path.length();
    for (Member member : object.members()) {
      path.append('.').append(JsonText.quoted(member.name()));
      member.value().match(this);
      path.setLength(length);
    }
    return this;
  }

  @Override
  public JsonSql array(ArrayNode array) {
    int length = path.length();
    for (int i = 0; i < array.elements().size(); i++) {
      path.append('[').append(i).append(']');
      array.elements().get(i).match(this);
      path.setLength(length);
    }
    return this;
  }

  @Override
  public JsonSql text(Text text) {
    return this;
  }

  /** Of text, the server's parser of JSON makes a number from 2^32 on an unsigned one. */
  @Override
  public JsonSql integer(Int number) {
    return number.value() <= MAX_SIGNED ? this : place("CAST(" + number.value() + " AS SIGNED)");
  }

  @Override
  public JsonSql unsigned(Unsigned number) {
    return Long.compareUnsigned(number.bits(), MAX_SIGNED) > 0
        ? this
        : place("CAST(" + number.bits() + " AS UNSIGNED)");
  }

  @Override
  public JsonSql real(Real number) {
    BigDecimal printed = new BigDecimal(JsonText.of(number.value())).stripTrailingZeros();
    boolean exact =
        printed.precision() <= EXACT_DIGITS && Math.abs(printed.scale()) <= EXACT_EXPONENT;
    return exact ? this : place("CAST(" + number.value() + " AS DOUBLE)");
  }

  @Override
  public JsonSql literal(Literal literal) {
    return this;
  }

  @Override
  public JsonSql opaque(Opaque value) {
    return place(
        switch (value.type()) {
          case FieldTypes.DECIMAL -> decimal(value);
          case FieldTypes.DATE -> "CAST('" + OpaqueText.of(value) + "' AS DATE)";
          case FieldTypes.TIME -> time(OpaqueText.of(value));
          case FieldTypes.DATETIME -> "CAST('" + OpaqueText.of(value) + "' AS DATETIME(6))";
          case FieldTypes.TIMESTAMP -> column("[\"" + OpaqueText.of(value) + "\"]", "TIMESTAMP(6)");
          case FieldTypes.BIT ->
              column(
                  "[" + new BigInteger(1, value.data()) + "]",
                  "BIT(" + Math.max(1, Byte.SIZE * value.data().length) + ")");
          // No expression has the types of a BINARY and a TINYBLOB: their bytes come as the next.
          case FieldTypes.VARCHAR, FieldTypes.STRING, FieldTypes.VAR_STRING -> hex(value);
          case FieldTypes.MEDIUM_BLOB -> asLongAs(value, 70_000);
          case FieldTypes.LONG_BLOB -> asLongAs(value, 20_000_000);
          case FieldTypes.BLOB, FieldTypes.TINY_BLOB ->
              "(SELECT u.v FROM (SELECT c.v FROM JSON_TABLE('[]', '$[*]' COLUMNS (v BLOB PATH"
                  + " '$')) c UNION ALL SELECT "
                  + hex(value)
                  + ") u)";
          default ->
              throw new IllegalArgumentException(
                  "a JSON document holds a value of MySQL's field type "
                      + value.type()
                      + ", which no SQL expression gives");
        });
  }

  /**
   * MySQL 8.0 puts a TIME into JSON by way of a day and its hours, where a day has 32 hours at
   * first and 24 then ({@code val_json_func_field_subselect} in item_json_func.cc): what is to be
   * 33 hours has to come as 41. The condition tells whether this server does so.
   */
  private static String time(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    int colon = text.indexOf(':');
    int hours = Integer.parseInt(text, start, colon, 10);
    String exact = "CAST('" + text + "' AS TIME(6))";
    if (hours < 32) {
      return exact;
    }
    // Eight hours of the next day are this one's too: the smaller one is in the range of a TIME.
    int sooner = hours / 24 * 32 + hours % 24 - (hours % 24 < 8 ? 8 : 0);
    String mended = text.substring(0, start) + sooner + text.substring(colon);
    return "IF(HOUR(CAST(CAST(CAST('32:00:00' AS TIME) AS JSON) AS TIME)) = 32, "
        + exact
        + ", CAST('"
        + mended
        + "' AS TIME(6)))";
  }

  /** JSON_TABLE has columns of types to which no CAST leads. */
  private static String column(String array, String type) {
    return "(SELECT c.v FROM JSON_TABLE('"
        + array
        + "', '$[*]' COLUMNS (v "
        + type
        + " PATH '$' ERROR ON ERROR)) c)";
  }

  /** The type of a binary expression goes by the longest value that it may have. */
  private static String asLongAs(Opaque value, int bytes) {
    return "IF(TRUE, " + hex(value) + ", REPEAT(x'00', " + bytes + "))";
  }

  private static String hex(Opaque value) {
    return "x'" + HexFormat.of().formatHex(value.data()) + "'";
  }

  /**
   * A literal has the digits that are stored, leading zeros included: DECIMAL columns give JSON
   * some. Without a point behind them MySQL drops the zeros, but a CAST has digits in nines, as
   * columns do.
   */
  private static String decimal(Opaque value) {
    BigDecimal number = OpaqueText.decimal(value);
    String digits = number.unscaledValue().abs().toString();
    int precision = value.data()[0];
    String all = "0".repeat(Math.max(0, precision - digits.length())) + digits;
    int whole = all.length() - number.scale();
    String sign = number.signum() < 0 ? "-" : "";
    return number.scale() == 0 && digits.length() < precision
        ? "CAST(" + sign + digits + " AS DECIMAL(" + MAX_PRECISION + "))"
        : sign + all.substring(0, whole) + "." + all.substring(whole);
  }

  private JsonSql place(String value) {
    String utf8 = HexFormat.of().formatHex(path.toString().getBytes(StandardCharsets.UTF_8));
    places.append(", _utf8mb4 x'").append(utf8).append("', ").append(value);
    return this;
  }
}
