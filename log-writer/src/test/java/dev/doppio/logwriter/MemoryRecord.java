package dev.doppio.logwriter;

import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Place;
import java.util.Optional;

/**
 * A record as brokers hold it: bytes. The arrays are not copied.
 *
 * @param p header p; empty on a record that is none of the log's
 * @param b header b, on B
 * @param e header e, on E
 * @param key may be empty
 * @param value may be empty
 */
public record MemoryRecord(
    byte[] p, Optional<byte[]> b, Optional<byte[]> e, byte[] key, byte[] value) {

  /** What a record is made of, each of them bytes. */
  public enum Part {
    P,
    B,
    E,
    KEY,
    VALUE;

    /** Empty where the record has none. */
    public byte[] of(MemoryRecord record) {
      return switch (this) {
        case P -> record.p;
        case B -> record.b.orElseGet(() -> new byte[0]);
        case E -> record.e.orElseGet(() -> new byte[0]);
        case KEY -> record.key;
        case VALUE -> record.value;
      };
    }

    /** The record with other bytes of this part, of which it has some. */
    public MemoryRecord with(MemoryRecord record, byte[] bytes) {
      return new MemoryRecord(
          this == P ? bytes : record.p,
          this == B ? Optional.of(bytes) : record.b,
          this == E ? Optional.of(bytes) : record.e,
          this == KEY ? bytes : record.key,
          this == VALUE ? bytes : record.value);
    }
  }

  /** As a writer sends it. */
  public static MemoryRecord of(LogRecord record) {
    return new MemoryRecord(
        record.place().encode(),
        record.begin().map(BeginHeader::encode),
        record.end().map(EndHeader::encode),
        record.key(),
        record.value());
  }

  /** As a reader understands it. */
  public LogRecord read() {
    return new LogRecord(
        Place.decode(p), b.map(BeginHeader::decode), e.map(EndHeader::decode), key, value);
  }
}
