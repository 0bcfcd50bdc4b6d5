package dev.doppio.logwriter;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotMarks;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns the source's events into runs, and knows where a restart could go on: behind the last event
 * that stood between two source transactions and had a position. Each case returns how many row
 * changes it took.
 */
final class EventWriter implements SourceEvent.Cases<Integer> {
  private final int holdBackBytes;
  private final Router router;
  private final RowWriter rows;
  private final Runs runs;
  private final SchemaPublisher schemas;
  private final LogTransaction out;
  private final Heartbeats heartbeats;
  private final WriterCounters counters;
  private Optional<SourceTransaction> current = Optional.empty();
  private Optional<SourcePosition> resumable;
  private Optional<Instant> sourceTime = Optional.empty();
  private long nodeTransaction;

  EventWriter(
      LogWriterConfig config,
      Router router,
      RowWriter rows,
      Runs runs,
      SchemaPublisher schemas,
      LogTransaction out,
      WriterCounters counters) {
    this.holdBackBytes = config.limits().holdBackBytes();
    this.router = router;
    this.rows = rows;
    this.runs = runs;
    this.schemas = schemas;
    this.out = out;
    this.heartbeats = new Heartbeats(config.heartbeatInterval(), runs);
    this.counters = counters;
    this.resumable = Optional.empty();
  }

  /** Goes on from a committed position. */
  void resume(NodePosition position) {
    resumable = Optional.of(position.source());
    nodeTransaction = position.nodeTransaction();
  }

  /** Where a restart would go on if all written so far were committed; empty when it could not. */
  Optional<SourcePosition> resumable() {
    return current.isPresent() ? Optional.empty() : resumable;
  }

  /** True behind the first event of a source transaction and before its end. */
  boolean isInTransaction() {
    return current.isPresent();
  }

  /** The node's number of the last source transaction in the log. */
  long nodeTransaction() {
    return nodeTransaction;
  }

  /** The latest time the source has told; empty before it has. */
  Optional<Instant> sourceTime() {
    return sourceTime;
  }

  @Override
  public Integer begin(SourceEvent.Begin begin) {
    if (current.isPresent()) {
      throw outOfOrder("a transaction begins inside another, " + describe(begin));
    }
    long number = nodeTransaction + (begin.kind() == RunKind.TRANSACTION ? 1 : 0);
    HoldBack budget = new HoldBack(holdBackBytes);
    current = Optional.of(new SourceTransaction(begin, number, runs, budget));
    return 0;
  }

  @Override
  public Integer row(SourceEvent.RowChange row) {
    SourceTransaction transaction =
        current.orElseThrow(() -> outOfOrder("a row of " + row.table().name()));
    rows.write(row, transaction);
    return 1;
  }

  @Override
  public Integer end(SourceEvent.End end) {
    SourceTransaction transaction = current.orElseThrow(() -> outOfOrder("an end"));
    transaction.end();
    if (transaction.begin().kind() == RunKind.TRANSACTION && !transaction.isEmpty()) {
      nodeTransaction = transaction.nodeTransaction();
      counters.transaction();
    }
    current = Optional.empty();
    end.snapshot().ifPresent(this::remember);
    resumable = Optional.of(end.position());
    sourceIsAt(transaction.begin().committedAt());
    return 0;
  }

  @Override
  public Integer tableSeen(SourceEvent.TableSeen seen) {
    mustBeBetween("the structure of table " + seen.table().name());
    out.table(seen.table().name(), Optional.of(seen.table()));
    return 0;
  }

  @Override
  public Integer snapshotMoved(SourceEvent.SnapshotMoved moved) {
    TableSnapshot snapshot = moved.snapshot();
    mustBeBetween("the snapshot of table " + snapshot.table());
    remember(snapshot);
    moved.version().ifPresent(version -> mark(snapshot, version));
    return 0;
  }

