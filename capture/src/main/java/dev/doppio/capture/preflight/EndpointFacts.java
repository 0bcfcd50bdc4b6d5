package dev.doppio.capture.preflight;

import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.util.Objects;

/**
 * One of a storage node's servers at one moment.
 *
 * @param address {@code host:port}
 * @param executed {@code gtid_executed}
 * @param purged {@code gtid_purged}
 * @param writable true when it takes writes of applications
 * @param expiry how long it keeps binlogs
 * @param time its clock, read before the rest
 */
public record EndpointFacts(
    String address,
    GtidSet executed,
    GtidSet purged,
    boolean writable,
    BinlogExpiry expiry,
    Instant time) {
  public EndpointFacts {
    Objects.requireNonNull(address);
    Objects.requireNonNull(executed);
    Objects.requireNonNull(purged);
    Objects.requireNonNull(expiry);
    Objects.requireNonNull(time);
  }
}
