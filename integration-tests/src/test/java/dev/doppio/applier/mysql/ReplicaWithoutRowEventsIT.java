package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.Replica.at;
import static dev.doppio.applier.mysql.Replica.column;
import static dev.doppio.applier.mysql.Replica.delete;
import static dev.doppio.applier.mysql.Replica.insert;
import static dev.doppio.applier.mysql.Replica.query;
import static dev.doppio.applier.mysql.Replica.required;
import static dev.doppio.applier.mysql.Replica.table;
import static dev.doppio.applier.mysql.Replica.type;
import static dev.doppio.applier.mysql.Replica.update;
import static dev.doppio.applier.mysql.Replica.varchar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.partition.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents that go, move or get a value by a statement, at partitions that are not in step. */
final class ReplicaWithoutRowEventsIT {
  private static final PartitionId P0 = new PartitionId("shop", 0);
  private static final PartitionId P1 = new PartitionId("shop", 1);
  private static final TableVersion ITEMS = items("items");
  private static final TableVersion SHADOW = items("_items_gho");
  private static final TableVersion GONE = items("_items_del");
  private static final Placement BY_ID = new Placement(List.of("id"), List.of(0, 1));

  private MySqlTarget target;

  private static TableVersion items(String name) {
    return table("shop", name, 1, required("id", varchar(20)), column("a", varchar(10)));
  }

  @BeforeEach
  void connect() {
    Replica.run("DROP DATABASE IF EXISTS doppio", "DROP DATABASE IF EXISTS shop");
    target = MySqlTarget.connect(Replica.config());
  }

  @AfterEach
  void close() {
    target.close();
  }

  private static void rename(TargetPartition part, int id, TableVersion from, TableVersion to) {
    part.schemaChanged(
        new ControlRecord.SchemaChange(
            "uuid:" + id,
            from.name(),
            Optional.of(from.fingerprint()),
            Optional.of(to.fingerprint()),
            "RENAME TABLE ...",
            Instant.EPOCH),
        Optional.of(from),
        Optional.of(to),
        Reach.WHOLE_TABLE);
  }

  private static ControlRecord.Truncation truncation(TableVersion table, Placement placement) {
    return new ControlRecord.Truncation(
        "uuid:9",
        table.name(),
        table.fingerprint(),
        placement,
        "TRUNCATE TABLE items",
        Instant.EPOCH);
  }

  private static void swap(TargetPartition part) {
    rename(part, 1, ITEMS, GONE);
    rename(part, 1, SHADOW, ITEMS);
  }

  private static List<String> rows(String table) {
    return query("SELECT id, a FROM shop." + table + " ORDER BY id");
  }

  @Test
  void rowsOfASlowerPartitionFollowTheirTablesThroughASwapOfNames() {
    TargetPartition fast = target.open(P0);
    TargetPartition slow = target.open(P1);
    Replica.commit(fast, P0, 1, insert(ITEMS, "1", "old"), insert(SHADOW, "1", "new"));
    Replica.commit(slow, P1, 1, insert(ITEMS, "2", "old"), insert(SHADOW, "2", "new"));
    swap(fast);
    Replica.commit(fast, P0, 2, update(ITEMS, "1", "behind"));
    // Before its own swap: with the names of before.
    Replica.commit(slow, P1, 2, insert(ITEMS, "3", "old"), insert(SHADOW, "3", "new"));
    TargetPartition again = target.open(P1);
    Replica.commit(again, P1, 3, update(ITEMS, "2", "late"), update(SHADOW, "2", "later"));
    assertThat(rows("items")).containsExactly("1 behind", "2 later", "3 new");
    assertThat(rows("_items_del")).containsExactly("1 old", "2 late", "3 old");
    swap(again);
    Replica.commit(again, P1, 4, insert(ITEMS, "4", "x"), delete(ITEMS, "3"));
    assertThat(rows("items")).containsExactly("1 behind", "2 later", "4 x");
    assertThat(target.stats().drift()).isEmpty();
  }

  @Test
  void aTableThatWasRenamedAndDroppedTakesNoRowsAndANewOneOfItsNameTakesItsOwn() {
    TargetPartition fast = target.open(P0);
    TargetPartition slow = target.open(P1);
    Replica.commit(slow, P1, 1, insert(ITEMS, "1", "x"));
    rename(fast, 1, ITEMS, GONE);
    fast.schemaChanged(
        new ControlRecord.SchemaChange(
            "uuid:2",
            GONE.name(),
            Optional.of(GONE.fingerprint()),
            Optional.empty(),
            "DROP TABLE _items_del",
            Instant.EPOCH),
        Optional.of(GONE),
        Optional.empty(),
        Reach.WHOLE_TABLE);
    Replica.commit(fast, P0, 1, insert(ITEMS, "2", "young"));
    Replica.commit(slow, P1, 2, insert(ITEMS, "3", "old"));
    assertThat(rows("items")).containsExactly("2 young");
    assertThat(target.stats().discarded()).isEqualTo(1);
  }

