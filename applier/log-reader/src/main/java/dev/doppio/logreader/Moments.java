package dev.doppio.logreader;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates and times as people write them. All are microseconds since 1970-01-01 00:00 of their own
 * calendar, a TIMESTAMP in UTC.
 */
public final class Moments {
  public static final long MICROS_PER_SECOND = 1_000_000;
  public static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final int MICRO_DIGITS = 6;
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})(?:[ T](\\d{2}:\\d{2})(?::(\\d{2})(?:\\.(\\d{1,6}))?)?Z?)?");
  private static final Pattern TIME =
      Pattern.compile("(-?)(\\d{1,3}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,6}))?)?");

  /** First and last microsecond of what is meant: a date is a whole day. */
  public record Span(long first, long last) {}

  private Moments() {}

  public static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1000);
  }

  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1000);
  }

  /** A date, or a date with a time; empty for anything else. */
  public static Optional<Span> dateTime(String text) {
    Matcher parts = DATE_TIME.matcher(text);
    try {
      if (!parts.matches()) {
        return Optional.empty();
      }
      long day = Math.multiplyExact(LocalDate.parse(parts.group(1)).toEpochDay(), MICROS_PER_DAY);
      if (parts.group(2) == null) {
        return Optional.of(new Span(day, day + MICROS_PER_DAY - 1));
      }
      long minute = day + LocalTime.parse(parts.group(2)).toSecondOfDay() * MICROS_PER_SECOND;
      return Optional.of(within(minute, 1, parts.group(3), parts.group(4)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A TIME, which may be negative or longer than a day; empty for anything else. */
  public static Optional<Span> time(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(3)) > 59) {
      return Optional.empty();
    }
    long minutes = Long.parseLong(parts.group(2)) * 60 + Long.parseLong(parts.group(3));
    int sign = parts.group(1).isEmpty() ? 1 : -1;
    long start = sign * minutes * 60 * MICROS_PER_SECOND;
    return Optional.of(within(start, sign, parts.group(4), parts.group(5)));
  }

  /** What MySQL prints of a DATE, DATETIME or TIMESTAMP; empty for a zero date. */
  public static Optional<Long> exactDateTime(String text) {
    return dateTime(text).map(Span::first);
  }

  /** What MySQL prints of a TIME. */
  public static long exactTime(String text) {
    Span span = time(text).orElseThrow();
    return text.startsWith("-") ? span.last() : span.first();
  }

  /** What is not written is all that it may be. */
  private static Span within(long minute, int sign, String seconds, String fraction) {
    if (seconds == null) {
      return span(minute, sign, 60 * MICROS_PER_SECOND);
    }
    long start = minute + sign * Long.parseLong(seconds) * MICROS_PER_SECOND;
    if (fraction == null) {
      return span(start, sign, MICROS_PER_SECOND);
    }
    long step = 1;
    for (int digits = fraction.length(); digits < MICRO_DIGITS; digits++) {
      step *= 10;
    }
    return span(start + sign * Long.parseLong(fraction) * step, sign, step);
  }

  private static Span span(long start, int sign, long length) {
    return sign > 0 ? new Span(start, start + length - 1) : new Span(start - length + 1, start);
  }
}
