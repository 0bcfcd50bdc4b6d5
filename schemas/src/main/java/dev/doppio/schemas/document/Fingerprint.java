package dev.doppio.schemas.document;

import java.util.HexFormat;

/**
 * CRC-64-AVRO of an Avro schema's canonical form; names a table version in the log.
 *
 * @param value the 64 bits
 */
public record Fingerprint(long value) {
  /** Reads {@link #toString()}. */
  public static Fingerprint parse(String text) {
    return new Fingerprint(Long.parseUnsignedLong(text, 16));
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value);
  }
}
