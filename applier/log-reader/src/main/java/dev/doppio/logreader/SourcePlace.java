package dev.doppio.logreader;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Origin;
import java.time.Instant;
import java.util.Objects;

/**
 * A source transaction as a place in all partitions of the log: those that its node writes are
 * ordered by the node's own numbers, which stand in every run; of others only the commit time
 * tells.
 *
 * @param gtid of the transaction
 * @param origin the node that committed it
 * @param nodeTransaction that node's number of it
 * @param time at which it was committed, by the node's clock
 */
public record SourcePlace(Gtid gtid, Origin origin, long nodeTransaction, Instant time) {
  public SourcePlace {
    Objects.requireNonNull(gtid);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(time);
  }
}
