package dev.doppio.cli.mastership;

import dev.doppio.capture.mysql.StorageNode;
import dev.doppio.cli.config.SidecarSettings;
import dev.doppio.logwriter.LogView;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Optional;

/**
 * What the node's MySQL has applied of the log, where an applier keeps it as a replica. Used by one
 * thread.
 */
final class Standby implements AutoCloseable {
  private final Origin node;
  private final StorageNode mysql;
  private final LogView view;

  /** Connects to the node's MySQL. */
  Standby(SidecarSettings settings, LogView view) {
    this.node = settings.log().origin();
    this.mysql = StorageNode.open(settings.capture());
    this.view = view;
  }

  /** False where no applier ever ran: what it lacks can't be told then. */
  boolean isReplica() {
    return mysql.isReplica();
  }

  /**
   * What it lacks of a partition, in words; empty as well where it is no replica.
   *
   * @param end a run of the log
   */
  Optional<String> lacks(PartitionId partition, Optional<Scn> end) {
    if (end.isEmpty() || !mysql.isReplica()) {
      return Optional.empty();
    }
    Optional<Scn> applied = mysql.applied(partition, view.logId(partition.database()));
    return applied.filter(scn -> scn.compareTo(end.get()) >= 0).isPresent()
        ? Optional.empty()
        : Optional.of(
            "MySQL of "
                + node
                + " has applied "
                + partition
                + " up to "
                + applied.map(Scn::toString).orElse("nothing")
                + ", and lacks what the log has from there to "
                + end.get());
  }

  @Override
  public void close() {
    mysql.close();
  }
}
