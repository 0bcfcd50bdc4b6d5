package dev.doppio.simulation;

import dev.doppio.logwriter.MemorySource;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import dev.doppio.simulation.judge.Journal;
import dev.doppio.simulation.judge.Journal.Committed;
import dev.doppio.simulation.judge.Judge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Random traffic on a storage node, and the journal of what it did in each partition. Table {@code
 * tN} is pinned to partition N, so that no code of the pipeline has a say in that.
 */
final class Traffic {
  private static final int TABLES = Stage.OWNED + 1;
  private static final int IDS = 12;
  private static final int ASTRAY = 6;

  /** Of all seeds: they cost more than the rest of a seed's beginning. */
  private static final Map<List<Integer>, TableVersion> VERSIONS = new ConcurrentHashMap<>();

  private final Journal journal = new Journal();
  private final MemorySource source;
  private final Random random;
  private final IntPredicate open;
  private final List<TableVersion> tables =
      new ArrayList<>(IntStream.range(0, TABLES).mapToObj(n -> version(n, 0)).toList());
  private final List<Map<Long, Row>> rows =
      Stream.generate(() -> (Map<Long, Row>) new TreeMap<Long, Row>()).limit(TABLES).toList();

  /**
   * @param open where applications are to write; a few write anywhere
   */
  Traffic(MemorySource source, Random random, IntPredicate open) {
    this.source = source;
    this.random = random;
    this.open = open;
    snapshot();
  }

  /** Which partition holds which table. */
  static Map<String, Integer> pinned() {
    return IntStream.range(0, TABLES).boxed().collect(Collectors.toMap(n -> "t" + n, n -> n));
  }

  Journal journal() {
    return journal;
  }

  /** The rows of a partition as the source has them, as inserts. */
  List<String> rows(int partition) {
    return rows.get(partition).values().stream().map(row -> line(Operation.READ, row)).toList();
  }

  TableVersion table(int partition) {
    return tables.get(partition);
  }

  static String line(Operation operation, Row row) {
    return Judge.line(operation.toString(), row.table().name().table(), row.values());
  }

  /** Commits a transaction over some partitions; now and then one of many rows. */
  void transaction() {
    List<RowChange> changes = new ArrayList<>();
    Map<Integer, List<String>> lines = new TreeMap<>();
    int count = random.nextInt(25) == 0 ? 20 + random.nextInt(40) : 1 + random.nextInt(4);
    List<Integer> anywhere = partitions();
    for (int i = 0; i < count; i++) {
      int partition = anywhere.get(random.nextInt(anywhere.size()));
      RowChange change = change(partition);
      changes.add(change);
      lines.computeIfAbsent(partition, p -> new ArrayList<>()).add(line(change));
    }
    Gtid gtid = source.commit(changes);
    lines.forEach((partition, list) -> journal.add(partition, new Committed("" + gtid, list)));
  }

  private List<Integer> partitions() {
    List<Integer> all = IntStream.range(0, TABLES).boxed().toList();
    List<Integer> opened = all.stream().filter(open::test).toList();
    return opened.isEmpty() || random.nextInt(ASTRAY) == 0 ? all : opened;
  }

  private static String line(RowChange change) {
    return line(change.operation(), change.after().or(change::before).orElseThrow());
  }

  /** A table gets another column; the rows that are there keep their version in this model. */
  void alter() {
    int partition = random.nextInt(TABLES);
    TableVersion before = tables.get(partition);
    TableVersion after = version(partition, before.columns().size() - 1);
    source.alter("ALTER TABLE ADD", Optional.of(before), Optional.of(after));
    tables.set(partition, after);
  }

  private RowChange change(int partition) {
    TableVersion table = tables.get(partition);
    Map<Long, Row> now = rows.get(partition);
    long id = random.nextInt(IDS);
    Row after = row(table, id);
    Optional<Row> before = Optional.ofNullable(now.get(id)).map(row -> image(table, row));
    boolean delete = before.isPresent() && random.nextInt(3) == 0;
    if (delete) {
      now.remove(id);
      return new RowChange(Operation.DELETE, table, before, Optional.empty());
    }
    now.put(id, after);
    Operation operation = before.isPresent() ? Operation.UPDATE : Operation.INSERT;
    return new RowChange(operation, table, before, Optional.of(after));
  }

  private void snapshot() {
    for (int chunk = random.nextInt(3); chunk > 0; chunk--) {
      int partition = random.nextInt(Stage.OWNED);
      List<RowChange> changes = new ArrayList<>();
      for (long id = 100L * chunk; id < 100L * chunk + 3; id++) {
        Row row = row(tables.get(partition), id);
        changes.add(new RowChange(Operation.READ, row.table(), Optional.empty(), Optional.of(row)));
        rows.get(partition).put(id, row);
      }
      source.snapshotChunk(changes);
      journal.add(partition, new Committed("", changes.stream().map(Traffic::line).toList()));
    }
  }

  /** A row of a table with random texts. */
  Row row(TableVersion table, long id) {
    Object[] values = new Object[table.columns().size()];
    values[0] = id;
    for (int i = 1; i < values.length; i++) {
      values[i] = "v" + random.nextInt(1000) + "x".repeat(random.nextInt(80));
    }
    return new Row(table, values);
  }

  /** A row as the binlog shows it under a later version of its table. */
  private static Row image(TableVersion table, Row row) {
    return new Row(table, Arrays.copyOf(row.values(), table.columns().size()));
  }

  private static TableVersion version(int partition, int added) {
    return VERSIONS.computeIfAbsent(
        List.of(partition, added), key -> newVersion(key.get(0), key.get(1)));
  }

  private static TableVersion newVersion(int partition, int added) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("id", ColumnType.of(MySqlType.BIGINT), false, false));
    for (int i = 0; i <= added; i++) {
      ColumnType text =
          new ColumnType(MySqlType.VARCHAR, 100, 0, false, Optional.of("utf8mb4_bin"), List.of());
      columns.add(new Column("c" + i, text, true, false));
    }
    return new TableVersion(new TableName(Stage.DATABASE, "t" + partition), columns, List.of(0));
  }
}
