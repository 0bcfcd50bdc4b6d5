package dev.doppio.applier.search;

import static dev.doppio.applier.search.Shop.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.partition.Placement;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table changes at the source without a row event: its documents change with it. */
final class StructureOfIndexTest {
  private static final Column ID = column("id", MySqlType.BIGINT);
  private static final Column PRICE = column("price", MySqlType.DECIMAL);
  private static final Column SECRET = column("secret", MySqlType.VARCHAR);
  private static final Column PRECISE =
      new Column(
          "price",
          new ColumnType(MySqlType.DECIMAL, 20, 4, false, Optional.empty(), List.of()),
          true,
          false);

  @TempDir Path folder;
  private LuceneTarget target;
  private TargetPartition part;
  private long at;

  @BeforeEach
  void open() {
    target = LuceneTarget.connect(Shop.config(folder));
    part = target.open(Shop.PARTITION);
  }

  @AfterEach
  void close() {
    part.close();
    target.close();
  }

  @Test
  void whatADroppedColumnHeldIsFoundNoMoreAndTheRestStays() {
    TableVersion before = Shop.table("doc", ID, SECRET, PRICE);
    TableVersion after = Shop.table("doc", ID, PRICE);
    Shop.commit(
        part,
        ++at,
        Shop.insert(before, 1L, "the word", new BigDecimal("1.50")),
        Shop.insert(Shop.table("other", ID, SECRET), 1L, "the word"));
    change(before, after, "ALTER TABLE doc DROP COLUMN secret");

    assertThat(find("word")).containsExactly("other/1");
    assertThat(find("price:1.5")).containsExactly("doc/1");
    assertThat(values("doc/1")).containsExactly("id=1", "price=1.50");
  }

  @Test
  void aRenamedColumnIsFoundUnderItsNewName() {
    TableVersion before = Shop.table("doc", ID, SECRET);
    TableVersion after = Shop.table("doc", ID, column("Title", MySqlType.VARCHAR));
    Shop.commit(part, ++at, Shop.insert(before, 1L, "word"));
    change(before, after, "ALTER TABLE doc RENAME COLUMN secret TO Title");
    assertThat(find("Title:word")).containsExactly("doc/1");
    assertThatThrownBy(() -> find("secret:word")).hasMessageContaining("no document has");

    TableVersion lower = Shop.table("doc", ID, column("title", MySqlType.VARCHAR));
    change(after, lower, "ALTER TABLE doc RENAME COLUMN Title TO title");
    assertThat(find("title:word")).containsExactly("doc/1");
  }

  @Test
  void aDecimalIsPrintedAsTheSourcePrintsItNow() {
    TableVersion before = Shop.table("doc", ID, PRICE);
    Shop.commit(part, ++at, Shop.insert(before, 1L, new BigDecimal("1.50")));
    change(before, Shop.table("doc", ID, PRECISE), "ALTER TABLE doc MODIFY price DECIMAL(20,4)");
    assertThat(values("doc/1")).containsExactly("id=1", "price=1.5000");
  }

  @Test
  void aNewColumnLeavesTheDocumentsAlone() {
    TableVersion before = Shop.table("doc", ID, PRICE);
    Shop.commit(part, ++at, Shop.insert(before, 1L, new BigDecimal("1.50")));
    long indexed = target.stats().indexed();
    change(before, Shop.table("doc", ID, PRICE, SECRET), "ALTER TABLE doc ADD secret TEXT");
    assertThat(target.stats().indexed()).isEqualTo(indexed);
  }

  @Test
  void aNewColumnHasTheValueThatTheLogTellsElseTheZeroOfItsType() {
    TableVersion before = Shop.table("doc", ID, PRICE);
    Shop.commit(part, ++at, Shop.insert(before, 1L, new BigDecimal("1.50")));
    Column must = new Column("must", ColumnType.of(MySqlType.INT), false, false);
    TableVersion after = Shop.table("doc", ID, PRICE, SECRET, must, column("d", MySqlType.DATE));
    change(
        before,
        after,
        "ALTER TABLE doc ADD ...",
        new ColumnFill("secret", "'it''s'"),
        new ColumnFill("d", "'2026-03-01'"));
    assertThat(values("doc/1"))
        .containsExactly("id=1", "price=1.50", "secret=it's", "must=0", "d=2026-03-01");
    assertThat(find("must:0")).containsExactly("doc/1");
    assertThat(find("d:2026-03-01")).containsExactly("doc/1");
  }

  @Test
  void aRenamedTableTakesItsDocumentsAlongAndAnotherMayHaveItsName() {
    TableVersion doc = Shop.table("doc", ID, SECRET);
    TableVersion shadow = Shop.table("_doc_gho", ID, SECRET);
    Shop.commit(part, ++at, Shop.insert(doc, 1L, "old"), Shop.insert(shadow, 1L, "young"));
    change(doc, Shop.table("_doc_del", ID, SECRET), "RENAME TABLE ...");
    change(shadow, doc, "RENAME TABLE ...");
    assertThat(find("secret:old")).containsExactly("_doc_del/1");
    assertThat(find("secret:young")).containsExactly("doc/1");
    Shop.commit(part, ++at, Shop.insert(doc, 1L, "younger"));
    assertThat(find("secret:younger")).containsExactly("doc/1");
    assertThat(find("secret:young")).isEmpty();
  }

