package dev.doppio.applier.hadoop;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The Iceberg tables of document tables: made, restructured and committed to, each change on top of
 * what was compared. Thread-safe: one at a time.
 */
final class DocumentTables {
  private static final int MOST_TRIES = 50;

  private final Warehouse warehouse;
  private final HadoopTargetConfig config;
  private final Set<String> ready = new HashSet<>();

  /** Iceberg's own pool ends with the first signal, and a last commit would find it gone. */
  private final ExecutorService manifests =
      new ThreadPoolExecutor(
          0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DocumentTables::thread);

  DocumentTables(Warehouse warehouse, HadoopTargetConfig config) {
    this.warehouse = warehouse;
    this.config = config;
  }

  /** Those of the two that get rows. */
  List<Kind> written() {
    return config.tables().kinds();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "manifests");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Where one commit takes a table.
   *
   * @param expected where the partitions that bring rows left the table
   * @param next where all partitions of the commit stand after it
   */
  record Advance(Map<PartitionId, Optional<Scn>> expected, Map<PartitionId, Scn> next) {
    Set<PartitionId> movedAt(Scns there) {
      Set<PartitionId> moved = new TreeSet<>();
      expected.forEach(
          (partition, scn) -> {
            if (!there.of(partition).equals(scn)) {
              moved.add(partition);
            }
          });
      return moved;
    }
  }

  /** A table is no longer where these partitions left it: another applier has written to it. */
  static final class Moved extends RuntimeException {
    private final transient Set<PartitionId> partitions;

    Moved(String table, Set<PartitionId> partitions) {
      super(table + " has moved at " + partitions);
      this.partitions = Set.copyOf(partitions);
    }

    Set<PartitionId> partitions() {
      return partitions;
    }
  }

  /** The table as it stands now; empty where it is not there. */
  synchronized Optional<BaseTable> find(TableName table, Kind kind) {
    return warehouse.find(kind.of(table));
  }

  /** How far the table is; NONE where it is not there. */
  synchronized Scns scns(TableName table, Kind kind) {
    return find(table, kind)
        .map(found -> Scns.of(found.name(), found.operations().current()))
        .orElse(Scns.NONE);
  }

  /**
   * Makes what is missing, so that rows of the version can be written.
   *
   * @throws dev.doppio.schemas.failure.DoppioException TARGET_REJECTED when Iceberg can't
   */
  synchronized void ensure(TableVersion version) {
    if (!ready.contains(version.fingerprint().toString())) {
      evolve(Evolution.to(version), Layout.property(version.fingerprint()));
    }
  }

  /**
   * Takes the step of a statement in both tables, where it is not taken yet: every partition brings
   * it. A version may come more than once, with fields of its own each time.
   */
  synchronized void evolve(Evolution step, ControlRecord.SchemaChange change) {
    ready.removeIf(known -> known.startsWith(step.after().fingerprint() + " "));
    evolve(step, "doppio.statement." + change.ddlId() + "." + step.table());
  }

  /**
   * @param taken property that says that it was
   */
  private void evolve(Evolution step, String taken) {
    boolean empty = isEmpty(step.table(), Kind.CHANGES) && isEmpty(step.table(), Kind.CURRENT);
    for (Kind kind : Kind.values()) {
      make(step.table(), kind);
      change(
          step.table(),
          kind,
          operations -> {
            if (!operations.current().properties().containsKey(taken)) {
              String name = kind.of(step.table()).toString();
              new Restructuring(name, operations, step, empty).run(taken);
            }
          });
    }
    ready.add(step.after().fingerprint().toString());
  }

  /** Such columns of the version before, for the columns after that carry their values on. */
  synchronized void carryLiterals(Evolution step) {
    TableVersion before = step.before().orElseThrow();
    TableMetadata old = find(before.name(), Kind.CURRENT).orElseThrow().operations().current();
    for (int i = 0; i < step.after().columns().size(); i++) {
      Optional<NestedField> literal =
          step.origin(step.after().columns().get(i))
              .map(place -> Layout.find(old.properties(), before).orElseThrow().fields()[place])
              .flatMap(id -> Optional.ofNullable(old.schema().findField(id)))
              .map(field -> old.schema().findField(Names.literal(field.name())));
      if (literal.isPresent()) {
        ensureLiteral(step.after(), i);
      }
    }
  }

  /** Makes the text column for what a column's type can't hold. */
  synchronized void ensureLiteral(TableVersion version, int column) {
    if (!ready.add(version.fingerprint() + " " + column)) {
      return;
    }
    for (Kind kind : Kind.values()) {
      change(
          version.name(),
          kind,
          operations -> {
            TableMetadata now = operations.current();
            int id = Layout.find(now.properties(), version).orElseThrow().fields()[column];
            NestedField field = now.schema().findField(id);
            if (field != null && now.schema().findField(Names.literal(field.name())) == null) {
              String table = kind.of(version.name()).toString();
              Restructuring.addLiteral(table, operations, field.name());
            }
          });
    }
  }

