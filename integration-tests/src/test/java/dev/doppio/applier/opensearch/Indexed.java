package dev.doppio.applier.opensearch;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.Runs;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Targets, rows and transactions for tests of one partition. */
final class Indexed {
  static final PartitionId PARTITION = new PartitionId("shop", 0);

  private Indexed() {}

  static OpenSearchTargetConfig config(URI node, String prefix) {
    return config(node, prefix, OpenSearchTargetConfig.Json.OBJECT, 1 << 20);
  }

  static OpenSearchTargetConfig config(
      URI node, String prefix, OpenSearchTargetConfig.Json json, int bulkBytes) {
    return config(node, prefix, json, bulkBytes, Duration.ofHours(1));
  }

  static OpenSearchTargetConfig config(
      URI node,
      String prefix,
      OpenSearchTargetConfig.Json json,
      int bulkBytes,
      Duration keepDeletes) {
    return new OpenSearchTargetConfig(
        new OpenSearchTargetConfig.Access(
            List.of(node), Optional.empty(), Optional.empty(), Duration.ofSeconds(30)),
        prefix,
        "dc1",
        new OpenSearchTargetConfig.Indexes(1, 0, keepDeletes, json),
        bulkBytes);
  }

  static Column column(String name, MySqlType type) {
    Optional<String> collation =
        type.isText() ? Optional.of("utf8mb4_0900_ai_ci") : Optional.empty();
    return new Column(name, new ColumnType(type, 6, 2, false, collation, List.of()), true, false);
  }

  /** A table whose first column is its key. */
  static TableVersion table(String name, Column... columns) {
    return new TableVersion(new TableName("shop", name), List.of(columns), List.of(0));
  }

  static DocumentChange insert(TableVersion table, Object... values) {
    Row row = new Row(table, values);
    return change(row, Operation.INSERT, Optional.of(row), Optional.empty());
  }

  static DocumentChange delete(TableVersion table, Object... values) {
    Row row = new Row(table, values);
    return change(row, Operation.DELETE, Optional.empty(), Optional.of(row));
  }

  private static DocumentChange change(
      Row row, Operation operation, Optional<Row> after, Optional<Row> before) {
    return new DocumentChange(
        DocumentKey.of(row), operation, row.table().name(), Notes.SOURCE_TIME, after, before);
  }

  static Run run(long sequence) {
    return new Run(
        new Scn(1, sequence),
        new Origin("dc1", "node1"),
        Optional.empty(),
        sequence,
        Notes.SOURCE_TIME,
        OptionalInt.of(1));
  }

  static Checkpoint at(long sequence) {
    return new Checkpoint(Runs.LOG, "dc1", PARTITION, new Scn(1, sequence), sequence);
  }

  static void commit(TargetPartition part, long sequence, DocumentChange... changes) {
    part.begin();
    if (changes.length > 0) {
      part.rows(run(sequence), List.of(changes));
    }
    part.commit(at(sequence));
  }
}
