package dev.doppio.applier.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.doppio.applier.mysql.PendingChanges.Group;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.Placement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One partition of the replica; a connection only while a transaction is open. */
final class MySqlPartition implements TargetPartition {
  /** What the partitions of a target share. */
  record Shared(
      HikariDataSource pool,
      DdlLog ddl,
      SchemaChanges changes,
      RowPlans plans,
      Truncations truncations,
      Counters counters,
      SnapshotLog snapshots,
      boolean strict) {}

  /**
   * How a partition was found when it was taken over; {@code passedOver} are offsets, and up to
   * {@code rewound} runs were applied before.
   */
  record TakenOver(
      CheckpointRow row, Set<Long> passedOver, Set<TableName> snapshots, Optional<Scn> rewound) {}

  private static final Logger LOG = LoggerFactory.getLogger(MySqlPartition.class);

  private final Shared shared;
  private final PartitionId partition;
  private final CheckpointRow row;
  private final Set<Long> passedOver;
  private final Set<TableName> snapshots;
  private final Optional<Scn> rewound;
  private final PendingChanges pending = new PendingChanges();
  private final Map<TableVersion, TableWriter> writers = new HashMap<>();
  private final Set<TableWriter> written = new HashSet<>();
  private Optional<Connection> transaction = Optional.empty();
  private Tally tally = new Tally();
  private long appliedHere;
  private boolean mine = true;
  private boolean closed;

  MySqlPartition(Shared shared, PartitionId partition, TakenOver takenOver) {
    this.shared = shared;
    this.partition = partition;
    this.row = takenOver.row();
    this.passedOver = takenOver.passedOver();
    this.snapshots = new HashSet<>(takenOver.snapshots());
    this.rewound = takenOver.rewound();
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    return row.checkpoint();
  }

  @Override
  public void begin() {
    if (closed || transaction.isPresent()) {
      throw new IllegalStateException(partition + " is closed, or has a transaction open");
    }
    attempt(
        "begin",
        () -> {
          transaction = Optional.of(shared.pool().getConnection());
          row.begin(connection());
          CrashPoint.APPLIER_BEGUN.reached();
          long applied = shared.changes().applied();
          if (applied != appliedHere) {
            writers.clear();
            appliedHere = applied;
          }
        });
  }

  @Override
  public void rows(Run run, List<DocumentChange> changes) {
    boolean again = rewound.filter(last -> !last.isBefore(run.scn())).isPresent();
    for (DocumentChange change : changes) {
      if (pending.add(change, again || snapshots.contains(change.table()))) {
        attempt("rows", this::flush);
      }
    }
  }

  @Override
  public void schemaChanged(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach) {
    if (transaction.isPresent()) {
      throw new IllegalStateException(
          partition + ": a schema change inside a transaction of the target");
    }
    shared.changes().change(partition, change, before, after, reach);
    writers.clear();
  }

  /** Remembered before the checkpoint moves: a mark that comes again changes nothing. */
  @Override
  public void snapshot(TableName table, boolean running) {
    attempt(
        "mark of a snapshot of " + table,
        () -> {
          try (Connection connection = shared.pool().getConnection()) {
            shared.snapshots().set(connection, partition, table, running);
            connection.commit();
          }
        });
    if (running) {
      snapshots.add(table);
    } else {
      snapshots.remove(table);
    }
  }

  @Override
  public void truncated(ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
    PartialChange.check(truncation, reach);
    attempt(
        "truncation of " + truncation.table(),
        () -> {
          long before = shared.ddl().version(connection());
          try {
            remove(version, truncation.placement());
          } catch (SQLException e) {
            String what = partition + " at the replica, truncation of " + truncation.table();
            throw unlessChanging(SqlFailures.of(what, e), version.name(), before);
          } catch (DoppioException e) {
            throw unlessChanging(e, version.name(), before);
          }
        });
  }

  private void remove(TableVersion version, Placement placement) throws SQLException {
    RowPlan plan = shared.plans().plan(connection(), partition, version);
    if (plan.fit() != RowPlan.Fit.DROPPED) {
      tally.deleted(shared.truncations().remove(connection(), partition, plan, placement));
      written.add(new TableWriter(plan, shared.strict()));
    }
  }

  @Override
  public void commit(Checkpoint checkpoint) {
    attempt(
        "commit of " + checkpoint.scn(),
        () -> {
          flush();
          verifyTables();
          CrashPoint.APPLIER_ROWS_WRITTEN.reached();
          row.advance(connection(), checkpoint);
          CrashPoint.APPLIER_CHECKPOINT_WRITTEN.reached();
          connection().commit();
          CrashPoint.APPLIER_COMMITTED.reached();
        });
    row.committed(checkpoint);
    shared.counters().committed(tally);
    release();
  }

