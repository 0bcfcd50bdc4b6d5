package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.doppio.applier.mysql.PendingChanges.Group;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PendingChangesTest {
  private static final TableVersion ITEMS =
      Versions.items(1, Versions.number("id", MySqlType.BIGINT), Versions.text("v", 10));

  private final PendingChanges pending = new PendingChanges();

  @Test
  void theLastStateOfADocumentCountsAndTheFirstExpectation() {
    add(Operation.INSERT, 1L, "a");
    add(Operation.UPDATE, 1L, "b");
    add(Operation.UPDATE, 2L, "c");
    add(Operation.DELETE, 2L, null);
    add(Operation.DELETE, 3L, null);
    add(Operation.INSERT, 3L, "d");
    List<Group> groups = only(pending.drain());
    assertThat(groups)
        .extracting(Group::delete, Group::expectation)
        .containsExactly(
            tuple(true, Expectation.PRESENT),
            tuple(false, Expectation.ABSENT),
            tuple(false, Expectation.PRESENT));
    assertThat(groups.get(1).rows().get(0).row().values()).containsExactly(1L, "b");
    assertThat(groups.get(2).rows().get(0).row().values()).containsExactly(3L, "d");
  }

  @Test
  void deletesComeBeforeWritesWhateverTheOrder() {
    add(Operation.READ, 1L, "a");
    add(Operation.INSERT, 2L, "a");
    add(Operation.DELETE, 3L, null);
    assertThat(only(pending.drain()).get(0).delete()).isTrue();
  }

  @Test
  void drainingLeavesNothing() {
    add(Operation.INSERT, 1L, "a");
    pending.drain();
    assertThat(pending.drain()).isEmpty();
  }

  @Test
  void itIsFullByDocumentsOrByBytes() {
    for (long id = 1; id < PendingChanges.MAX_DOCUMENTS; id++) {
      assertThat(add(Operation.INSERT, id, "x")).isFalse();
      assertThat(add(Operation.UPDATE, id, "y")).isFalse();
    }
    assertThat(add(Operation.INSERT, 0L, "x")).isTrue();
    pending.clear();
    assertThat(add(Operation.INSERT, 0L, "x".repeat((int) PendingChanges.MAX_BYTES / 2))).isTrue();
  }

  private boolean add(Operation operation, Long id, String value) {
    return pending.add(Versions.change(operation, ITEMS, id, value), false);
  }

  private static List<Group> only(List<List<Group>> tables) {
    assertThat(tables).hasSize(1);
    return tables.get(0);
  }
}
