package dev.doppio.schemas.source;

import dev.doppio.schemas.gtid.Gtid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What tells a transaction from another that was given the same GTID: a server that lost the tail
 * of its binlog gives GTIDs again. The commit time is the first server's and the same in every
 * replica's binlog; the length is only comparable in the binlog of one server.
 *
 * @param gtid of the transaction
 * @param committedAt original commit time, microseconds
 * @param bytes its length in the binlog, where that tells it
 * @param server {@code server_uuid} of whose binlog it was read from; may be empty when unknown
 */
public record LastTransaction(Gtid gtid, Instant committedAt, OptionalLong bytes, String server) {
  public LastTransaction {
    Objects.requireNonNull(gtid);
    Objects.requireNonNull(bytes);
    Objects.requireNonNull(server);
    if (committedAt.getNano() % 1_000 != 0) {
      committedAt = committedAt.truncatedTo(ChronoUnit.MICROS);
    }
  }

  /** True unless what is known of both can't be of one transaction. */
  public boolean mayBe(LastTransaction other) {
    boolean comparable =
        server.equals(other.server) && bytes.isPresent() && other.bytes.isPresent();
    return gtid.equals(other.gtid)
        && committedAt.equals(other.committedAt)
        && (!comparable || bytes.equals(other.bytes));
  }

  /** Commit time and length, for messages. */
  public String shown() {
    Optional<String> length =
        bytes.isPresent() ? Optional.of(", " + bytes.getAsLong() + " bytes") : Optional.empty();
    return "committed at " + committedAt + length.orElse("");
  }
}
