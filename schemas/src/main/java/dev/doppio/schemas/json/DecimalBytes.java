package dev.doppio.schemas.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * MySQL's binary DECIMAL ({@code strings/decimal.cc}): nine digits in four bytes, big-endian, what
 * is left over in as few bytes as hold it, before the point first and behind it last; the first bit
 * flipped, and every bit of a negative number.
 */
final class DecimalBytes {
  private static final int DIGITS = 9;
  private static final int MAX_PRECISION = 65;
  private static final int[] BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

  private DecimalBytes() {}

  static BigDecimal read(byte[] data, int start, int precision, int scale) {
    int whole = precision - scale;
    if (precision < 1
        || scale < 0
        || whole < 0
        || start + size(whole) + size(scale) > data.length) {
      throw new IllegalArgumentException("a DECIMAL in binary JSON that is none");
    }
    byte[] bits = data.clone();
    bits[start] ^= (byte) 0x80;
    boolean negative = bits[start] < 0;
    if (negative) {
      for (int i = start; i < bits.length; i++) {
        bits[i] = (byte) ~bits[i];
      }
    }
    StringBuilder digits = new StringBuilder("0");
    int at = start;
    at = group(bits, at, whole % DIGITS, digits);
    for (int i = 0; i < whole / DIGITS; i++) {
      at = group(bits, at, DIGITS, digits);
    }
    for (int i = 0; i < scale / DIGITS; i++) {
      at = group(bits, at, DIGITS, digits);
    }
    group(bits, at, scale % DIGITS, digits);
    BigInteger unscaled = new BigInteger(digits.toString());
    return new BigDecimal(negative ? unscaled.negate() : unscaled, scale);
  }

  private static int group(byte[] bits, int at, int digits, StringBuilder into) {
    long value = 0;
    for (int i = 0; i < BYTES[digits]; i++) {
      value = value << 8 | (bits[at + i] & 0xff);
    }
    if (digits > 0) {
      String text = Long.toString(value);
      into.append("0".repeat(Math.max(0, digits - text.length()))).append(text);
    }
    return at + BYTES[digits];
  }

  /** Precision and scale, a byte each, and the number: as of a literal with a digit in front. */
  static byte[] write(BigDecimal value) {
    BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
    int scale = plain.scale();
    String digits = plain.unscaledValue().abs().toString();
    int precision = Math.max(digits.length(), Math.min(scale + 1, MAX_PRECISION));
    String all = "0".repeat(precision - digits.length()) + digits;
    int whole = precision - scale;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(precision);
    out.write(scale);
    int at = put(all, 0, whole % DIGITS, out);
    while (at < whole) {
      at = put(all, at, DIGITS, out);
    }
    while (at + DIGITS <= precision) {
      at = put(all, at, DIGITS, out);
    }
    put(all, at, precision - at, out);
    byte[] data = out.toByteArray();
    if (plain.signum() < 0) {
      for (int i = 2; i < data.length; i++) {
        data[i] = (byte) ~data[i];
      }
    }
    data[2] ^= (byte) 0x80;
    return data;
  }

  private static int put(String all, int at, int digits, ByteArrayOutputStream out) {
    if (digits > 0) {
      int value = Integer.parseInt(all, at, at + digits, 10);
      for (int i = BYTES[digits] - 1; i >= 0; i--) {
        out.write(value >>> (8 * i));
      }
    }
    return at + digits;
  }

  private static int size(int digits) {
    return digits / DIGITS * 4 + BYTES[digits % DIGITS];
  }
}
