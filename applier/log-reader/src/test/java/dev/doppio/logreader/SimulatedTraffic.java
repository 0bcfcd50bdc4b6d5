package dev.doppio.logreader;

import dev.doppio.logwriter.MemorySource;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Random traffic on a storage node, and what of it belongs into each partition. Table {@code tN} is
 * pinned to partition N, so that no code of the pipeline has a say in that.
 */
final class SimulatedTraffic {
  static final String DATABASE = "shop";

  private final MemorySource source;
  private final Random random;
  private final List<TableVersion> tables;
  private final List<Map<Long, Row>> rows = new ArrayList<>();
  private final List<List<List<String>>> expected = new ArrayList<>();

  SimulatedTraffic(MemorySource source, Random random, int partitions) {
    this.source = source;
    this.random = random;
    this.tables =
        new ArrayList<>(IntStream.range(0, partitions).mapToObj(n -> version(n, 0)).toList());
    for (int partition = 0; partition < partitions; partition++) {
      rows.add(new TreeMap<>());
      expected.add(new ArrayList<>());
    }
    snapshot();
  }

  /** Which partition holds which table. */
  static Map<String, Integer> pinned(int partitions) {
    Map<String, Integer> pinned = new HashMap<>();
    IntStream.range(0, partitions).forEach(n -> pinned.put("t" + n, n));
    return pinned;
  }

  /** A change as both sides write it down. */
  static String line(Operation operation, Row image) {
    String values =
        operation == Operation.DELETE ? "" : " " + java.util.Arrays.toString(image.values());
    return operation + " " + image.table().name().table() + "/" + image.values()[0] + values;
  }

  /** Transactions and snapshot chunks of the partition, in order. */
  List<List<String>> expected(int partition) {
    return expected.get(partition);
  }

  /** The rows of the partition's table as the source has them. */
  Map<Long, Row> rows(int partition) {
    return rows.get(partition);
  }

  TableName table(int partition) {
    return tables.get(partition).name();
  }

  /** Commits a transaction over some partitions; now and then one of many rows. */
  void transaction() {
    List<RowChange> changes = new ArrayList<>();
    Map<Integer, List<String>> lines = new TreeMap<>();
    int count = random.nextInt(25) == 0 ? 20 + random.nextInt(40) : 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int partition = random.nextInt(tables.size());
      change(partition, changes, lines.computeIfAbsent(partition, p -> new ArrayList<>()));
    }
    source.commit(changes);
    lines.forEach((partition, list) -> expected.get(partition).add(list));
  }

  /** A table gets another column. */
  void alter() {
    int partition = random.nextInt(tables.size());
    TableVersion before = tables.get(partition);
    TableVersion after = version(partition, before.columns().size() - 1);
    source.alter("ALTER TABLE ADD", Optional.of(before), Optional.of(after));
    tables.set(partition, after);
    // The rows that are there keep their version in this model; nothing was written to them.
  }

  private void change(int partition, List<RowChange> changes, List<String> lines) {
    TableVersion table = tables.get(partition);
    Map<Long, Row> now = rows.get(partition);
    long id = random.nextInt(12);
    Row after = row(table, id);
    Row before = now.get(id);
    if (before == null) {
      changes.add(new RowChange(Operation.INSERT, table, Optional.empty(), Optional.of(after)));
      lines.add(line(Operation.INSERT, after));
      now.put(id, after);
    } else if (random.nextInt(3) == 0) {
      Row image = image(table, before);
      changes.add(new RowChange(Operation.DELETE, table, Optional.of(image), Optional.empty()));
      lines.add(line(Operation.DELETE, image));
      now.remove(id);
    } else {
      Optional<Row> image = Optional.of(image(table, before));
      changes.add(new RowChange(Operation.UPDATE, table, image, Optional.of(after)));
      lines.add(line(Operation.UPDATE, after));
      now.put(id, after);
    }
  }

  private void snapshot() {
    for (int chunk = random.nextInt(3); chunk > 0; chunk--) {
      int partition = random.nextInt(tables.size());
      List<RowChange> changes = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      for (long id = 0; id < 3; id++) {
        Row row = row(tables.get(partition), 100L * chunk + id);
        changes.add(new RowChange(Operation.READ, row.table(), Optional.empty(), Optional.of(row)));
        lines.add(line(Operation.READ, row));
        rows.get(partition).put(100L * chunk + id, row);
      }
      source.snapshotChunk(changes);
      expected.get(partition).add(lines);
    }
  }

  private Row row(TableVersion table, long id) {
    Object[] values = new Object[table.columns().size()];
    values[0] = id;
    for (int i = 1; i < values.length; i++) {
      values[i] = "v" + random.nextInt(1000) + "x".repeat(random.nextInt(80));
    }
    return new Row(table, values);
  }

  /** A row as the binlog shows it under a later version of its table. */
  private static Row image(TableVersion table, Row row) {
    return new Row(table, java.util.Arrays.copyOf(row.values(), table.columns().size()));
  }

  private static TableVersion version(int partition, int added) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("id", ColumnType.of(MySqlType.BIGINT), false, false));
    for (int i = 0; i <= added; i++) {
      ColumnType text =
          new ColumnType(MySqlType.VARCHAR, 100, 0, false, Optional.of("utf8mb4_bin"), List.of());
      columns.add(new Column("c" + i, text, true, false));
    }
    return new TableVersion(new TableName(DATABASE, "t" + partition), columns, List.of(0));
  }
}