  /** Of tables of these versions; the first counts where both are of one. */
  private void moved(
      List<TableSnapshot> snapshots, Optional<TableVersion> now, Optional<TableVersion> was) {
    for (TableSnapshot snapshot : snapshots) {
      remember(snapshot);
      now.filter(version -> version.name().equals(snapshot.table()))
          .or(() -> was)
          .ifPresent(version -> mark(snapshot, version));
    }
  }

  private void mark(TableSnapshot snapshot, TableVersion version) {
    runs.control(
        router.partitionsOf(version),
        SnapshotMarks.of(snapshot),
        nodeTransaction,
        sourceTime.orElse(Instant.EPOCH));
  }

  private void remember(TableSnapshot snapshot) {
    out.snapshot(snapshot);
    counters.snapshot(snapshot);
  }

  @Override
  public Integer schemaChanged(SourceEvent.SchemaChanged change) {
    mustBeBetween("a schema change, " + change.gtid());
    Optional<TableVersion> table = change.after().or(change::before);
    if (change.ddlId().isPresent()) {
      change.before().ifPresent(schemas::publish);
      change.after().ifPresent(schemas::publish);
      table.ifPresent(version -> write(change, change.ddlId().get(), version));
    }
    change
        .before()
        .map(TableVersion::name)
        .filter(name -> change.after().filter(there -> there.name().equals(name)).isEmpty())
        .ifPresent(gone -> out.table(gone, Optional.empty()));
    change.after().ifPresent(there -> out.table(there.name(), change.after()));
    moved(change.snapshots(), table, change.before());
    resumable = Optional.of(change.position()).filter(position -> change.last());
    sourceIsAt(change.committedAt());
    return 0;
  }

  private void write(SourceEvent.SchemaChanged change, String ddlId, TableVersion version) {
    List<PartitionId> partitions = router.partitionsOf(version);
    ControlRecord record =
        new ControlRecord.SchemaChange(
            ddlId,
            change.before().or(change::after).orElseThrow().name(),
            change.before().map(TableVersion::fingerprint),
            change.after().map(TableVersion::fingerprint),
            change.statement(),
            change.committedAt(),
            change.fills());
    runs.control(partitions, record, nodeTransaction, change.committedAt());
  }

  @Override
  public Integer truncated(SourceEvent.Truncated truncated) {
    mustBeBetween("a truncation, " + truncated.gtid());
    schemas.publish(truncated.table());
    ControlRecord record =
        new ControlRecord.Truncation(
            truncated.gtid().toString(),
            truncated.table().name(),
            truncated.table().fingerprint(),
            router.placement(truncated.table()),
            truncated.statement(),
            truncated.committedAt());
    List<PartitionId> partitions = router.partitionsOf(truncated.table());
    runs.control(partitions, record, nodeTransaction, truncated.committedAt());
    Optional<TableVersion> table = Optional.of(truncated.table());
    moved(truncated.snapshots(), table, table);
    resumable = Optional.of(truncated.position()).filter(position -> truncated.last());
    sourceIsAt(truncated.committedAt());
    return 0;
  }

  @Override
  public Integer idle(SourceEvent.Idle idle) {
    mustBeBetween("a heartbeat of the source");
    resumable = Optional.of(idle.position());
    sourceIsAt(idle.sourceTime());
    return 0;
  }

  private void sourceIsAt(Instant time) {
    Instant latest = sourceTime.filter(known -> known.isAfter(time)).orElse(time);
    sourceTime = Optional.of(latest);
    heartbeats.sourceIsAt(latest, nodeTransaction);
  }

  private void mustBeBetween(String event) {
    if (current.isPresent()) {
      throw outOfOrder(event + " inside a transaction, " + describe(current.get().begin()));
    }
  }

  private static String describe(SourceEvent.Begin begin) {
    return begin.gtid().map(Object::toString).orElse("a snapshot chunk");
  }

  private static DoppioException outOfOrder(String what) {
    return new DoppioException(
        FailureKind.INTERNAL, "the source's events are out of order: " + what + "; please report");
  }
}
