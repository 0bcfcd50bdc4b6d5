package dev.doppio.logreader;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A target in memory: documents, a checkpoint per partition, and a journal of what every commit
 * brought. It can fail at any call and lose the answer of a commit. Not thread-safe.
 */
public class MemoryTarget implements Target {
  /** What may go wrong, at the next call that it fits. */
  public enum Fault {
    OPEN_FAILS,
    BEGIN_FAILS,
    ROWS_FAIL,
    ROWS_REJECTED,
    COMMIT_ABORTED,
    COMMIT_DONE_BUT_UNANSWERED,
    SCHEMA_CHANGE_FAILS,
    SCHEMA_CHANGE_DONE_BUT_UNANSWERED
  }

  /**
   * A commit as others see it.
   *
   * @param partition the partition
   * @param rows what came, call by call
   * @param truncated tables whose documents in the partition go
   * @param checkpoint what it left
   */
  public record Commit(
      PartitionId partition, List<Rows> rows, List<TableName> truncated, Checkpoint checkpoint) {
    /** All changes in order. */
    public List<DocumentChange> changes() {
      return rows.stream().flatMap(call -> call.changes().stream()).toList();
    }
  }

  /** One call of {@link TargetPartition#rows}. */
  public record Rows(Run run, List<DocumentChange> changes) {}

  private final Map<TableName, Map<DocumentKey, Row>> documents = new HashMap<>();
  private final Map<TableName, Map<DocumentKey, PartitionId>> places = new HashMap<>();
  private final Map<TableName, TableVersion> tables = new HashMap<>();
  private final Set<String> statements = new HashSet<>();
  private final Map<PartitionId, Checkpoint> checkpoints = new TreeMap<>();
  private final Map<PartitionId, Part> owners = new HashMap<>();
  private final List<Commit> journal = new ArrayList<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private int callsAfterFailure;

  /** Faults to come; the first waits for its call. */
  public void failNext(Fault fault) {
    faults.add(fault);
  }

  /** How many calls but close came to a partition that had failed, or was closed. */
  public int callsAfterFailure() {
    return callsAfterFailure;
  }

  /** True while a fault waits for its call. */
  public boolean hasFaults() {
    return !faults.isEmpty();
  }

  /** Documents of a table by key. */
  public Map<DocumentKey, Row> documents(TableName table) {
    return documents.getOrDefault(table, Map.of());
  }

  /** The version of a table that the last schema change left. */
  public Optional<TableVersion> table(TableName table) {
    return Optional.ofNullable(tables.get(table));
  }

  /** Where a partition stands. */
  public Optional<Checkpoint> checkpoint(PartitionId partition) {
    return Optional.ofNullable(checkpoints.get(partition));
  }

  /** Sets where a partition stands, as another owner could. */
  public void force(Checkpoint checkpoint) {
    checkpoints.put(checkpoint.partition(), checkpoint);
  }

  /** All commits in order. */
  public List<Commit> journal() {
    return List.copyOf(journal);
  }

  @Override
  public TargetPartition open(PartitionId partition) {
    failAt(Fault.OPEN_FAILS);
    Part part = new Part(partition, checkpoint(partition));
    owners.put(partition, part);
    return part;
  }

  @Override
  public void close() {}

  /** What a commit does to the store; who judges it does so here. */
  protected void store(Commit commit) {
    commit.truncated().forEach(table -> truncate(table, commit.partition()));
    apply(commit.changes(), commit.partition());
    checkpoints.put(commit.partition(), commit.checkpoint());
    journal.add(commit);
  }

  private void truncate(TableName table, PartitionId partition) {
    Map<DocumentKey, PartitionId> there = places.getOrDefault(table, Map.of());
    documents
        .getOrDefault(table, Map.of())
        .keySet()
        .removeIf(key -> partition.equals(there.get(key)));
  }

  private void apply(List<DocumentChange> changes, PartitionId partition) {
    for (DocumentChange change : changes) {
      places.computeIfAbsent(change.table(), name -> new HashMap<>()).put(change.key(), partition);
      Map<DocumentKey, Row> table =
          documents.computeIfAbsent(change.table(), name -> new TreeMap<>(BY_PATH));
      change
          .after()
          .ifPresentOrElse(row -> table.put(change.key(), row), () -> table.remove(change.key()));
    }
  }