  @Test
  void aCrashBeforeOrBehindTheRenameIsNoMatter() {
    for (boolean ran : List.of(false, true)) {
      Replica.run("DROP DATABASE IF EXISTS shop", "DELETE FROM doppio.ddl_applied");
      Replica.run("DELETE FROM doppio.checkpoint", "DELETE FROM doppio.ddl_seen");
      TargetPartition part = target.open(P0);
      Replica.commit(part, P0, 1, insert(ITEMS, "1", "x"));
      Replica.run(
          "INSERT INTO doppio.ddl_applied (origin, ddl_id, database_name, table_name, effect,"
              + " renamed_to, statement, connection_id, applied, updated_at) VALUES ('dc1',"
              + " 'uuid:1', 'shop', 'items', 'RENAME', '_items_del', '', 1, FALSE, NOW(6))");
      if (ran) {
        Replica.run("RENAME TABLE shop.items TO shop._items_del");
      }
      TargetPartition again = target.open(P0);
      rename(again, 1, ITEMS, GONE);
      rename(again, 1, ITEMS, GONE);
      Replica.commit(again, P0, 2, update(GONE, "1", "y"));
      assertThat(rows("_items_del")).containsExactly("1 y");
      assertThat(query("SELECT 1 FROM information_schema.tables WHERE table_name = 'items'"))
          .isEmpty();
    }
  }

