package dev.doppio.logwriter;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts for the operator's eyes; nothing is decided by them. They outlive failures. */
final class WriterCounters {
  private static final class Tally {
    private long transactions;
    private long rows;
    private long bytes;
    private long orphans;

    private void add(Tally other) {
      transactions += other.transactions;
      rows += other.rows;
      bytes += other.bytes;
      orphans += other.orphans;
    }
  }

  private final Tally committed = new Tally();
  private Tally open = new Tally();
  private long commits;
  private long retries;
  private Optional<SourcePosition> position = Optional.empty();
  private Map<PartitionId, Scn> partitions = Map.of();
  private Optional<Instant> sourceTime = Optional.empty();
  private final Map<TableName, TableSnapshot> snapshots = new HashMap<>();

  void row(int bytes, boolean owned) {
    open.rows += owned ? 1 : 0;
    open.orphans += owned ? 0 : 1;
    open.bytes += bytes;
  }

  void transaction() {
    open.transactions++;
  }

  /**
   * @param at the position committed
   * @param sourceIsAt the source's time of the last event before the commit; empty before any
   */
  void committed(NodePosition at, Optional<Instant> sourceIsAt) {
    commits++;
    committed.add(open);
    open = new Tally();
    standsAt(at);
    sourceTime = sourceIsAt.or(() -> sourceTime);
  }

  void standsAt(NodePosition at) {
    position = Optional.of(at.source());
    partitions = at.partitions();
  }

  /** How far the snapshot of a table is, by what was written. */
  void snapshot(TableSnapshot snapshot) {
    snapshots.put(snapshot.table(), snapshot);
  }

  void retrying() {
    retries++;
  }

  /** What was not committed never was. */
  void openIsLost() {
    open = new Tally();
  }

  private List<TableSnapshot> running() {
    return snapshots.values().stream().filter(TableSnapshot::isRunning).toList();
  }

  /**
   * @param openSince when the oldest uncommitted record was written
   */
  WriterStats snapshot(LogWriter.State state, Optional<Instant> openSince) {
    return new WriterStats(
        state,
        committed.transactions,
        committed.rows,
        committed.bytes,
        commits,
        committed.orphans,
        retries,
        position,
        partitions,
        sourceTime,
        running(),
        open.transactions,
        openSince);
  }
}