  private void make(TableName table, Kind kind) {
    PartitionSpec spec = kind.spec(config.slices());
    Map<String, String> whose =
        Map.of(Kind.TABLE, table.toString(), Kind.PROPERTY, kind.name().toLowerCase(Locale.ROOT));
    BaseTable made = warehouse.findOrMake(kind.of(table), kind.ours(), spec, whose);
    Map<String, String> there = made.properties();
    whose.forEach(
        (key, value) -> {
          if (!value.equals(there.get(key))) {
            throw Warehouse.rejected(
                "table "
                    + made.name()
                    + " of the warehouse is that of "
                    + there.getOrDefault(Kind.TABLE, "somebody else")
                    + ", and "
                    + table
                    + " would take its name: leave one of the two out of the log, or bring them"
                    + " into two warehouses");
          }
        });
  }

  private boolean isEmpty(TableName table, Kind kind) {
    return find(table, kind)
        .map(found -> found.operations().current().currentSnapshot())
        .map(snapshot -> "0".equals(snapshot.summary().get("total-records")))
        .orElse(true);
  }

  /**
   * One commit: all steps, in order, or none.
   *
   * @param watermark for the readers of the table
   * @throws Moved when rows would be in the table twice; nothing was done then
   */
  synchronized void commit(
      TableName table, Kind kind, List<Step> steps, Advance advance, Map<String, String> summary) {
    change(
        table,
        kind,
        operations -> {
          Scns there = Scns.of(kind.of(table).toString(), operations.current());
          Set<PartitionId> moved = advance.movedAt(there);
          if (!moved.isEmpty()) {
            throw new Moved(kind.of(table).toString(), moved);
          }
          Map<String, String> all = new HashMap<>(summary);
          all.put(Scns.PROPERTY, there.and(advance.next()).toString());
          publish(new BaseTable(operations, kind.of(table).toString()), kind, steps, all);
        });
  }

  private void publish(BaseTable table, Kind kind, List<Step> steps, Map<String, String> summary) {
    Transaction transaction = table.newTransaction();
    for (Step step : steps) {
      switch (kind) {
        case CHANGES -> {
          AppendFiles append = transaction.newAppend().scanManifestsWith(manifests);
          step.data().forEach(append::appendFile);
          summary.forEach(append::set);
          append.commit();
        }
        case CURRENT -> {
          RowDelta delta = transaction.newRowDelta().scanManifestsWith(manifests);
          step.data().forEach(delta::addRows);
          step.deletes().forEach(delta::addDeletes);
          summary.forEach(delta::set);
          delta.commit();
        }
      }
    }
    transaction.commitTransaction();
  }

  /** Files in the place of others; the table stays where it is. */
  synchronized void rewrite(TableName table, Kind kind, Consumer<RewriteFiles> files) {
    change(
        table,
        kind,
        operations -> {
          String name = kind.of(table).toString();
          RewriteFiles rewrite =
              new BaseTable(operations, name).newRewrite().scanManifestsWith(manifests);
          files.accept(rewrite);
          Scns.summary(name, operations.current()).forEach(rewrite::set);
          rewrite.commit();
        });
  }

  /** Comes again where another process committed in between. */
  private void change(TableName table, Kind kind, Consumer<PinnedOperations> work) {
    warehouse.attempt(
        kind.of(table) + ", committing",
        () -> {
          for (int tried = 1; ; tried++) {
            BaseTable found = warehouse.find(kind.of(table)).orElseThrow(() -> gone(table));
            try {
              work.accept(new PinnedOperations(found.operations()));
              return tried;
            } catch (CommitFailedException e) {
              if (tried == MOST_TRIES) {
                throw e;
              }
            }
          }
        });
  }

  private static RuntimeException gone(TableName table) {
    return Warehouse.rejected(
        "the tables of " + table + " are gone from the warehouse: bring them back");
  }

  /** Forgets what is too old to be kept; what others committed meanwhile is not lost. */
  synchronized void expire(TableName table, Kind kind, long olderThanMillis) {
    Optional<BaseTable> found = find(table, kind);
    long old =
        found.stream()
            .flatMap(there -> there.operations().current().snapshots().stream())
            .map(Snapshot::timestampMillis)
            .filter(millis -> millis < olderThanMillis)
            .count();
    if (old > config.keeping().snapshots()) {
      warehouse.attempt(
          kind.of(table) + ", expiring snapshots",
          () -> {
            found
                .orElseThrow()
                .expireSnapshots()
                .expireOlderThan(olderThanMillis)
                .retainLast(config.keeping().snapshots())
                .planWith(manifests)
                .commit();
            return old;
          });
    }
  }
}
