package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.Replica.at;
import static dev.doppio.applier.mysql.Replica.column;
import static dev.doppio.applier.mysql.Replica.delete;
import static dev.doppio.applier.mysql.Replica.insert;
import static dev.doppio.applier.mysql.Replica.query;
import static dev.doppio.applier.mysql.Replica.required;
import static dev.doppio.applier.mysql.Replica.table;
import static dev.doppio.applier.mysql.Replica.text;
import static dev.doppio.applier.mysql.Replica.type;
import static dev.doppio.applier.mysql.Replica.update;
import static dev.doppio.applier.mysql.Replica.varchar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of the replica follow the log's schemas, in every order that partitions can take. */
final class ReplicaSchemaIT {
  private static final PartitionId P0 = new PartitionId("shop", 0);
  private static final PartitionId P1 = new PartitionId("shop", 1);
  private static final Column ID = required("id", type(MySqlType.BIGINT));
  private static final TableVersion FIRST =
      items(ID, column("a", varchar(10)), column("b", type(MySqlType.INT)));
  private static final TableVersion RENAMED =
      items(
          ID,
          column("c", type(MySqlType.BIGINT)),
          column("text", varchar(10)),
          required("n", type(MySqlType.INT)));

  private MySqlTarget target;

  @BeforeEach
  void connect() {
    Replica.run("DROP DATABASE IF EXISTS doppio", "DROP DATABASE IF EXISTS shop");
    target = MySqlTarget.connect(Replica.config());
  }

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void columnsAreAddedDroppedRenamedRetypedAndMoved() {
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(FIRST, 1L, "x", 7L));
    TableVersion after =
        items(
            ID,
            column("b", type(MySqlType.BIGINT)),
            column("text", varchar(20)),
            required("n", type(MySqlType.INT)));
    part.schemaChanged(
        change(1, FIRST, after, "ALTER TABLE items CHANGE COLUMN `a` `text` VARCHAR(20), ..."),
        Optional.of(FIRST),
        Optional.of(after),
        Reach.WHOLE_TABLE);
    Replica.commit(part, P0, 2, insert(after, 2L, 8L, "y", 9L));
    assertThat(columns()).containsExactly("id bigint", "b bigint", "text varchar(20)", "n int");
    assertThat(query("SELECT * FROM shop.items ORDER BY id")).containsExactly("1 7 x 0", "2 8 y 9");
    part.schemaChanged(
        change(2, after, FIRST, "ALTER TABLE items RENAME COLUMN text TO a, DROP n, MODIFY b INT"),
        Optional.of(after),
        Optional.of(FIRST),
        Reach.WHOLE_TABLE);
    assertThat(columns()).containsExactly("id bigint", "a varchar(10)", "b int");
    assertThat(query("SELECT * FROM shop.items ORDER BY id")).containsExactly("1 x 7", "2 y 8");
  }

  @Test
  void rowsOfASlowerPartitionGoIntoTheColumnsThatBecameOfTheirs() {
    TargetPartition fast = target.open(P0);
    TargetPartition slow = target.open(P1);
    Replica.commit(slow, P1, 1, insert(FIRST, 1L, "old", 1L));
    fast.schemaChanged(
        change(
            1,
            FIRST,
            RENAMED,
            "ALTER TABLE items RENAME COLUMN a TO text, DROP COLUMN b, ADD c BIGINT AFTER id, ADD n"
                + " INT NOT NULL"),
        Optional.of(FIRST),
        Optional.of(RENAMED),
        Reach.WHOLE_TABLE);
    Replica.commit(fast, P0, 1, insert(RENAMED, 10L, 5L, "new", 6L));
    // Before its own schema change: with the column names, and the columns, of before.
    Replica.commit(slow, P1, 2, update(FIRST, 1L, "upd", 2L), insert(FIRST, 2L, "late", 3L));
    TargetPartition restarted = target.open(P1);
    Replica.commit(restarted, P1, 3, insert(FIRST, 3L, "later", 3L), delete(FIRST, 2L));
    assertThat(query("SELECT * FROM shop.items ORDER BY id"))
        .containsExactly("1 null upd 0", "3 null later 0", "10 5 new 6");
    restarted.schemaChanged(
        change(1, FIRST, RENAMED, ""), Optional.of(FIRST), Optional.of(RENAMED), Reach.WHOLE_TABLE);
    Replica.commit(restarted, P1, 4, update(RENAMED, 1L, 4L, "upd2", 5L));
    assertThat(query("SELECT * FROM shop.items WHERE id = 1")).containsExactly("1 4 upd2 5");
    assertThat(target.stats().drift()).isEmpty();
  }

  @Test
  void valuesThatOnlyTheSlowerPartitionStillHasMayBeTooLongForANarrowerColumn() {
    TableVersion narrow = items(ID, column("a", varchar(3)), column("b", type(MySqlType.INT)));
    TargetPartition fast = target.open(P0);
    TargetPartition slow = target.open(P1);
    Replica.commit(slow, P1, 1, insert(FIRST, 1L, "too long", 1L));
    fast.schemaChanged(
        change(1, FIRST, narrow, ""), Optional.of(FIRST), Optional.of(narrow), Reach.WHOLE_TABLE);
    Replica.commit(slow, P1, 2, insert(FIRST, 2L, "also long", 1L));
    Replica.commit(slow, P1, 3, update(FIRST, 1L, "ok", 1L), update(FIRST, 2L, "ok2", 1L));
    slow.schemaChanged(
        change(1, FIRST, narrow, ""), Optional.of(FIRST), Optional.of(narrow), Reach.WHOLE_TABLE);
    assertThat(query("SELECT * FROM shop.items ORDER BY id")).containsExactly("1 ok 1", "2 ok2 1");
    assertThat(columns()).contains("a varchar(3)");
    slow.begin();
    slow.rows(Replica.RUN, List.of(insert(narrow, 3L, "long again", 1L)));
    assertRejected(() -> slow.commit(at(P1, 4)), "items/3");
  }

  @Test
  void aTableDroppedAndMadeAnewTakesNoRowsFromBefore() {
    TargetPartition fast = target.open(P0);
    TargetPartition slow = target.open(P1);
    Replica.commit(fast, P0, 1, insert(FIRST, 1L, "x", 1L));
    drop(fast, 1);
    make(fast, 2);
    Replica.commit(fast, P0, 2, insert(FIRST, 2L, "y", 1L));
    Replica.commit(slow, P1, 1, insert(FIRST, 3L, "of before", 1L));
    assertThat(query("SELECT id FROM shop.items")).containsExactly("2");
    drop(slow, 1);
    make(slow, 2);
    Replica.commit(slow, P1, 2, insert(FIRST, 4L, "of now", 1L));
    assertThat(query("SELECT id FROM shop.items")).containsExactly("2", "4");
    assertThat(target.stats().discarded()).isEqualTo(1);
  }

  @Test
  void aCrashBetweenIntentAndDdlOrBetweenDdlAndAcknowledgementIsNoMatter() {
    TableVersion after = items(ID, column("a", varchar(10)), column("b", type(MySqlType.BIGINT)));
    for (boolean ran : List.of(false, true)) {
      Replica.run("DROP DATABASE IF EXISTS shop", "DELETE FROM doppio.ddl_applied");
      Replica.run("DELETE FROM doppio.checkpoint", "DELETE FROM doppio.ddl_seen");
      TargetPartition part = target.open(P0);
      Replica.commit(part, P0, 1, insert(FIRST, 1L, "x", 1L));
      Replica.run(
          "INSERT INTO doppio.ddl_applied (origin, ddl_id, database_name, table_name, effect,"
              + " statement, connection_id, applied, updated_at) VALUES ('dc1', 'uuid:1', 'shop',"
              + " 'items', 'ALTER', 'as it was', 1, FALSE, NOW(6))");
      if (ran) {
        Replica.run("ALTER TABLE shop.items MODIFY b BIGINT NULL");
      }
      part.schemaChanged(
          change(1, FIRST, after, ""), Optional.of(FIRST), Optional.of(after), Reach.WHOLE_TABLE);
      assertThat(columns()).containsExactly("id bigint", "a varchar(10)", "b bigint");
      assertThat(
              query(
                  "SELECT applied, connection_id > 1 FROM doppio.ddl_applied WHERE ddl_id LIKE"
                      + " 'uuid%'"))
          .containsExactly("1 1");
      Replica.commit(part, P0, 2, insert(after, 2L, "y", 1L << 40));
      assertThat(query("SELECT b FROM shop.items")).containsExactly("1", "" + (1L << 40));
    }
  }

  @Test
  void whileDdlIsUnderWayARowThatDoesNotFitIsTriedAgain() {
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(FIRST, 1L, "x", 1L));
    Replica.commit(part, P0, 2, update(FIRST, 1L, "y", 1L));
    Replica.run(
        "INSERT INTO doppio.ddl_applied (origin, ddl_id, database_name, table_name, effect,"
            + " statement, connection_id, applied, updated_at) VALUES ('dc1', 'uuid:1', 'shop',"
            + " 'items', 'ALTER', '', 1, FALSE, NOW(6))",
        "ALTER TABLE shop.items DROP COLUMN b");
    part.begin();
    part.rows(Replica.RUN, List.of(update(FIRST, 1L, "z", 1L)));
    assertThatThrownBy(() -> part.commit(at(P0, 3)))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE));
  }

  @Test
  void aChangeByAnotherProcessIsNoticedEvenWhereEveryRowStillFits() {
    try (MySqlTarget other = MySqlTarget.connect(Replica.config())) {
      TargetPartition slow = target.open(P0);
      TargetPartition fast = other.open(P1);
      Replica.commit(slow, P0, 1, insert(FIRST, 1L, "x", 1L));
      Replica.commit(slow, P0, 2, insert(FIRST, 2L, "y", 1L));
      slow.begin();
      drop(fast, 1);
      make(fast, 2);
      slow.rows(Replica.RUN, List.of(insert(FIRST, 3L, "of the table before", 1L)));
      assertThatThrownBy(() -> slow.commit(at(P0, 3)))
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE));
      Replica.commit(target.open(P0), P0, 3, insert(FIRST, 3L, "of the table before", 1L));
      assertThat(query("SELECT id FROM shop.items")).isEmpty();
      assertThat(target.stats().discarded()).isEqualTo(1);
    }
  }

  @Test
  void aRenameThatNobodyNamesIsNotGuessed() {
    TableVersion after = items(ID, column("z", varchar(10)), column("b", type(MySqlType.INT)));
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(FIRST, 1L, "x", 1L));
    ControlRecord.SchemaChange change = change(1, FIRST, after, "RENAME TABLE new_items TO items");
    assertRejected(
        () -> part.schemaChanged(change, Optional.of(FIRST), Optional.of(after), Reach.WHOLE_TABLE),
        "by hand");
    Replica.run("ALTER TABLE shop.items RENAME COLUMN a TO z");
    TargetPartition again = target.open(P0);
    again.schemaChanged(change, Optional.of(FIRST), Optional.of(after), Reach.WHOLE_TABLE);
    Replica.commit(again, P0, 2, insert(after, 2L, "y", 1L));
    assertThat(query("SELECT z FROM shop.items")).containsExactly("x", "y");
  }

  @Test
  void aTableThatIsAlreadyThereIsTakenWhenEveryColumnFits() {
    Replica.run(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.items (id BIGINT PRIMARY KEY, extra INT DEFAULT 5, a VARCHAR(99)"
            + " COLLATE utf8mb4_0900_ai_ci, b INT, s INT AS (b * 2) STORED)");
    TableVersion withGenerated =
        items(
            ID,
            column("a", varchar(10)),
            column("b", type(MySqlType.INT)),
            new Column("s", type(MySqlType.INT), true, true),
            new Column("not_here", type(MySqlType.INT), true, true));
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(withGenerated, 1L, "x", 4L, null, null));
    Replica.commit(part, P0, 2, update(withGenerated, 1L, "x", 6L, null, null));
    assertThat(query("SELECT * FROM shop.items")).containsExactly("1 5 x 6 12");
  }

  @Test
  void aTableThatDoesNotFitIsRejectedWithBothTypes() {
    Replica.run(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.items (id INT PRIMARY KEY, a VARCHAR(10) CHARACTER SET latin1, must INT"
            + " NOT NULL)");
    TargetPartition part = target.open(P0);
    part.begin();
    part.rows(Replica.RUN, List.of(insert(FIRST, 1L, "x", 1L)));
    assertThatThrownBy(() -> part.commit(at(P0, 1)))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
        .hasMessageContaining("column id is bigint in the log and int at the replica")
        .hasMessageContaining("utf8mb4_0900_ai_ci")
        .hasMessageContaining("column b is missing: ALTER TABLE")
        .hasMessageContaining("column must");
  }

  @Test
  void aTableOfOursThatIsGoneIsNotMadeAnewInSilence() {
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(FIRST, 1L, "x", 1L));
    Replica.run("DROP TABLE shop.items");
    TargetPartition again = target.open(P0);
    again.begin();
    again.rows(Replica.RUN, List.of(update(FIRST, 1L, "y", 1L)));
    assertRejected(() -> again.commit(at(P0, 2)), "is gone");
  }

  @Test
  void aPinnedTableKeepsItsUniqueKeyThroughASwap() {
    Replica.run(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.items (id BIGINT PRIMARY KEY, a VARCHAR(10) COLLATE utf8mb4_0900_ai_ci,"
            + " b INT, UNIQUE KEY (b))");
    MySqlTargetConfig root = Replica.config();
    try (MySqlTarget pinned =
        MySqlTarget.connect(
            Replica.config(
                root.user(),
                root.password().reveal(),
                List.of("shop"),
                Map.of(new TableName("shop", "items"), UniquePolicy.PIN),
                false))) {
      TargetPartition part = pinned.open(P0);
      Replica.commit(part, P0, 1, insert(FIRST, 1L, "x", 1L), insert(FIRST, 2L, "y", 2L));
      Replica.commit(
          part,
          P0,
          2,
          update(FIRST, 1L, "x", null),
          update(FIRST, 2L, "y", 1L),
          update(FIRST, 1L, "x", 2L),
          insert(FIRST, 3L, "z", 3L));
      assertThat(query("SELECT id, b FROM shop.items ORDER BY id"))
          .containsExactly("1 2", "2 1", "3 3");
      assertThat(pinned.stats().drift()).isEmpty();
      part.begin();
      part.rows(Replica.RUN, List.of(insert(FIRST, 4L, "w", 3L)));
      assertRejected(() -> part.commit(at(P0, 3)), "items/4");
    }
  }

  @Test
  void aLongTextCanBeAKey() {
    TableVersion table =
        items(
            ID,
            required("k", text(MySqlType.TEXT, 0, "utf8mb4_0900_ai_ci")),
            column("v", type(MySqlType.INT)));
    TableVersion keyed = new TableVersion(table.name(), table.columns(), List.of(1, 0));
    TargetPartition part = target.open(P0);
    Replica.commit(part, P0, 1, insert(keyed, 1L, "k".repeat(700), 1L));
    Replica.commit(part, P0, 2, update(keyed, 1L, "k".repeat(700), 2L));
    assertThat(query("SELECT v FROM shop.items")).containsExactly("2");
  }

  private static void drop(TargetPartition part, int number) {
    part.schemaChanged(
        new ControlRecord.SchemaChange(
            "uuid:" + number,
            FIRST.name(),
            Optional.of(FIRST.fingerprint()),
            Optional.empty(),
            "DROP TABLE items",
            Instant.EPOCH),
        Optional.of(FIRST),
        Optional.empty(),
        Reach.WHOLE_TABLE);
  }

  private static void make(TargetPartition part, int number) {
    part.schemaChanged(
        new ControlRecord.SchemaChange(
            "uuid:" + number,
            FIRST.name(),
            Optional.empty(),
            Optional.of(FIRST.fingerprint()),
            "CREATE TABLE items",
            Instant.EPOCH),
        Optional.empty(),
        Optional.of(FIRST),
        Reach.WHOLE_TABLE);
  }

  private static ControlRecord.SchemaChange change(
      int number, TableVersion before, TableVersion after, String statement) {
    return new ControlRecord.SchemaChange(
        "uuid:" + number,
        before.name(),
        Optional.of(before.fingerprint()),
        Optional.of(after.fingerprint()),
        statement,
        Instant.EPOCH);
  }

  private static TableVersion items(Column... columns) {
    return table("shop", "items", 1, columns);
  }

  private static List<String> columns() {
    return query(
        "SELECT column_name, column_type FROM information_schema.columns WHERE table_schema ="
            + " 'shop' AND table_name = 'items' ORDER BY ordinal_position");
  }

  private static void assertRejected(ThrowingCallable work, String says) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
        .hasMessageContaining(says);
  }
}
