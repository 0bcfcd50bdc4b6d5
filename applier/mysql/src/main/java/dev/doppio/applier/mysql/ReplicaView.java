package dev.doppio.applier.mysql;

import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.TargetStanding.Hold;
import dev.doppio.logreader.TargetView;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What a replica says of its partitions, whoever applies them. Writes nothing, takes no lock, makes
 * no table. Not thread-safe.
 */
public final class ReplicaView implements TargetView {
  private final MySqlTargetConfig config;
  private final Connection connection;

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
  @Override
  public TargetStanding standing(PartitionId partition) {
    String origin = config.datacenter();
    try {
      Hold hold = CheckpointRow.hold(connection, origin, partition);
      return new TargetStanding(
          CheckpointRow.look(connection, origin, partition),
          hold,
          SkipLog.count(connection, origin, partition));
    } catch (SQLException e) {
      if (SqlFailures.isMissing(e)) {
        return TargetStanding.UNTOUCHED;
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
