package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonFormatter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;

/**
 * MySQL's binary JSON as the text MySQL prints: keys as stored, a space behind colon and comma, a
 * double never looks like an integer. What JSON text can't hold (a decimal, a date, a blob) reads
 * as MySQL's own text of it.
 */
final class JsonText implements JsonFormatter {
  private static final int MAX_PLAIN_DIGITS = 15;

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  static String of(byte[] binary) throws IOException {
    JsonText text = new JsonText();
    new Reader(binary).parse(text);
    return text.text.toString();
  }

  /** The library forgets that the fields of a negative time are those of its absolute value. */
  private static final class Reader extends JsonBinary {
    Reader(byte[] bytes) {
      super(bytes);
    }

    @Override
    protected void parseTime(JsonFormatter formatter) throws IOException {
      long packed = readInt64();
      long clock = Math.abs(packed) >> 24;
      int hours = (int) (clock >> 12) & 0x3ff;
      int micros = (int) (Math.abs(packed) & 0xff_ffff);
      ((JsonText) formatter)
          .time(packed < 0, hours, (int) (clock >> 6) & 0x3f, (int) clock & 0x3f, micros);
    }
  }

  private void time(boolean negative, int hours, int minutes, int seconds, int micros) {
    quote((negative ? "-" : "") + format("%02d:%02d:%02d.%06d", hours, minutes, seconds, micros));
  }

  @Override
  public void beginObject(int size) {
    text.append('{');
  }

  @Override
  public void beginArray(int size) {
    text.append('[');
  }

  @Override
  public void endObject() {
    text.append('}');
  }

  @Override
  public void endArray() {
    text.append(']');
  }

  @Override
  public void nextEntry() {
    text.append(", ");
  }

  @Override
  public void name(String name) {
    quote(name);
    text.append(": ");
  }

  @Override
  public void value(String value) {
    quote(value);
  }

  @Override
  public void value(int value) {
    text.append(value);
  }

  @Override
  public void value(long value) {
    text.append(value);
  }

  @Override
  public void value(double value) {
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (value == 0) {
      text.append(1 / value < 0 ? "-0.0" : "0.0");
    } else if (Math.abs(exponent) > MAX_PLAIN_DIGITS) {
      String digits = exact.unscaledValue().abs().toString();
      text.append(value < 0 ? "-" : "").append(digits.charAt(0));
      text.append(digits.length() > 1 ? "." + digits.substring(1) : "");
      text.append('e').append(exponent);
    } else {
      String plain = exact.toPlainString();
      text.append(plain).append(plain.indexOf('.') < 0 ? ".0" : "");
    }
  }

  @Override
  public void value(BigInteger value) {
    text.append(value);
  }

  @Override
  public void value(BigDecimal value) {
    text.append(value.toPlainString());
  }

  @Override
  public void value(boolean value) {
    text.append(value);
  }

  @Override
  public void valueNull() {
    text.append("null");
  }

  @Override
  public void valueYear(int year) {
    text.append(year);
  }

  @Override
  public void valueDate(int year, int month, int day) {
    quote(format("%04d-%02d-%02d", year, month, day));
  }

  @Override
  public void valueDatetime(
      int year, int month, int day, int hour, int minute, int second, int micros) {
    quote(
        format(
            "%04d-%02d-%02d %02d:%02d:%02d.%06d", year, month, day, hour, minute, second, micros));
  }

  @Override
  public void valueTime(int hours, int minutes, int seconds, int micros) {
    time(false, hours, minutes, seconds, micros);
  }

  @Override
  public void valueTimestamp(long seconds, int micros) {
    throw new IllegalArgumentException("a JSON value of a type that MySQL does not write");
  }

  @Override
  public void valueOpaque(ColumnType type, byte[] value) {
    quote("base64:type" + type.getCode() + ":" + Base64.getEncoder().encodeToString(value));
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }

  private void quote(String value) {
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
        default -> text.append(c < ' ' ? format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    text.append('"');
  }
}
