package dev.doppio.applier.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.partition.Placement;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What statements do to the tables, with partitions that bring them at different times. */
final class StructureOfTablesTest {
  private static final Column ID = new Column("id", ColumnType.of(MySqlType.INT), false, false);
  private static final TableVersion FIRST = doc("doc", ID, text("a"), number("n", MySqlType.INT));

  @TempDir Path folder;
  private HadoopTarget target;
  private TargetPartition fast;
  private TargetPartition slow;
  private long sequence;

  @BeforeEach
  void open() {
    target = HadoopTarget.connect(Shop.config(folder), Clock.systemUTC());
    fast = target.open(Shop.PARTITION);
    slow = target.open(Shop.OTHER);
    commit(fast, Shop.PARTITION, insert(FIRST, 1L, "one", 1L));
    commit(slow, Shop.OTHER, insert(FIRST, 2L, "two", 2L));
  }

  @AfterEach
  void close() {
    target.close();
  }

  private static TableVersion doc(String name, Column... columns) {
    return new TableVersion(new TableName("shop", name), List.of(columns), List.of(0));
  }

  private static Column text(String name) {
    ColumnType type =
        new ColumnType(
            MySqlType.VARCHAR, 20, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of());
    return new Column(name, type, true, false);
  }

  private static Column number(String name, MySqlType type) {
    return new Column(name, ColumnType.of(type), true, false);
  }

  private static DocumentChange insert(TableVersion table, Object... values) {
    Row row = new Row(table, values);
    return new DocumentChange(
        DocumentKey.of(row),
        Operation.INSERT,
        table.name(),
        Notes.SOURCE_TIME,
        Optional.of(row),
        Optional.empty());
  }

  private void commit(TargetPartition part, PartitionId id, DocumentChange... changes) {
    sequence++;
    Shop.commit(part, id, sequence, changes);
  }

  private void change(
      TargetPartition part,
      PartitionId id,
      String statement,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      ColumnFill... fills) {
    part.schemaChanged(
        new ControlRecord.SchemaChange(
            "ddl of " + statement,
            before.or(() -> after).orElseThrow().name(),
            before.map(TableVersion::fingerprint),
            after.map(TableVersion::fingerprint),
            statement,
            Notes.SOURCE_TIME,
            List.of(fills)),
        before,
        after,
        Reach.WHOLE_TABLE);
    sequence++;
    part.begin();
    part.commit(Shop.at(id, sequence));
  }

  private List<List<Object>> rows(String table, String... columns) {
    return PlainTables.rows(folder, "shop." + table).stream()
        .map(row -> Arrays.stream(columns).map(row::getField).toList())
        .sorted(java.util.Comparator.comparing(Object::toString))
        .toList();
  }

  private List<Object> operations(String table) {
    return PlainTables.rows(folder, "shop." + table + "_changes").stream()
        .map(row -> row.getField("_operation"))
        .sorted()
        .toList();
  }

  @Test
  void aSlowPartitionsRowsFindTheirFieldsAfterARename() {
    TableVersion second = doc("doc", ID, text("title"), number("n", MySqlType.INT));
    String statement = "ALTER TABLE doc RENAME COLUMN a TO title";
    change(fast, Shop.PARTITION, statement, Optional.of(FIRST), Optional.of(second));
    commit(fast, Shop.PARTITION, insert(second, 3L, "three", 3L));
    commit(slow, Shop.OTHER, insert(FIRST, 4L, "four", 4L));
    assertThat(rows("doc", "id", "title"))
        .containsExactly(
            List.of(1, "one"), List.of(2, "two"), List.of(3, "three"), List.of(4, "four"));
    change(slow, Shop.OTHER, statement, Optional.of(FIRST), Optional.of(second));
    commit(slow, Shop.OTHER, insert(second, 5L, "five", 5L));
    assertThat(rows("doc", "id", "title")).contains(List.of(5, "five"));
  }

  @Test
  void aNumberBecomesWiderAndADroppedColumnIsNotFilledBySlowPartitions() {
    TableVersion second = doc("doc", ID, number("n", MySqlType.BIGINT));
    String statement = "ALTER TABLE doc DROP COLUMN a, MODIFY n BIGINT";
    change(fast, Shop.PARTITION, statement, Optional.of(FIRST), Optional.of(second));
    commit(fast, Shop.PARTITION, insert(second, 3L, 1L << 40));
    commit(slow, Shop.OTHER, insert(FIRST, 4L, "four", 4L));
    assertThat(rows("doc", "id", "n"))
        .containsExactly(List.of(1, 1L), List.of(2, 2L), List.of(3, 1L << 40), List.of(4, 4L));
    assertThat(PlainTables.table(folder, "shop.doc").orElseThrow().schema().findField("a"))
        .isNull();
  }

  @Test
  void aColumnThatComesBackIsAnotherOne() {
    TableVersion without = doc("doc", ID, number("n", MySqlType.INT));
    TableVersion with = doc("doc", ID, text("a"), number("n", MySqlType.INT));
    change(fast, Shop.PARTITION, "DROP COLUMN a", Optional.of(FIRST), Optional.of(without));
    change(fast, Shop.PARTITION, "ADD COLUMN a", Optional.of(without), Optional.of(with));
    commit(fast, Shop.PARTITION, insert(with, 3L, "new", 3L));
    assertThat(rows("doc", "id", "a").toString()).isEqualTo("[[1, null], [2, null], [3, new]]");
  }

