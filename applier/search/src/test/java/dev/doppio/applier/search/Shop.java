package dev.doppio.applier.search;

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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Rows and transactions for tests of one partition. */
final class Shop {
  static final PartitionId PARTITION = new PartitionId("shop", 0);
  static final String COLLATION = "utf8mb4_0900_ai_ci";

  private Shop() {}

  static LuceneTargetConfig config(Path folder) {
    return new LuceneTargetConfig(folder, "dc1", 4 << 20, 1, 10);
  }

  static Column column(String name, MySqlType type) {
    Optional<String> collation = type.isText() ? Optional.of(COLLATION) : Optional.empty();
    List<String> members =
        type == MySqlType.SET || type == MySqlType.ENUM ? List.of("red", "blue") : List.of();
    return new Column(name, new ColumnType(type, 6, 2, false, collation, members), true, false);
  }

  /** A table whose first column is its key. */
  static TableVersion table(String name, Column... columns) {
    return new TableVersion(new TableName("shop", name), List.of(columns), List.of(0));
  }

  static DocumentChange insert(TableVersion table, Object... values) {
    Row row = new Row(table, values);
    return new DocumentChange(
        DocumentKey.of(row),
        Operation.INSERT,
        table.name(),
        Notes.SOURCE_TIME,
        Optional.of(row),
        Optional.empty());
  }

  static DocumentChange delete(TableVersion table, Object... values) {
    Row row = new Row(table, values);
    return new DocumentChange(
        DocumentKey.of(row),
        Operation.DELETE,
        table.name(),
        Notes.SOURCE_TIME,
        Optional.empty(),
        Optional.of(row));
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
    part.rows(run(sequence), List.of(changes));
    part.commit(at(sequence));
  }
}
