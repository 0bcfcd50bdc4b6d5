package dev.doppio.applier.search;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import org.apache.lucene.util.BytesRef;

/**
 * Decimal numbers as bytes that sort as the numbers do, exact at any length: a point of Lucene has
 * 16 bytes at most, a DECIMAL 65 digits. Sign, exponent, then the digits without trailing zeros as
 * nibbles of digit + 1; a negative number is the complement of its magnitude, closed by 0xFF. Equal
 * numbers of different scale are one term.
 */
final class DecimalTerm {
  private static final int NEGATIVE = 0;
  private static final int ZERO = 1;
  private static final int POSITIVE = 2;
  private static final int EXPONENT_BIAS = 1 << 23;
  private static final int MOST_EXPONENT = EXPONENT_BIAS - 1;

  private DecimalTerm() {}

  /**
   * The number's term.
   *
   * @throws NumberFormatException for an exponent beyond 8,388,607
   */
  static BytesRef of(BigDecimal number) {
    if (number.signum() == 0) {
      return new BytesRef(new byte[] {ZERO});
    }
    String digits = number.unscaledValue().abs().toString();
    long exponent = (long) digits.length() - number.scale(); // 0.digits * 10^exponent
    if (Math.abs(exponent) > MOST_EXPONENT) {
      throw new NumberFormatException("exponent " + exponent);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(digits.length() / 2 + 6);
    boolean negative = number.signum() < 0;
    int flip = negative ? 0xFF : 0;
    out.write(negative ? NEGATIVE : POSITIVE);
    int biased = (int) exponent + EXPONENT_BIAS;
    out.write(biased >>> 16 ^ flip);
    out.write(biased >>> 8 ^ flip);
    out.write(biased ^ flip);
    int length = significant(digits);
    for (int i = 0; i < length; i += 2) {
      int high = digits.charAt(i) - '0' + 1;
      int low = i + 1 < length ? digits.charAt(i + 1) - '0' + 1 : 0;
      out.write((high << 4 | low) ^ flip);
    }
    if (negative) {
      out.write(0xFF);
    }
    return new BytesRef(out.toByteArray());
  }

  private static int significant(String digits) {
    int length = digits.length();
    while (digits.charAt(length - 1) == '0') {
      length--;
    }
    return length;
  }
}
