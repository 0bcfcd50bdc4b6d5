package dev.doppio.capture.row;

import dev.doppio.schemas.document.MySqlLiteral;
import java.time.LocalDate;
import java.util.Locale;

/**
 * MySQL's calendar fields packed into one long, as the binlog has them, so that a zero or an
 * impossible date survives until it becomes a {@link MySqlLiteral}. Temporal cells are exchanged in
 * this form: DATE and DATETIME packed, TIME and TIMESTAMP as microseconds.
 */
public final class PackedTime {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int MICRO_BITS = 20;
  private static final int MICRO_DIGITS = 6;

  private PackedTime() {}

  /** A DATE: year, month and day, each as MySQL stores it, also 0. */
  public static long date(int year, int month, int day) {
    return ((long) year << 9) | ((long) month << 5) | day;
  }

  /**
   * A DATETIME.
   *
   * @param date as {@link #date} packs it
   * @param seconds of the day
   * @param micros of the second
   */
  public static long dateTime(long date, int seconds, int micros) {
    return (((date << 17) | seconds) << MICRO_BITS) | micros;
  }

  /** Days since 1970-01-01, or the literal of a date that no calendar has. */
  static Object dateValue(long packed) {
    return isDay(packed) ? (Object) epochDay(packed) : new MySqlLiteral(dateText(packed));
  }

  /** Microseconds of the local calendar, or the literal. */
  static Object dateTimeValue(long packed, int digits) {
    long date = packed >>> (MICRO_BITS + 17);
    long seconds = (packed >>> MICRO_BITS) & 0x1_ffff;
    long micros = packed & 0xf_ffff;
    if (isDay(date)) {
      return (epochDay(date) * 86_400 + seconds) * MICROS_PER_SECOND + micros;
    }
    return new MySqlLiteral(dateText(date) + " " + clockText(seconds, micros, digits));
  }

  /**
   * Microseconds since the epoch, or the literal of the zero timestamp, which MySQL stores as 0.
   */
  static Object timestampValue(long micros, int digits) {
    return micros == 0
        ? new MySqlLiteral(dateText(0) + " " + clockText(0, 0, digits))
        : (Object) micros;
  }

  private static boolean isDay(long date) {
    int month = month(date);
    int day = day(date);
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= LocalDate.of(year(date), month, 1).lengthOfMonth();
  }

  private static long epochDay(long date) {
    return LocalDate.of(year(date), month(date), day(date)).toEpochDay();
  }

  private static int year(long date) {
    return (int) (date >>> 9);
  }

  private static int month(long date) {
    return (int) (date >>> 5) & 0xf;
  }

  private static int day(long date) {
    return (int) date & 0x1f;
  }

  private static String dateText(long date) {
    return String.format(Locale.ROOT, "%04d-%02d-%02d", year(date), month(date), day(date));
  }

  private static String clockText(long seconds, long micros, int digits) {
    String clock =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    String fraction = String.format(Locale.ROOT, ".%06d", micros);
    return digits == 0 ? clock : clock + fraction.substring(0, 1 + Math.min(digits, MICRO_DIGITS));
  }
}
