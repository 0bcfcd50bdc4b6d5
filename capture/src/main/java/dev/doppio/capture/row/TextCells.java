package dev.doppio.capture.row;

import java.nio.charset.StandardCharsets;

/**
 * Reads what MySQL prints in its text protocol into the form in which the binlog has it. Times are
 * those of a session in UTC.
 */
public final class TextCells {
  private static final int MICRO_DIGITS = 6;

  private TextCells() {}

  /** {@code 2024-02-29}, {@code 0000-00-00}. */
  public static long date(byte[] text) {
    return date(ascii(text));
  }

  private static long date(String text) {
    return PackedTime.date(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
  }

  /** {@code 2024-02-29 23:59:59.123456}, with any number of fractional digits or none. */
  public static long dateTime(byte[] text) {
    String s = ascii(text);
    return PackedTime.dateTime(date(s), daySeconds(s), micros(s));
  }

  /** The same text as an instant in UTC; 0 for the zero timestamp. */
  public static long timestamp(byte[] text) {
    Object micros = PackedTime.dateTimeValue(dateTime(text), MICRO_DIGITS);
    return micros instanceof Long instant ? instant : 0;
  }

  /** {@code -838:59:59.000000} in microseconds. */
  public static long time(byte[] text) {
    String s = ascii(text);
    boolean negative = s.charAt(0) == '-';
    int start = negative ? 1 : 0;
    int colon = s.indexOf(':');
    long seconds =
        number(s, start, colon) * 3600L
            + number(s, colon + 1, colon + 3) * 60L
            + number(s, colon + 4, colon + 6);
    long micros = seconds * 1_000_000 + micros(s);
    return negative ? -micros : micros;
  }

  private static int daySeconds(String s) {
    return number(s, 11, 13) * 3600 + number(s, 14, 16) * 60 + number(s, 17, 19);
  }

  private static int micros(String s) {
    int point = s.indexOf('.');
    if (point < 0) {
      return 0;
    }
    int micros = 0;
    for (int digit = 1; digit <= MICRO_DIGITS; digit++) {
      int at = point + digit;
      micros = micros * 10 + (at < s.length() ? s.charAt(at) - '0' : 0);
    }
    return micros;
  }

  private static int number(String s, int from, int to) {
    return Integer.parseInt(s, from, to, 10);
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
