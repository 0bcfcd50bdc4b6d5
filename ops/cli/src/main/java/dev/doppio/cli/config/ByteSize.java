package dev.doppio.cli.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 64MiB}.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("([0-9]+)\\s*(B|KIB|MIB|GIB)");
  private static final int STEP_BITS = 10;

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
  }

  /** Reads {@code 512B}, {@code 16KiB}, {@code 64MiB}, {@code 1GiB}. */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.trim().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write it with its unit, as 512B, 16KiB, 64MiB or 1GiB");
    }
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is more bytes than a 64-bit number holds");
    }
  }

  private static long unit(Matcher matcher) {
    String unit = matcher.group(2);
    return unit.equals("B") ? 1 : 1L << (STEP_BITS * ("KMG".indexOf(unit.charAt(0)) + 1));
  }

  /** The bytes as an int, for clients that take no more. */
  public int toInt() {
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(this + " is more than 2GiB");
    }
    return (int) bytes;
  }

  @Override
  public String toString() {
    long value = bytes;
    int unit = 0;
    while (value > 0 && value % (1 << STEP_BITS) == 0 && unit < 3) {
      value >>= STEP_BITS;
      unit++;
    }
    return value + new String[] {"B", "KiB", "MiB", "GiB"}[unit];
  }
}