  @Override
  public boolean isPassedOver(long offset) {
    return passedOver.contains(offset);
  }

  @Override
  public void abort() {
    if (transaction.isPresent()) {
      attempt("abort", () -> connection().rollback());
    }
    release();
  }

  /** Lets the partition go, unless the replica did not answer or somebody else has it already. */
  @Override
  public void close() {
    discard();
    if (!closed && mine) {
      closed = true;
      try (Connection connection = shared.pool().getConnection()) {
        row.release(connection);
        connection.commit();
      } catch (SQLException e) {
        LOG.warn("{}: could not be let go: {}", partition, SqlFailures.said(e));
      }
    }
    closed = true;
  }

  private void flush() throws SQLException {
    for (List<Group> table : pending.drain()) {
      Map<TableVersion, List<Group>> versions = new HashMap<>();
      table.forEach(
          group -> versions.computeIfAbsent(group.version(), v -> new ArrayList<>()).add(group));
      for (Map.Entry<TableVersion, List<Group>> version : versions.entrySet()) {
        write(version.getKey(), version.getValue());
      }
    }
  }

  private void write(TableVersion version, List<Group> groups) throws SQLException {
    TableWriter writer = writers.get(version);
    long before = writer == null ? shared.ddl().version(connection()) : writer.holdsAt();
    try {
      if (writer == null) {
        RowPlan plan = shared.plans().plan(connection(), partition, version);
        writer = new TableWriter(plan, shared.strict());
        writers.put(version, writer);
      }
      writer.write(connection(), groups, tally);
      written.add(writer);
    } catch (DoppioException e) {
      throw unlessChanging(e, version.name(), before);
    }
  }

  /** The failure, or that it is tried again, where the table was another meanwhile. */
  private DoppioException unlessChanging(DoppioException failure, TableName table, long before)
      throws SQLException {
    return failure.kind() == FailureKind.TARGET_REJECTED && isChanging(table, before)
        ? changing(table, Optional.of(failure))
        : failure;
  }

  /**
   * A row that does not fit may be no worse than a table that is being altered just now. Asked in
   * this order: what is no longer under way has risen the version.
   */
  private boolean isChanging(TableName table, long before) throws SQLException {
    return shared.ddl().underWay(connection(), table)
        || shared.ddl().version(connection()) != before;
  }

  /** Another process may have changed a table between the look at it and the first row. */
  private void verifyTables() throws SQLException {
    if (written.isEmpty()) {
      return;
    }
    DdlLog.State state = shared.ddl().state(connection());
    for (TableWriter writer : written) {
      boolean quiet = !state.underWay() && state.version() == writer.holdsAt();
      if (!quiet && !shared.plans().held(connection(), writer.plan())) {
        throw changing(writer.plan().version().name(), Optional.empty());
      }
      writer.holdsAt(state.version());
    }
  }

  private DoppioException changing(TableName table, Optional<DoppioException> cause) {
    return new DoppioException(
        FailureKind.TARGET_UNAVAILABLE,
        partition + ": " + table + " was being changed meanwhile; it is tried again",
        cause.orElse(null));
  }

  private Connection connection() {
    return transaction.orElseThrow(
        () -> new IllegalStateException(partition + " has no transaction open"));
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** After any failure the transaction is gone, whatever was done. */
  private void attempt(String what, Work work) {
    try {
      work.run();
    } catch (SQLException e) {
      discard();
      throw failed(SqlFailures.of(partition + " at the replica, " + what, e));
    } catch (DoppioException e) {
      discard();
      throw failed(e);
    } catch (RuntimeException e) {
      discard();
      throw e;
    }
  }

  private DoppioException failed(DoppioException failure) {
    mine &= failure.kind() == FailureKind.TARGET_REJECTED;
    return failure;
  }

  private void release() {
    Optional<Connection> done = transaction;
    transaction = Optional.empty();
    pending.clear();
    written.clear();
    tally = new Tally();
    done.ifPresent(
        connection -> {
          try {
            connection.close();
          } catch (SQLException ignored) {
            shared.pool().evictConnection(connection);
          }
        });
  }

  /** The connection is not used again: its transaction and its session may be in any state. */
  private void discard() {
    transaction.ifPresent(shared.pool()::evictConnection);
    release();
  }
}
