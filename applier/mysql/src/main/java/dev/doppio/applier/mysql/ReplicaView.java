package dev.doppio.applier.mysql;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a replica says of its partitions, whoever applies them. Writes nothing, takes no lock, makes
 * no table. Not thread-safe.
 */
public final class ReplicaView implements AutoCloseable {
  private final MySqlTargetConfig config;
  private final Connection connection;

  /** Who has a partition, as far as the replica knows. */
  public enum Hold {
    /** An applier that is connected. */
    CONNECTED,
    /** An applier without a connection: it was killed, or had nothing to do for a minute. */
    SILENT,
    /** Nobody: its applier has ended in order, or has stopped there. */
    RELEASED,
    /** Nobody ever. */
    UNTOUCHED
  }

  /**
   * A partition at the replica.
   *
   * @param checkpoint where it stands; empty when nothing was ever applied
   * @param hold who has it
   * @param skipped what operators let it pass, ever
   */
  public record Standing(Optional<Checkpoint> checkpoint, Hold hold, long skipped) {
    /** Nothing was ever applied, nobody ever tried. */
    static final Standing UNTOUCHED = new Standing(Optional.empty(), Hold.UNTOUCHED, 0);

    public Standing {
      Objects.requireNonNull(checkpoint);
      Objects.requireNonNull(hold);
    }
  }

  private ReplicaView(MySqlTargetConfig config, Connection connection) {
    this.config = config;
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @throws DoppioException TARGET_UNAVAILABLE when it can't be reached, TARGET_REFUSED when it
   *     does not let the account in
   */
  public static ReplicaView connect(MySqlTargetConfig config) {
    try {
      return new ReplicaView(config, new Sessions(config, UUID.randomUUID().toString()).connect());
    } catch (SQLException e) {
      throw SqlFailures.of("the replica at " + config.address() + ", as " + config.user(), e);
    }
  }

  /**
   * How a partition stands.
   *
   * @throws DoppioException TARGET_UNAVAILABLE, TARGET_REFUSED, TARGET_REJECTED for a checkpoint of
   *     a newer Doppio
   */
  public Standing standing(PartitionId partition) {
    String origin = config.datacenter();
    try {
      Hold hold = CheckpointRow.hold(connection, origin, partition);
      return new Standing(
          CheckpointRow.look(connection, origin, partition),
          hold,
          SkipLog.count(connection, origin, partition));
    } catch (SQLException e) {
      if (SqlFailures.isMissing(e)) {
        return Standing.UNTOUCHED;
      }
      throw SqlFailures.of(partition + " at the replica " + config.address() + ", looking", e);
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SqlFailures.of("the replica at " + config.address() + ", closing", e);
    }
  }
}
