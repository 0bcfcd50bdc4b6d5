package dev.doppio.cli.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a setting's text becomes its value, and how the value is shown again.
 *
 * @param parse throws IllegalArgumentException that says what was expected
 * @param print the text that would be read as the same value
 */
public record Kind<T>(Function<String, T> parse, Function<T, String> print) {
  /** Any text but none at all. */
  public static final Kind<String> TEXT = new Kind<>(Kind::notEmpty, Function.identity());

  /** {@code 200ms}. */
  public static final Kind<Duration> DURATION = new Kind<>(Durations::parse, Durations::print);

  /** {@code 64MiB}. */
  public static final Kind<ByteSize> SIZE = new Kind<>(ByteSize::parse, ByteSize::toString);

  /** A TCP port. */
  public static final Kind<Integer> PORT = number(1, 65_535);

  /** A TCP port to listen on; 0 takes a free one. */
  public static final Kind<Integer> LISTENING_PORT = number(0, 65_535);

  /** {@code true} or {@code false}. */
  public static final Kind<Boolean> FLAG = new Kind<>(Kind::flag, String::valueOf);

  /** A whole number in bounds, both inclusive. */
  public static Kind<Integer> number(int lowest, int highest) {
    return new Kind<>(
        text -> Math.toIntExact(parse(text, lowest, highest)), value -> Integer.toString(value));
  }

  /** A whole number in bounds, both inclusive. */
  public static Kind<Long> longNumber(long lowest, long highest) {
    return new Kind<>(text -> parse(text, lowest, highest), value -> Long.toString(value));
  }

  /** A constant of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    return new Kind<>(
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(text.trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(notOneOf(text, type))),
        Kind::written);
  }

  private static <E extends Enum<E>> String notOneOf(String text, Class<E> type) {
    return "'"
        + text
        + "' is not one of "
        + Arrays.stream(type.getEnumConstants())
            .map(Kind::written)
            .collect(Collectors.joining(", "));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long parse(String text, long lowest, long highest) {
    try {
      long number = Long.parseLong(text.trim());
      if (number >= lowest && number <= highest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, together with the bounds.
      return refuse(text, lowest, highest);
    }
    return refuse(text, lowest, highest);
  }

  private static long refuse(String text, long lowest, long highest) {
    throw new IllegalArgumentException(
        "'" + text + "' is not a whole number from " + lowest + " to " + highest);
  }

  private static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty; write a value or leave the key out");
    }
    return text.trim();
  }

  private static boolean flag(String text) {
    return switch (text.trim()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }
}
