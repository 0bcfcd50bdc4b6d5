package dev.doppio.applier.hadoop;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** A value of Iceberg's generic records as text. */
final class FieldText {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private FieldText() {}

  /** Moments to the microsecond, bytes in hexadecimal. */
  static String of(Object value) {
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HexFormat.of().formatHex(copy);
    }
    if (value instanceof LocalDateTime time) {
      return MICROSECONDS.format(time);
    }
    if (value instanceof OffsetDateTime time) {
      return MICROSECONDS.format(time);
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }
}
