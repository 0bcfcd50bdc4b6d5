package dev.doppio.applier.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.applier.hadoop.HadoopTargetConfig.Tables;
import dev.doppio.logreader.Notes;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A warehouse that gets rows in its tables of changes alone, or of the current state alone. */
final class OneTableAloneTest {
  private static final String CURRENT = Notes.row(1, "").table().name().toString();
  private static final String CHANGES = CURRENT + "_changes";

  @TempDir private Path folder;

  private HadoopTarget target(Tables tables) {
    HadoopTargetConfig both = Shop.config(folder);
    return HadoopTarget.connect(
        new HadoopTargetConfig(
            both.warehouse(),
            both.datacenter(),
            both.bounds(),
            both.slices(),
            tables,
            both.keeping(),
            both.compaction(),
            both.client()),
        Clock.systemUTC());
  }

  @ParameterizedTest
  @EnumSource
  void theChosenTablesHaveAllAndTheOtherNothingAlsoOfATransactionBeyondTheMemory(Tables tables) {
    int large = 20_001; // more than is kept in memory
    try (HadoopTarget target = target(tables);
        TargetPartition part = target.open(Shop.PARTITION)) {
      Shop.commit(part, Shop.PARTITION, 1, Notes.insert(Notes.row(0, "first")));
      Shop.commit(part, Shop.PARTITION, 2, Notes.update(Notes.row(0, "second")));
      part.begin();
      for (int id = 1; id <= large; id++) {
        part.rows(Shop.run(3), List.of(Notes.insert(Notes.row(id, "many"))));
      }
      part.commit(Shop.at(Shop.PARTITION, 3));
    }
    assertThat(PlainTables.rows(folder, CURRENT)).hasSize(tables == Tables.CHANGES ? 0 : 1 + large);
    assertThat(PlainTables.rows(folder, CHANGES)).hasSize(tables == Tables.CURRENT ? 0 : 2 + large);
    try (HadoopTarget again = target(tables)) {
      assertThat(again.look(Shop.PARTITION)).contains(Shop.at(Shop.PARTITION, 3));
    }
  }

  @Test
  void aWarehouseKeepsToTheTablesThatItWasBegunWith() {
    target(Tables.CHANGES).close();
    assertThatThrownBy(() -> target(Tables.BOTH))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REFUSED))
        .hasMessageContaining("begun with target.hadoop.tables: changes");
    target(Tables.CHANGES).close();
  }
}