  @Test
  void documentsThatAreThereHaveTheValueOfANewColumn() {
    Column date = new Column("d", ColumnType.of(MySqlType.DATE), false, false);
    TableVersion second = doc("doc", ID, text("a"), number("n", MySqlType.INT), text("b"), date);
    String statement = "ALTER TABLE doc ADD b VARCHAR(20) DEFAULT 'x', ADD d DATE NOT NULL";
    ColumnFill fill = new ColumnFill("b", "'x'");
    change(fast, Shop.PARTITION, statement, Optional.of(FIRST), Optional.of(second), fill);
    assertThat(rows("doc", "id", "a", "b", "d", "d__literal").toString())
        .isEqualTo("[[1, one, x, null, 0000-00-00], [2, two, null, null, null]]");
    change(slow, Shop.OTHER, statement, Optional.of(FIRST), Optional.of(second), fill);
    assertThat(rows("doc", "id", "a", "b", "d__literal"))
        .containsExactly(
            List.of(1, "one", "x", "0000-00-00"), List.of(2, "two", "x", "0000-00-00"));
  }

  @Test
  void aTypeThatIcebergCanNotMakeOfAnotherStopsWithBothOfThem() {
    TableVersion second = doc("doc", ID, text("a"), text("n"));
    assertThatThrownBy(
            () ->
                change(
                    fast,
                    Shop.PARTITION,
                    "ALTER TABLE doc MODIFY n VARCHAR(20)",
                    Optional.of(FIRST),
                    Optional.of(second)))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED);
              assertThat(e).hasMessageContaining("column n of shop.doc becomes string");
            });
    TargetPartition again = target.open(Shop.PARTITION);
    again.begin();
    assertThatThrownBy(() -> again.rows(Shop.run(99), List.of(insert(second, 9L, "x", "y"))))
        .hasMessageContaining("document doc/9: column n of shop.doc becomes string");
  }

  @Test
  void aTruncationTakesThePartitionsOwnDocumentsAndIsARowAmongTheChanges() {
    sequence++;
    fast.begin();
    fast.truncated(
        new ControlRecord.Truncation(
            "ddl-9",
            FIRST.name(),
            FIRST.fingerprint(),
            new Placement(List.of("id"), List.of(0, 1)),
            "TRUNCATE TABLE doc",
            Notes.SOURCE_TIME),
        FIRST,
        Reach.WHOLE_TABLE);
    fast.commit(Shop.at(Shop.PARTITION, sequence));
    commit(fast, Shop.PARTITION, insert(FIRST, 3L, "three", 3L));
    assertThat(rows("doc", "id", "a")).containsExactly(List.of(2, "two"), List.of(3, "three"));
    assertThat(operations("doc")).containsExactly("INSERT", "INSERT", "INSERT", "TRUNCATE");
  }

  @Test
  void aTablesDocumentsMoveToItsNewNameWithTheirPartition() {
    TableVersion paper = FIRST.named(new TableName("shop", "a_paper"));
    String statement = "RENAME TABLE doc TO a_paper";
    change(fast, Shop.PARTITION, statement, Optional.of(FIRST), Optional.of(paper));
    commit(slow, Shop.OTHER, insert(FIRST, 4L, "four", 4L));
    commit(fast, Shop.PARTITION, insert(paper, 3L, "three", 3L));
    assertThat(rows("doc", "id")).containsExactly(List.of(2), List.of(4));
    assertThat(rows("a_paper", "id", "a", "_key"))
        .containsExactly(List.of(1, "one", "a_paper/1"), List.of(3, "three", "a_paper/3"));
    change(slow, Shop.OTHER, statement, Optional.of(FIRST), Optional.of(paper));
    assertThat(rows("doc", "id")).isEmpty();
    assertThat(rows("a_paper", "id", "n")).hasSize(4).contains(List.of(4, 4));
  }

  @Test
  void aDroppedTablesDocumentsGoAndOneOfItsNameMayBeOtherwise() {
    change(fast, Shop.PARTITION, "DROP TABLE doc", Optional.of(FIRST), Optional.empty());
    assertThat(rows("doc", "id")).containsExactly(List.of(2));
    TableVersion other = doc("doc", ID, text("n"));
    change(fast, Shop.PARTITION, "CREATE TABLE doc", Optional.empty(), Optional.of(other));
    commit(fast, Shop.PARTITION, insert(other, 7L, "seven"));
    commit(slow, Shop.OTHER, insert(FIRST, 8L, "eight", 8L));
    List<Record> all = PlainTables.rows(folder, "shop.doc");
    assertThat(all).hasSize(3);
    assertThat(rows("doc", "id", "n").toString()).contains("[7, seven]", "[8, null]");
  }

  @Test
  void aDateThatIsNoneStandsBesideItsColumn() {
    TableVersion dated =
        doc("dated", ID, number("d", MySqlType.DATE), number("t", MySqlType.DATETIME));
    commit(fast, Shop.PARTITION, insert(dated, 1L, 20_000L, 1_500_000L));
    commit(
        fast,
        Shop.PARTITION,
        insert(dated, 2L, new MySqlLiteral("2026-00-00"), new MySqlLiteral("0000-00-00 00:00:00")));
    assertThat(rows("dated", "id", "d", "d__literal", "t", "t__literal").toString())
        .isEqualTo(
            "[[1, 2024-10-04, null, 1970-01-01T00:00:01.500, null],"
                + " [2, null, 2026-00-00, null, 0000-00-00 00:00:00]]");
  }
}
