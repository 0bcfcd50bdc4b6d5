package dev.doppio.schemas.log;

import java.util.Objects;
import java.util.Optional;

/**
 * A record of the log, free of any driver's type. The arrays are not copied: neither side changes
 * them after construction.
 *
 * @param place header {@code p}
 * @param begin header {@code b}, present exactly when the place is a B
 * @param end header {@code e}, present exactly when the place is an E
 * @param key document key in UTF-8, {@code !<kind>} for a control record, empty on an E without row
 * @param value single-object-encoded Avro, one segment of it, or empty on an E without row
 */
public record LogRecord(
    Place place, Optional<BeginHeader> begin, Optional<EndHeader> end, byte[] key, byte[] value) {
  public LogRecord {
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
    if (place.begin() != begin.isPresent() || place.end() != end.isPresent()) {
      throw new IllegalArgumentException(
          "flags and headers disagree at " + place.scn() + " ordinal " + place.ordinal());
    }
  }
}
