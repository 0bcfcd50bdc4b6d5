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

import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of the log become rows of the replica: exact keys, order, drift, takeovers. */
final class ReplicaRowsIT {
  private static final PartitionId P0 = new PartitionId("shop", 0);
  private static final PartitionId P1 = new PartitionId("shop", 1);
  private static final TableVersion PEOPLE =
      table("shop", "people", 1, required("name", varchar(40)), column("age", type(MySqlType.INT)));

  @Test
  void aDeleteOfBobLeavesBobInCapitals() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(PEOPLE, "BOB", 1L));
          Replica.commit(part, P0, 2, delete(PEOPLE, "bob"), delete(PEOPLE, "BOB "));
          assertThat(query("SELECT HEX(name) FROM shop.people")).containsExactly("424F42");
          Replica.commit(part, P0, 3, delete(PEOPLE, "BOB"));
          assertThat(query("SELECT HEX(name) FROM shop.people")).isEmpty();
          assertThat(target.stats().drift()).containsEntry(PEOPLE.name(), 2L);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf8mb3_general_ci", "ucs2_general_ci", "macroman_general_ci"})
  void aKeyInACharsetThatTheServerMeansToDropIsDeletedByItsBytes(String collation) {
    TableVersion old =
        table(
            "shop",
            "old",
            1,
            required("name", text(MySqlType.VARCHAR, 20, collation)),
            column("n", type(MySqlType.INT)));
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(old, "BOB", 1L), insert(old, "al", 2L));
          Replica.commit(part, P0, 2, delete(old, "bob"), delete(old, "BOB"));
          assertThat(query("SELECT n FROM shop.old")).containsExactly("2");
          assertThat(target.stats().drift()).containsEntry(old.name(), 1L);
        });
  }

  @Test
  void aKeyThatChangesItsCaseChangesItsBytes() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(PEOPLE, "bob", 1L), insert(PEOPLE, "al", 5L));
          Replica.commit(part, P0, 2, delete(PEOPLE, "bob"), insert(PEOPLE, "BOB", 2L));
          assertThat(people()).containsExactly("616C 5", "424F42 2");
          // Where the delete is folded into another statement than the insert, and the other way.
          Replica.commit(
              part,
              P0,
              3,
              delete(PEOPLE, "BOB"),
              insert(PEOPLE, "bob", 3L),
              delete(PEOPLE, "bob"),
              insert(PEOPLE, "Bob", 4L));
          assertThat(people()).containsExactly("616C 5", "426F62 4");
          // A replica that missed the delete takes the new bytes all the same.
          Replica.commit(part, P0, 4, update(PEOPLE, "bOb", 6L), insert(PEOPLE, "AL", 7L));
          assertThat(people()).containsExactly("414C 7", "624F62 6");
        });
  }

  private static List<String> people() {
    return query("SELECT HEX(name), age FROM shop.people ORDER BY name");
  }

  @Test
  void changesOfOneDocumentInOneTransactionKeepTheirOrder() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(
              part,
              P0,
              1,
              insert(PEOPLE, "a", 1L),
              insert(PEOPLE, "b", 1L),
              update(PEOPLE, "a", 2L),
              delete(PEOPLE, "b"),
              insert(PEOPLE, "c", 1L),
              delete(PEOPLE, "a"),
              insert(PEOPLE, "a", 3L),
              delete(PEOPLE, "c"));
          assertThat(people()).containsExactly("61 3");
          assertThat(target.stats().drift()).isEmpty();
        });
  }

  @Test
  void driftIsCountedByTheTruth() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(PEOPLE, "a", 1L), insert(PEOPLE, "b", 1L));
          Replica.run("DELETE FROM shop.people WHERE name = 'b'");
          Replica.commit(
              part, P0, 2, update(PEOPLE, "a", 2L), update(PEOPLE, "b", 2L), delete(PEOPLE, "z"));
          assertThat(people()).containsExactly("61 2", "62 2");
          assertThat(target.stats().drift()).containsEntry(PEOPLE.name(), 2L);
          // There and back in one transaction changes nothing, and is no drift.
          Replica.commit(
              part,
              P0,
              3,
              update(PEOPLE, "a", 9L),
              update(PEOPLE, "b", 9L),
              update(PEOPLE, "a", 2L),
              update(PEOPLE, "b", 2L));
          part.begin();
          part.rows(Replica.RUN, List.of(delete(PEOPLE, "nobody")));
          part.abort();
          assertThat(target.stats().drift()).containsEntry(PEOPLE.name(), 2L);
        });
  }

  @Test
  void strictStopsAtTheDocumentThatIsMissing() {
    try (Target target = fresh(true)) {
      TargetPartition part = target.open(P0);
      Replica.commit(
          part, P0, 1, insert(PEOPLE, "a", 1L), insert(PEOPLE, "b", 1L), insert(PEOPLE, "c", 1L));
      Replica.run("DELETE FROM shop.people WHERE name = 'b'");
      for (List<DocumentChange> changes :
          List.of(
              List.of(delete(PEOPLE, "a"), delete(PEOPLE, "b"), delete(PEOPLE, "c")),
              List.of(update(PEOPLE, "a", 8L), update(PEOPLE, "b", 8L)))) {
        TargetPartition next = target.open(P0);
        next.begin();
        next.rows(Replica.RUN, changes);
        assertThatThrownBy(() -> next.commit(at(P0, 2)))
            .isInstanceOfSatisfying(
                DoppioException.class,
                e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
            .hasMessageContaining("people/b ");
        next.close();
      }
      assertThat(people()).containsExactly("61 1", "63 1");
    }
  }

  @Test
  void aCheckpointThatNamesAnotherLogMeansThatThePartitionIsLost() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(PEOPLE, "a", 1L));
          Replica.run("UPDATE doppio.checkpoint SET log_id = UUID()");
          assertThatThrownBy(part::begin)
              .isInstanceOfSatisfying(
                  DoppioException.class,
                  e -> assertThat(e.kind()).isEqualTo(FailureKind.CHECKPOINT_LOST));
        });
  }

  @Test
  void theFirstRowEventOfATransactionIsTheCheckpoints() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(PEOPLE, "a", 1L));
          String[] end =
              query(
                      "SELECT local->>'$.binary_log_file', local->>'$.binary_log_position' FROM"
                          + " performance_schema.log_status")
                  .get(0)
                  .split(" ");
          Replica.commit(part, P0, 2, update(PEOPLE, "a", 2L));
          List<String> events =
              query("SHOW BINLOG EVENTS IN '" + end[0] + "' FROM " + end[1]).stream()
                  .filter(event -> event.contains("Table_map"))
                  .map(event -> event.replaceAll(".*\\((.*)\\).*", "$1"))
                  .toList();
          assertThat(events)
              .containsExactly("doppio.checkpoint", "shop.people", "doppio.checkpoint");
        });
  }

  @Test
  void aStalledOwnerIsEndedByItsSuccessor() {
    onFresh(
        target -> {
          TargetPartition stalled = target.open(P0);
          Replica.commit(stalled, P0, 1, insert(PEOPLE, "a", 1L));
          stalled.begin();
          stalled.rows(Replica.RUN, List.of(insert(PEOPLE, "b", 1L)));
          try (Target other = MySqlTarget.connect(Replica.config())) {
            TargetPartition next = other.open(P0);
            assertThat(next.checkpoint()).contains(at(P0, 1));
            Replica.commit(next, P0, 2, insert(PEOPLE, "c", 1L));
            assertThat(((MySqlTarget) other).stats().takeovers()).isEqualTo(1);
          }
          assertThatThrownBy(() -> stalled.commit(at(P0, 2)))
              .isInstanceOfSatisfying(
                  DoppioException.class,
                  e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE));
          assertThat(people()).containsExactly("61 1", "63 1");
        });
  }

  @Test
  void twoPartitionsWriteOneTableAtATime() {
    onFresh(
        target -> {
          TargetPartition one = target.open(P0);
          TargetPartition two = target.open(P1);
          Replica.commit(one, P0, 1, insert(PEOPLE, "a", 1L));
          Replica.commit(two, P1, 1, insert(PEOPLE, "c", 1L));
          one.begin();
          two.begin();
          one.rows(Replica.RUN, List.of(delete(PEOPLE, "a"), insert(PEOPLE, "b", 1L)));
          two.rows(
              Replica.RUN,
              List.of(update(PEOPLE, "c", 2L), delete(PEOPLE, "d"), insert(PEOPLE, "e", 1L)));
          two.commit(at(P1, 2));
          one.commit(at(P0, 2));
          assertThat(people()).containsExactly("62 1", "63 2", "65 1");
        });
  }

  @Test
  void anUpsertThatMeetsAnotherPrimaryKeyIsRefusedByTheStatementItself() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(PEOPLE, "a", 0L));
          Replica.commit(part, P0, 2, update(PEOPLE, "a", 1L));
          // Behind the applier's back, after it has looked at the table.
          Replica.run("ALTER TABLE shop.people ADD UNIQUE KEY one_age (age)");
          part.begin();
          part.rows(Replica.RUN, List.of(insert(PEOPLE, "b", 2L), insert(PEOPLE, "c", 1L)));
          assertThatThrownBy(() -> part.commit(at(P0, 3)))
              .isInstanceOfSatisfying(
                  DoppioException.class,
                  e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
              .hasMessageContaining("people/c");
          assertThat(people()).containsExactly("61 1");
        });
  }

  @Test
  void aRowThatDoesNotFitNamesItsKeyAndNotItsContent() {
    TableVersion narrow =
        table(
            "shop",
            "narrow",
            1,
            required("id", type(MySqlType.BIGINT)),
            column("v", text(MySqlType.VARCHAR, 5, "latin1_swedish_ci")));
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(narrow, 1L, "fits"));
          for (String secret : List.of("too long for it", "\u0416ohn")) {
            TargetPartition next = target.open(P0);
            next.begin();
            next.rows(Replica.RUN, List.of(insert(narrow, 2L, "fits"), insert(narrow, 3L, secret)));
            assertThatThrownBy(() -> next.commit(at(P0, 2)))
                .isInstanceOfSatisfying(
                    DoppioException.class,
                    e -> {
                      assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED);
                      assertThat(e.getMessage()).contains("narrow/3").doesNotContain(secret);
                      assertThat(String.valueOf(e.getCause())).doesNotContain(secret);
                    });
          }
          assertThat(query("SELECT id FROM shop.narrow")).containsExactly("1");
        });
  }

  @Test
  void aRowLargerThanThePacketSaysWhichSettingToRaise() {
    TableVersion blobs =
        table(
            "shop",
            "blobs",
            1,
            required("id", type(MySqlType.BIGINT)),
            column("v", type(MySqlType.LONGBLOB)));
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 1, insert(blobs, 1L, new byte[5]));
          Replica.run("SET GLOBAL max_allowed_packet = 4194304");
          try (MySqlTarget small = MySqlTarget.connect(Replica.config())) {
            TargetPartition next = small.open(P0);
            next.begin();
            List<DocumentChange> changes =
                List.of(insert(blobs, 2L, new byte[5]), insert(blobs, 3L, new byte[5 << 20]));
            assertThatThrownBy(() -> next.rows(Replica.RUN, changes))
                .isInstanceOfSatisfying(
                    DoppioException.class,
                    e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
                .hasMessageContaining("blobs/3 ")
                .hasMessageContaining("max_allowed_packet");
          } finally {
            Replica.run("SET GLOBAL max_allowed_packet = 67108864");
          }
        });
  }

  @Test
  void aLogMadeAnewIsRefused() {
    onFresh(
        target -> {
          TargetPartition part = target.open(P0);
          Replica.commit(part, P0, 5, insert(PEOPLE, "a", 1L));
          part.begin();
          assertThatThrownBy(
                  () ->
                      part.commit(
                          new Checkpoint(new LogId(new UUID(9, 9)), "dc1", P0, new Scn(1, 6), 6)))
              .isInstanceOfSatisfying(
                  DoppioException.class,
                  e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REPLACED));
        });
  }

  private static MySqlTarget fresh(boolean strict) {
    Replica.run("DROP DATABASE IF EXISTS doppio", "DROP DATABASE IF EXISTS shop");
    MySqlTargetConfig root = Replica.config();
    return MySqlTarget.connect(
        Replica.config(root.user(), root.password().reveal(), List.of(), Map.of(), strict));
  }

  private static void onFresh(Consumer<MySqlTarget> test) {
    try (MySqlTarget target = fresh(false)) {
      test.accept(target);
    }
  }
}