  @Test
  void aTruncatedTableLosesItsDocumentsWithTheCommitAndNoOtherDoes() {
    TableVersion doc = Shop.table("doc", ID, SECRET);
    Shop.commit(
        part,
        ++at,
        Shop.insert(doc, 1L, "word"),
        Shop.insert(Shop.table("other", ID, SECRET), 1L, "word"));
    part.begin();
    truncate(doc);
    part.abort();
    part.begin();
    truncate(doc);
    assertThat(find("word")).containsExactlyInAnyOrder("doc/1", "other/1");
    part.commit(Shop.at(++at));
    assertThat(find("word")).containsExactly("other/1");
  }

  private void truncate(TableVersion table) {
    part.truncated(
        new ControlRecord.Truncation(
            "a:1",
            table.name(),
            table.fingerprint(),
            new Placement(List.of(), List.of(0)),
            "TRUNCATE TABLE doc",
            Notes.SOURCE_TIME),
        table,
        Reach.WHOLE_TABLE);
  }

  @Test
  void everyTypeOfValueSurvivesBeingWrittenAnew() {
    List<Column> columns = new ArrayList<>(List.of(ID));
    List<Object> values = new ArrayList<>(List.of(1L));
    for (MySqlType type : MySqlType.values()) {
      columns.add(column("c_" + type.name().toLowerCase(Locale.ROOT), type));
      values.add(sample(type));
    }
    TableVersion after = Shop.table("doc", columns.toArray(Column[]::new));
    columns.add(SECRET);
    TableVersion before = Shop.table("doc", columns.toArray(Column[]::new));
    Shop.commit(part, ++at, Shop.insert(after, values.toArray()));
    List<String> expected = values("doc/1");
    values.add("secret");
    Shop.commit(part, ++at, Shop.insert(before, values.toArray()));
    Object[] empty = new Object[columns.size()];
    empty[0] = 2L;
    empty[after.indexOf("c_date").orElseThrow()] = new MySqlLiteral("0000-00-00");
    empty[after.indexOf("c_datetime").orElseThrow()] = new MySqlLiteral("2026-00-01 00:00:00");
    Shop.commit(part, ++at, Shop.insert(before, empty));

    change(before, after, "ALTER TABLE doc DROP secret");

    assertThat(expected).hasSize(after.columns().size());
    assertThat(values("doc/1")).isEqualTo(expected);
    assertThat(values("doc/2"))
        .containsExactly("id=2", "c_date=0000-00-00", "c_datetime=2026-00-01 00:00:00");
    everythingIsStillFound();
  }

  private void everythingIsStillFound() {
    for (String query :
        List.of(
            "c_int:7",
            "c_float:0.1",
            "c_double:0.1",
            "c_decimal:\\-1.5",
            "c_bit:1",
            "c_date:2026-03-01",
            "c_datetime:1969-12-31",
            "c_time:\"-00:00:01\"",
            "c_text:words",
            "c_enum:red",
            "c_set:blue",
            "c_varbinary:0x00ff",
            "c_json.a:7")) {
      assertThat(find(query)).as(query).containsExactly("doc/1");
    }
  }

  private static Object sample(MySqlType type) {
    return switch (type) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> 7L;
      case DECIMAL -> new BigDecimal("-1.50");
      case FLOAT -> 0.1f;
      case DOUBLE -> 0.1;
      case BIT -> new byte[] {1};
      case DATE -> 20_513L;
      case TIME, DATETIME, TIMESTAMP -> -1_000_001L;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> "some words";
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> new byte[] {0, -1};
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> new byte[] {0, -1};
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> new byte[] {0, -1};
      case ENUM -> "red";
      case SET -> "red,blue";
      case JSON -> new JsonValue("{\"a\": 7}", Optional.empty());
    };
  }

  @Test
  void aChangeThatNobodyCanTellIsRejectedAndNothingIsLost() {
    TableVersion before = Shop.table("doc", ID, column("a", MySqlType.INT));
    TableVersion after = Shop.table("doc", ID, column("b", MySqlType.INT));
    Shop.commit(part, ++at, Shop.insert(before, 1L, 5L));
    assertThatThrownBy(() -> change(before, after, "a statement that does not say"))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
        .hasMessageContaining("may have become b");
    assertThat(find("a:5")).containsExactly("doc/1");
  }

  private void change(
      TableVersion before, TableVersion after, String statement, ColumnFill... fills) {
    part.schemaChanged(
        new ControlRecord.SchemaChange(
            "ddl-" + at,
            before.name(),
            Optional.of(before.fingerprint()),
            Optional.of(after.fingerprint()),
            statement,
            Notes.SOURCE_TIME,
            List.of(fills)),
        Optional.of(before),
        Optional.of(after),
        Reach.WHOLE_TABLE);
    Shop.commit(part, ++at);
  }

  private List<String> find(String query) {
    try (SearchIndex index = SearchIndex.open(folder)) {
      return index.search(query, 100).hits().stream().map(Hit::id).toList();
    }
  }

  private List<String> values(String id) {
    try (SearchIndex index = SearchIndex.open(folder)) {
      return Arrays.asList(
          index.search("_id:\"" + id + "\"", 1).hits().get(0).values().stream()
              .map(value -> value.column() + "=" + value.text())
              .toArray(String[]::new));
    }
  }
}
