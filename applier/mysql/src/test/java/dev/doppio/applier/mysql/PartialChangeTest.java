package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one node may do to the table that it shares with others at the replica. */
final class PartialChangeTest {
  private static final Column ID = Versions.number("id", MySqlType.BIGINT);
  private static final Column NAME = Versions.text("name", 20);
  private static final TableVersion BEFORE = Versions.items(1, ID, NAME);

  @Test
  void columnsThatAreAddedMovedOrWidenedHarmNobody() {
    Column wide = Versions.text("name", 30);
    passes(Versions.items(1, ID, Versions.number("n", MySqlType.INT), wide));
  }

  @Test
  void aTableThatIsDroppedIsRefused() {
    refused(Optional.empty(), "drops the table");
  }

  @Test
  void aColumnThatIsDroppedRenamedOrNarrowedIsRefused() {
    refused(Optional.of(Versions.items(1, ID)), "column name");
    refused(Optional.of(Versions.items(1, ID, Versions.text("title", 20))), "column name");
    refused(Optional.of(Versions.items(1, ID, Versions.text("name", 10))), "narrows column name");
  }

  @Test
  void anotherPrimaryKeyIsRefused() {
    Column number = Versions.number("n", MySqlType.INT);
    refused(Optional.of(Versions.items(2, ID, number, NAME)), "primary key");
  }

  private static void passes(TableVersion after) {
    assertThatNoException().isThrownBy(() -> check(Optional.of(after)));
  }

  private static void refused(Optional<TableVersion> after, String why) {
    assertThatThrownBy(() -> check(after))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
        .hasMessageContainingAll("shop.items", "ddl-7", why, "by hand");
  }

  private static void check(Optional<TableVersion> after) {
    ControlRecord.SchemaChange change =
        new ControlRecord.SchemaChange(
            "ddl-7",
            BEFORE.name(),
            Optional.of(BEFORE.fingerprint()),
            after.map(TableVersion::fingerprint),
            "",
            Instant.EPOCH);
    PartialChange.check(change, Optional.of(BEFORE), after);
  }
}
