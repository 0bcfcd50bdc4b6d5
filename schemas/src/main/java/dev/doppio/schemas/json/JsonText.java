package dev.doppio.schemas.json;

import dev.doppio.schemas.json.JsonNode.ArrayNode;
import dev.doppio.schemas.json.JsonNode.Int;
import dev.doppio.schemas.json.JsonNode.Literal;
import dev.doppio.schemas.json.JsonNode.Member;
import dev.doppio.schemas.json.JsonNode.ObjectNode;
import dev.doppio.schemas.json.JsonNode.Opaque;
import dev.doppio.schemas.json.JsonNode.Real;
import dev.doppio.schemas.json.JsonNode.Text;
import dev.doppio.schemas.json.JsonNode.Unsigned;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * The text that MySQL prints of a JSON document: names as stored, a space behind colon and comma, a
 * double never looks like an integer, other SQL types as {@link OpaqueText} has them.
 */
public final class JsonText implements JsonNode.Cases<StringBuilder> {
  private static final int MAX_PLAIN_DIGITS = 15;

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  /** The document's text. */
  public static String of(JsonNode document) {
    return document.match(new JsonText()).toString();
  }

  /** A string between quotes, escaped as MySQL escapes it. */
  public static String quoted(String value) {
    return new JsonText().quote(value).toString();
  }

  @Override
  public StringBuilder object(ObjectNode object) {
    String separator = "";
    text.append('{');
    for (Member member : object.members()) {
      text.append(separator);
      quote(member.name()).append(": ");
      member.value().match(this);
      separator = ", ";
    }
    return text.append('}');
  }

  @Override
  public StringBuilder array(ArrayNode array) {
    String separator = "";
    text.append('[');
    for (JsonNode element : array.elements()) {
      text.append(separator);
      element.match(this);
      separator = ", ";
    }
    return text.append(']');
  }

  @Override
  public StringBuilder text(Text string) {
    return quote(string.text());
  }

  @Override
  public StringBuilder integer(Int number) {
    return text.append(number.value());
  }

  @Override
  public StringBuilder unsigned(Unsigned number) {
    return text.append(Long.toUnsignedString(number.bits()));
  }

  @Override
  public StringBuilder real(Real number) {
    return text.append(of(number.value()));
  }

  /**
   * A double as MySQL prints it in JSON: its shortest digits, an exponent from 10^15 on and below
   * 10^-15.
   */
  public static String of(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = shortest(value);
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= MAX_PLAIN_DIGITS || exponent < -MAX_PLAIN_DIGITS) {
      String digits = exact.unscaledValue().abs().toString();
      return (value < 0 ? "-" : "")
          + digits.charAt(0)
          + (digits.length() > 1 ? "." + digits.substring(1) : "")
          + "e"
          + exponent;
    }
    String plain = exact.toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  /** Java up to 18 prints more digits than are needed, of a few doubles. */
  private static BigDecimal shortest(double value) {
    BigDecimal printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (printed.precision() > MAX_PLAIN_DIGITS || Math.abs(value) < Double.MIN_NORMAL) {
      BigDecimal exact = new BigDecimal(value);
      for (int digits = Math.min(MAX_PLAIN_DIGITS, printed.precision() - 1);
          digits > 0 && digits < printed.precision();
          digits++) {
        BigDecimal shorter = exact.round(new MathContext(digits));
        if (shorter.doubleValue() == value) {
          return shorter.stripTrailingZeros();
        }
      }
    }
    return printed;
  }

  @Override
  public StringBuilder literal(Literal literal) {
    return text.append(literal.word());
  }

  @Override
  public StringBuilder opaque(Opaque value) {
    String printed = OpaqueText.of(value);
    return value.type() == FieldTypes.DECIMAL ? text.append(printed) : quote(printed);
  }

  private StringBuilder quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\b' -> text.append("\\b");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\f' -> text.append("\\f");
        case '\r' -> text.append("\\r");
        default -> {
          if (c < ' ') {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.append('"');
  }
}
