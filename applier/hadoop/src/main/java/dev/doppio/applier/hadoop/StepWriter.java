package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.data.Record;

/** What the changes of one document table become in its two Iceberg tables. */
final class StepWriter {
  private final DocumentTables tables;
  private final Counters counters;

  StepWriter(DocumentTables tables, Counters counters) {
    this.tables = tables;
    this.counters = counters;
  }

  /** A row for each change and each removal. */
  Step changes(TableName table, List<Entry> entries, List<Removal> removals) {
    TableFiles files = files(table, Kind.CHANGES);
    Map<TableVersion, RowForm> forms = new HashMap<>();
    Map<PartitionKey, List<Record>> byTime = new LinkedHashMap<>();
    List<Record> rows = new ArrayList<>();
    removals.forEach(removal -> rows.add(row(files, removal)));
    entries.forEach(entry -> rows.add(row(files, forms, entry)));
    for (Record row : rows) {
      byTime.computeIfAbsent(files.partition(row), any -> new ArrayList<>()).add(row);
    }
    List<DataFile> written = new ArrayList<>();
    byTime.forEach((key, all) -> written.addAll(files.rows(key, all, row -> row)));
    counters.changes(rows.size());
    return new Step(written, List.of());
  }

  private static Record row(TableFiles files, Map<TableVersion, RowForm> forms, Entry entry) {
    Record row = files.record();
    row.setField(Names.OPERATION, entry.change().operation().name());
    row.setField(Names.LOG_PARTITION, entry.partition().number());
    row.setField(Names.GENERATION, entry.run().scn().generation());
    row.setField(Names.SEQUENCE, entry.run().scn().sequence());
    row.setField(Names.ORDINAL, entry.ordinal());
    row.setField(Names.SOURCE_TIME, time(entry.change().sourceTime()));
    row.setField(Names.ORIGIN, entry.run().origin().toString());
    entry.run().gtid().ifPresent(gtid -> row.setField(Names.GTID, gtid.toString()));
    row.setField(Names.KEY, entry.change().key().path());
    form(files, forms, entry).fill(row, entry.row());
    return row;
  }

  private static Record row(TableFiles files, Removal removal) {
    Record row = files.record();
    row.setField(Names.OPERATION, removal.operation().name());
    row.setField(Names.LOG_PARTITION, removal.partition().number());
    row.setField(Names.GENERATION, removal.at().generation());
    row.setField(Names.SEQUENCE, removal.at().sequence());
    row.setField(Names.ORDINAL, 0);
    row.setField(Names.SOURCE_TIME, time(removal.time()));
    row.setField(Names.ORIGIN, removal.origin());
    return row;
  }

  private static RowForm form(TableFiles files, Map<TableVersion, RowForm> forms, Entry entry) {
    return forms.computeIfAbsent(
        entry.row().table(), version -> new RowForm(files.table().operations().current(), version));
  }

  /** What is left of the changes: of each document the last one. */
  Step current(TableName table, List<Entry> entries) {
    TableFiles files = files(table, Kind.CURRENT);
    Map<TableVersion, RowForm> forms = new HashMap<>();
    Map<String, Entry> last = new TreeMap<>();
    entries.forEach(entry -> last.put(entry.change().key().path(), entry));
    List<Entry> kept = last.values().stream().filter(e -> e.change().after().isPresent()).toList();
    counters.current(kept.size(), last.size() - kept.size());
    return step(files, last.keySet(), kept, entry -> document(files, forms, entry));
  }

  private static Record document(TableFiles files, Map<TableVersion, RowForm> forms, Entry entry) {
    Record row = files.record();
    row.setField(Names.KEY, entry.change().key().path());
    row.setField(Names.LOG_PARTITION, entry.partition().number());
    row.setField(Names.GENERATION, entry.run().scn().generation());
    row.setField(Names.SEQUENCE, entry.run().scn().sequence());
    row.setField(Names.SOURCE_TIME, time(entry.change().sourceTime()));
    form(files, forms, entry).fill(row, entry.row());
    return row;
  }

  /** Rows in the place of all that the table has under these keys. */
  <T> Step step(
      TableFiles files,
      Collection<String> keys,
      List<T> rows,
      java.util.function.Function<T, Record> form) {
    List<DeleteFile> deletes = keys.isEmpty() ? List.of() : List.of(files.deletes(Names.KEY, keys));
    return new Step(files.rows(unparted(files), rows, form), deletes);
  }

  /** All documents of partitions go. */
  Step removal(TableName table, List<Removal> removals) {
    TreeSet<Integer> partitions = new TreeSet<>();
    removals.forEach(removal -> partitions.add(removal.partition().number()));
    counters.current(0, partitions.size());
    TableFiles files = files(table, Kind.CURRENT);
    return new Step(List.of(), List.of(files.deletes(Names.LOG_PARTITION, partitions)));
  }

  private static PartitionKey unparted(TableFiles files) {
    return new PartitionKey(files.table().spec(), files.table().schema());
  }

  TableFiles files(TableName table, Kind kind) {
    return new TableFiles(
        tables
            .find(table, kind)
            .orElseThrow(() -> Warehouse.rejected("table " + table + " is gone")));
  }

  static OffsetDateTime time(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
