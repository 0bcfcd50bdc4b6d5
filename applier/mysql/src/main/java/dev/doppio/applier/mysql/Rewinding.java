package dev.doppio.applier.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.doppio.logreader.Rewind;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Sets checkpoints back, beside an applier that is at work too: the row's lock lets its transaction
 * end first, and by its new owner the applier learns of it before its next one. Thread-safe.
 */
final class Rewinding {
  private final HikariDataSource pool;
  private final MySqlTargetConfig config;
  private final RewindLog log;

  Rewinding(HikariDataSource pool, MySqlTargetConfig config) {
    this.pool = pool;
    this.config = config;
    this.log = new RewindLog(config.datacenter());
  }

  private interface Work {
    Rewind.Done run(Connection connection) throws SQLException;
  }

  /**
   * @throws DoppioException TARGET_REFUSED where the partition does not stand behind the place, or
   *     a table can't take older rows; TARGET_UNAVAILABLE
   */
  Rewind.Done rewind(Rewind rewind, RewindLog.Words words) {
    return locked(
        rewind.partition(),
        "setting it back",
        connection -> {
          refuseUniqueKeys(connection);
          CheckpointRow.Locked at =
              CheckpointRow.lock(connection, config.datacenter(), rewind.partition());
          Checkpoint from = at.checkpoint().orElseThrow(() -> refused(rewind, "nothing was ever"));
          if (rewind.to().filter(to -> !to.scn().isBefore(from.scn())).isPresent()) {
            throw refused(rewind, "up to " + from.scn() + " alone was");
          }
          if (rewind.to().filter(to -> !to.log().equals(from.log())).isPresent()) {
            throw refused(rewind, "of another log something was");
          }
          String token = UUID.randomUUID().toString();
          log.add(connection, token, from, rewind, at.batch() + 1, words);
          CheckpointRow.set(
              connection, config.datacenter(), rewind.partition(), rewind.to(), token);
          log.unsee(connection, token, rewind.partition(), rewind.passed().upTo(from));
          return new Rewind.Done(from, rewind.to());
        });
  }

  /**
   * Puts a checkpoint back that was set back, where nothing was applied since.
   *
   * @throws DoppioException TARGET_REFUSED otherwise; TARGET_UNAVAILABLE
   */
  Rewind.Done undo(PartitionId partition) {
    return locked(
        partition,
        "undoing a rewind",
        connection -> {
          CheckpointRow.Locked at = CheckpointRow.lock(connection, config.datacenter(), partition);
          RewindLog.Entry last =
              log.last(connection, partition)
                  .orElseThrow(() -> notUndone(partition, "was not rewound"));
          if (at.batch() != last.batch()) {
            throw notUndone(partition, applied(at.checkpoint(), last.from()));
          }
          CheckpointRow.set(
              connection, config.datacenter(), partition, Optional.of(last.from()), last.token());
          log.undo(connection, partition, last);
          return new Rewind.Done(last.from(), Optional.of(last.from()));
        });
  }

  private static String applied(Optional<Checkpoint> at, Checkpoint from) {
    boolean past = at.filter(now -> !now.scn().isBefore(from.scn())).isPresent();
    return past
        ? "has come to " + from.scn() + " again, where it stood before: nothing is to be undone"
        : "has applied again up to "
            + at.map(now -> now.scn().toString()).orElse("its begin")
            + ", so that its rows are older than "
            + from.scn()
            + ": keep its applier running, which brings it there";
  }

  /** An older row may have what a newer one of another document has taken since. */
  private void refuseUniqueKeys(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    for (TableName table : ReplicaTables.of(connection, config.databases())) {
      TableReader.read(connection, table)
          .filter(target -> !target.clashingKeys().isEmpty())
          .ifPresent(target -> tables.add(table.toString()));
    }
    if (!tables.isEmpty()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "tables of the replica have unique keys beside the primary one, "
              + String.join(", ", tables)
              + ": older rows would clash with newer ones there. Build a fresh replica instead;"
              + " nothing was rewound");
    }
  }

  private static DoppioException refused(Rewind rewind, String what) {
    return new DoppioException(
        FailureKind.TARGET_REFUSED,
        what
            + " applied of "
            + rewind.partition()
            + ": it can't be set back to "
            + rewind.to().map(to -> to.scn().toString()).orElse("the log's begin")
            + "; nothing was rewound");
  }

  private static DoppioException notUndone(PartitionId partition, String why) {
    return new DoppioException(FailureKind.TARGET_REFUSED, partition + " " + why);
  }

  private Rewind.Done locked(PartitionId partition, String doing, Work work) {
    try (Connection connection = pool.getConnection()) {
      try {
        Rewind.Done done = work.run(connection);
        connection.commit();
        return done;
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw SqlFailures.of(partition + " at the replica, " + doing, e);
    }
  }
}