  /** The documents of a table are another's, or go with it. */
  private void moved(TableName from, Optional<TableName> to) {
    Map<DocumentKey, Row> rows = Optional.ofNullable(documents.remove(from)).orElse(Map.of());
    Map<DocumentKey, PartitionId> there = Optional.ofNullable(places.remove(from)).orElse(Map.of());
    to.ifPresent(
        table -> {
          Map<DocumentKey, Row> moved = new TreeMap<>(BY_PATH);
          rows.forEach((key, row) -> moved.put(key.in(table), row));
          documents.put(table, moved);
          Map<DocumentKey, PartitionId> placed = new HashMap<>();
          there.forEach((key, partition) -> placed.put(key.in(table), partition));
          places.put(table, placed);
        });
  }

  private static final java.util.Comparator<DocumentKey> BY_PATH =
      java.util.Comparator.comparing(DocumentKey::path);

  private void failAt(Fault fault) {
    if (faults.peek() == fault) {
      faults.remove();
      FailureKind kind =
          fault == Fault.ROWS_REJECTED
              ? FailureKind.TARGET_REJECTED
              : FailureKind.TARGET_UNAVAILABLE;
      throw new DoppioException(kind, "injected: " + fault);
    }
  }

  private final class Part implements TargetPartition {
    private final PartitionId partition;
    private Optional<Checkpoint> left;
    private Optional<List<Rows>> open = Optional.empty();
    private final List<TableName> truncated = new ArrayList<>();
    private boolean usable = true;

    private Part(PartitionId partition, Optional<Checkpoint> left) {
      this.partition = partition;
      this.left = left;
    }

    private void call(boolean inTransaction, Fault... possible) {
      callsAfterFailure += usable ? 0 : 1;
      if (!usable || open.isPresent() != inTransaction) {
        throw new IllegalStateException("the port's order of calls is broken at " + partition);
      }
      for (Fault fault : possible) {
        try {
          failAt(fault);
        } catch (DoppioException e) {
          usable = false;
          throw e;
        }
      }
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
      call(false);
      return left;
    }

    @Override
    public void begin() {
      call(false, Fault.BEGIN_FAILS);
      mine();
      open = Optional.of(new ArrayList<>());
      truncated.clear();
    }

    @Override
    public void rows(Run run, List<DocumentChange> changes) {
      call(true, Fault.ROWS_FAIL, Fault.ROWS_REJECTED);
      open.orElseThrow().add(new Rows(run, changes));
    }

    @Override
    public void schemaChanged(
        ControlRecord.SchemaChange change,
        Optional<TableVersion> before,
        Optional<TableVersion> after,
        Reach reach) {
      call(false, Fault.SCHEMA_CHANGE_FAILS);
      if (statements.add(change.ddlId() + " " + change.table())) {
        before.ifPresent(version -> tables.remove(version.name()));
        after.ifPresent(version -> tables.put(version.name(), version));
        before
            .map(TableVersion::name)
            .filter(from -> after.filter(to -> to.name().equals(from)).isEmpty())
            .ifPresent(from -> moved(from, after.map(TableVersion::name)));
      }
      call(false, Fault.SCHEMA_CHANGE_DONE_BUT_UNANSWERED);
    }

    @Override
    public void truncated(ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
      call(true, Fault.ROWS_FAIL, Fault.ROWS_REJECTED);
      truncated.add(truncation.table());
    }

    @Override
    public void commit(Checkpoint checkpoint) {
      call(true, Fault.COMMIT_ABORTED);
      mine();
      store(
          new Commit(
              partition, List.copyOf(open.orElseThrow()), List.copyOf(truncated), checkpoint));
      left = Optional.of(checkpoint);
      call(true, Fault.COMMIT_DONE_BUT_UNANSWERED);
      open = Optional.empty();
    }

    @Override
    public void abort() {
      call(true);
      open = Optional.empty();
    }

    @Override
    public void close() {
      usable = false;
      open = Optional.empty();
    }

    private void mine() {
      Optional<Checkpoint> now = MemoryTarget.this.checkpoint(partition);
      if (owners.get(partition) != this || !Objects.equals(now, left)) {
        usable = false;
        throw new DoppioException(
            FailureKind.CHECKPOINT_LOST,
            "checkpoint of " + partition + " is " + now + ", this owner left " + left);
      }
    }
  }
}
