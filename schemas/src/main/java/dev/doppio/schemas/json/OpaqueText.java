package dev.doppio.schemas.json;

import dev.doppio.schemas.json.JsonNode.Opaque;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;

/** Values of other SQL types in a JSON document, and MySQL's text of them. */
public final class OpaqueText {
  private static final String BASE64 = "base64:type";
  private static final int LINE = 76;

  private OpaqueText() {}

  /** As MySQL prints the value: a DECIMAL as a number, all others between quotes. */
  public static String of(Opaque value) {
    return switch (value.type()) {
      case FieldTypes.DECIMAL -> decimal(value).toPlainString();
      case FieldTypes.DATE -> date(packed(value));
      case FieldTypes.TIME -> time(packed(value));
      case FieldTypes.DATETIME, FieldTypes.TIMESTAMP -> dateTime(packed(value));
      default -> BASE64 + value.type() + ":" + base64(value.data());
    };
  }

  /** MySQL breaks what is long into lines. */
  private static String base64(byte[] data) {
    return Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(data);
  }

  /** The number, with the scale in which it is stored. */
  public static BigDecimal decimal(Opaque value) {
    byte[] data = value.data();
    if (data.length < 2) {
      throw new IllegalArgumentException("a DECIMAL of " + data.length + " bytes in binary JSON");
    }
    return DecimalBytes.read(data, 2, data[0], data[1]);
  }

  /**
   * The value of which MySQL prints this text.
   *
   * @param type number of the field type; of a text in base64 the one in front of it counts
   * @throws IllegalArgumentException when the text is none of this type
   */
  public static Opaque parse(int type, String text) {
    return switch (type) {
      case FieldTypes.DECIMAL -> new Opaque(type, DecimalBytes.write(new BigDecimal(text)));
      case FieldTypes.DATE -> new Opaque(type, packed(dateOf(text) << 41));
      case FieldTypes.TIME -> new Opaque(type, packed(timeOf(text)));
      case FieldTypes.DATETIME, FieldTypes.TIMESTAMP ->
          new Opaque(type, packed(dateOf(text) << 41 | clockOf(text, 11)));
      default -> base64(text);
    };
  }

  private static Opaque base64(String text) {
    int colon = text.indexOf(':', BASE64.length());
    if (!text.startsWith(BASE64) || colon < 0) {
      throw new IllegalArgumentException("an opaque JSON value that is not base64");
    }
    return new Opaque(
        Integer.parseInt(text, BASE64.length(), colon, 10),
        Base64.getMimeDecoder().decode(text.substring(colon + 1)));
  }

  private static long packed(Opaque value) {
    if (value.data().length != Long.BYTES) {
      throw new IllegalArgumentException(
          "a temporal value of " + value.data().length + " bytes in binary JSON");
    }
    return ByteBuffer.wrap(value.data()).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static byte[] packed(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** From the lowest: 24 bits of microseconds, 17 of the clock, 5 of days, year * 13 + month. */
  private static String date(long packed) {
    long yearAndMonth = packed >> 46;
    return format("%04d-%02d-%02d", yearAndMonth / 13, yearAndMonth % 13, (packed >> 41) & 0x1f);
  }

  private static String dateTime(long packed) {
    return date(packed) + " " + clock(packed, 0x1f);
  }

  private static String time(long packed) {
    return (packed < 0 ? "-" : "") + clock(Math.abs(packed), 0x3ff);
  }

  private static String clock(long packed, int hours) {
    return format(
        "%02d:%02d:%02d.%06d",
        (packed >> 36) & hours, (packed >> 30) & 0x3f, (packed >> 24) & 0x3f, packed & 0xff_ffff);
  }

  private static long dateOf(String text) {
    return (number(text, 0, 4) * 13 + number(text, 5, 7)) << 5 | number(text, 8, 10);
  }

  private static long timeOf(String text) {
    boolean negative = text.startsWith("-");
    long clock = clockOf(text, negative ? 1 : 0);
    return negative ? -clock : clock;
  }

  private static long clockOf(String text, int start) {
    int colon = text.indexOf(':', start);
    long hms =
        number(text, start, colon) << 12
            | number(text, colon + 1, colon + 3) << 6
            | number(text, colon + 4, colon + 6);
    return hms << 24 | number(text, colon + 7, text.length());
  }

  private static long number(String text, int from, int to) {
    if (from < 0 || to > text.length() || from >= to) {
      throw new IllegalArgumentException("a temporal JSON value that is none");
    }
    return Long.parseLong(text, from, to, 10);
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