  @Test
  void aRenameOntoATableThatIsThereIsRejected() {
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(ITEMS, "1", "x"), insert(GONE, "2", "y"));
    assertThatThrownBy(() -> rename(part, 1, ITEMS, GONE))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
        .hasMessageContaining("shop._items_del");
    assertThat(rows("items")).containsExactly("1 x");
  }

  @Test
  void aTruncationRemovesThePartitionsOwnDocumentsAtItsOwnPlace() {
    List<String> mine = ids(0, 700);
    List<String> others = ids(1, 5);
    TargetPartition fast = target.open(P0);
    TargetPartition slow = target.open(P1);
    fill(fast, P0, mine);
    fill(slow, P1, others);
    fast.begin();
    fast.truncated(truncation(ITEMS, BY_ID), ITEMS, Reach.WHOLE_TABLE);
    assertThat(rows("items")).as("before the commit").hasSize(705);
    fast.commit(at(P0, 1_000));
    assertThat(rows("items")).hasSize(5);
    Replica.commit(fast, P0, 1_001, insert(ITEMS, mine.get(0), "behind"));
    Replica.commit(slow, P1, 1_000, update(ITEMS, others.get(0), "not yet"));
    slow.begin();
    slow.truncated(truncation(ITEMS, BY_ID), ITEMS, Reach.WHOLE_TABLE);
    slow.abort();
    assertThat(rows("items")).as("aborted").hasSize(6);
    slow.begin();
    slow.truncated(truncation(ITEMS, BY_ID), ITEMS, Reach.WHOLE_TABLE);
    slow.commit(at(P1, 1_001));
    assertThat(rows("items")).containsExactly(mine.get(0) + " behind");
    assertThat(target.stats().deleted()).isEqualTo(705);
  }

  private static void fill(TargetPartition part, PartitionId partition, List<String> ids) {
    part.begin();
    part.rows(Replica.RUN, ids.stream().map(id -> insert(ITEMS, id, "x")).toList());
    part.commit(at(partition, 1));
  }

  private static Row key(String id) {
    return new Row(ITEMS, new Object[] {id, null});
  }

  /** Keys that lie in a partition, in both cases, as a collation takes them for the same place. */
  private static List<String> ids(int partition, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; ids.size() < count; i++) {
      String id = i % 2 == 0 ? "Key " + i : "ü" + i;
      if (BY_ID.of(ITEMS).partitionOf(key(id)) == partition) {
        ids.add(id);
      }
    }
    return ids;
  }

  @Test
  void keysOfEveryTypeThatPlacesADocumentAreFoundAgain() {
    List<Column> keys =
        List.of(
            required("k", type(MySqlType.BIGINT)),
            required("k", Replica.type(MySqlType.DATE)),
            required("k", Replica.type(MySqlType.YEAR)));
    List<Object> values = List.of(-7L, 20_000L, 2_026L);
    TargetPartition part = target.open(P0);
    for (int i = 0; i < keys.size(); i++) {
      TableVersion version =
          table("shop", "t" + i, 1, keys.get(i), column("a", type(MySqlType.INT)));
      Row row = new Row(version, new Object[] {values.get(i), 1L});
      int partition = new Placement(List.of("k"), List.of(0, 1)).of(version).partitionOf(row);
      List<Integer> placed = partition == 0 ? List.of(0, 1) : List.of(1, 0);
      Replica.commit(part, P0, 2 * i + 1, insert(version, values.get(i), 1L));
      part.begin();
      part.truncated(
          truncation(version, new Placement(List.of("k"), placed)), version, Reach.WHOLE_TABLE);
      part.commit(at(P0, 2 * i + 2));
      assertThat(query("SELECT COUNT(*) FROM shop.t" + i)).containsExactly("0");
    }
    assertThat(target.stats().deleted()).isEqualTo(keys.size());
  }

  @Test
  void aTableInOnePartitionIsNotTouchedByTheOthers() {
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(ITEMS, "1", "x"), insert(ITEMS, "2", "x"));
    Placement other = new Placement(List.of(), List.of(1));
    part.begin();
    part.truncated(truncation(ITEMS, other), ITEMS, Reach.WHOLE_TABLE);
    part.commit(at(P0, 2));
    assertThat(rows("items")).hasSize(2);
    Placement own = new Placement(List.of(), List.of(0));
    part.begin();
    assertThatThrownBy(() -> part.truncated(truncation(ITEMS, own), ITEMS, Reach.PART_OF_TABLE))
        .hasMessageContaining("doppio skip");
    part.abort();
    part.begin();
    part.truncated(truncation(ITEMS, own), ITEMS, Reach.WHOLE_TABLE);
    part.commit(at(P0, 3));
    assertThat(rows("items")).isEmpty();
  }

  private static TableVersion items(MySqlType n, Column last) {
    return table(
        "shop",
        "items",
        1,
        required("id", varchar(20)),
        column("a", varchar(10)),
        required("n", type(n)),
        last);
  }

  private static ControlRecord.SchemaChange changed(
      TableVersion before, TableVersion after, String statement, List<ColumnFill> fills) {
    return new ControlRecord.SchemaChange(
        "uuid:" + after.fingerprint(),
        before.name(),
        Optional.of(before.fingerprint()),
        Optional.of(after.fingerprint()),
        statement,
        Instant.EPOCH,
        fills);
  }

  @Test
  void aNewColumnsValueGoesIntoTheRowsThatAreThereAndIntoThoseThatASlowerPartitionBrings() {
    TableVersion after = items(MySqlType.INT, column("t", varchar(9)));
    TableVersion wider = items(MySqlType.BIGINT, column("u", varchar(99)));
    List<ColumnFill> fills = List.of(new ColumnFill("n", "7"), new ColumnFill("t", "'it''s'"));
    ControlRecord.SchemaChange change = changed(ITEMS, after, "ALTER TABLE items ADD ...", fills);
    ControlRecord.SchemaChange again =
        changed(after, wider, "ALTER TABLE items MODIFY n BIGINT, CHANGE t u ...", List.of());
    TargetPartition fast = target.open(P0);
    TargetPartition slow = target.open(P1);
    Replica.commit(fast, P0, 1, insert(ITEMS, "1", "x"));
    fast.schemaChanged(change, Optional.of(ITEMS), Optional.of(after), Reach.WHOLE_TABLE);
    Replica.commit(fast, P0, 2, insert(after, "2", "x", 8L, null));
    Replica.commit(slow, P1, 1, insert(ITEMS, "3", "late"));
    fast.schemaChanged(again, Optional.of(after), Optional.of(wider), Reach.WHOLE_TABLE);
    Replica.commit(slow, P1, 2, insert(ITEMS, "4", "later"));
    slow.schemaChanged(change, Optional.of(ITEMS), Optional.of(after), Reach.WHOLE_TABLE);
    Replica.commit(slow, P1, 3, insert(after, "5", "x", 9L, null));
    slow.schemaChanged(again, Optional.of(after), Optional.of(wider), Reach.WHOLE_TABLE);
    assertThat(query("SELECT * FROM shop.items ORDER BY id"))
        .containsExactly(
            "1 x 7 it's", "2 x 8 null", "3 late 7 it's", "4 later 7 it's", "5 x 9 null");
  }
}
