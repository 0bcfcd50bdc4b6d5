package dev.doppio.applier.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.TargetPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files become large ones, and nothing that others commit meanwhile is lost. */
final class CompactionTest {
  @TempDir Path folder;
  private HadoopTarget target;
  private TargetPartition part;

  @BeforeEach
  void write() {
    target = HadoopTarget.connect(Shop.config(folder), Clock.systemUTC());
    part = target.open(Shop.PARTITION);
    for (long sequence = 1; sequence <= 6; sequence++) {
      Shop.commit(
          part,
          Shop.PARTITION,
          sequence,
          Notes.read(Notes.row(sequence, "a")),
          Notes.read(Notes.row(1, "at " + sequence)));
    }
  }

  @AfterEach
  void close() {
    target.close();
  }

  private Map<Long, String> bodies() {
    return PlainTables.rows(folder, "shop.notes").stream()
        .collect(
            Collectors.toMap(
                row -> (Long) row.getField("id"),
                row -> (String) row.getField("body"),
                (one, two) -> one + " twice " + two,
                TreeMap::new));
  }

  private String files(String table) {
    Table found = PlainTables.table(folder, "shop." + table).orElseThrow();
    Map<String, String> summary = found.currentSnapshot().summary();
    return summary.get("total-data-files") + " and " + summary.get("total-delete-files");
  }

  @Test
  void smallFilesBecomeOneAndDeletesAreApplied() {
    Map<Long, String> before = bodies();
    assertThat(files("notes")).isEqualTo("6 and 6");
    List<Compacted> done;
    try (Maintenance maintenance = new Maintenance(Shop.config(folder), Clock.systemUTC())) {
      done = maintenance.compact(Notes.FIRST.name());
      assertThat(maintenance.compact(Notes.FIRST.name()))
          .extracting(Compacted::filesBefore)
          .as("there is nothing left to be done")
          .containsExactly(0, 0);
    }
    assertThat(done).extracting(Compacted::filesBefore).containsExactly(6, 6);
    assertThat(done).extracting(Compacted::deletesBefore).containsExactly(0, 6);
    assertThat(files("notes")).isEqualTo("1 and 0");
    assertThat(files("notes_changes")).isEqualTo("1 and 0");
    assertThat(bodies()).isEqualTo(before).containsEntry(1L, "at 6").hasSize(6);
    assertThat(PlainTables.rows(folder, "shop.notes_changes")).hasSize(12);

    Shop.commit(part, Shop.PARTITION, 7, Notes.delete(2), Notes.update(Notes.row(3, "later")));
    assertThat(bodies()).doesNotContainKey(2L).containsEntry(3L, "later").hasSize(5);
  }

  @Test
  void whatIsCommittedWhileFilesAreWrittenAnewIsNotLost() {
    HadoopTargetConfig config = Shop.config(folder);
    try (Warehouse warehouse = Warehouse.open(config)) {
      DocumentTables tables = new DocumentTables(warehouse, config);
      DocumentTables behind = new DocumentTables(warehouse, config);
      Compaction compaction =
          new Compaction(tables, Notes.FIRST.name(), Kind.CURRENT) {
            @Override
            void written() {
              Shop.commit(
                  part, Shop.PARTITION, 7, Notes.delete(2), Notes.update(Notes.row(3, "between")));
            }
          };
      assertThat(compaction.run().filesBefore()).isEqualTo(6);
      assertThat(behind.scns(Notes.FIRST.name(), Kind.CURRENT).toString()).isEqualTo("shop/0=1:7");
    }
    assertThat(bodies()).doesNotContainKey(2L).containsEntry(3L, "between").hasSize(5);
  }

  @Test
  void anApplierThatCompactsByItselfLosesAndRepeatsNothingOfWhatItCommitsMeanwhile() {
    HadoopTargetConfig config = Shop.compacting(folder, Duration.ofMillis(20));
    try (HadoopTarget busy = HadoopTarget.connect(config, Clock.systemUTC());
        TargetPartition mine = busy.open(Shop.OTHER)) {
      for (long sequence = 1; sequence <= 40; sequence++) {
        Shop.commit(
            mine,
            Shop.OTHER,
            sequence,
            Notes.read(Notes.row(100 + sequence % 7, "b" + sequence)),
            Notes.read(Notes.row(200 + sequence, "c")));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(() -> assertThat(files("notes")).isEqualTo("1 and 0"));
    }
    assertThat(bodies()).hasSize(6 + 7 + 40).containsEntry(105L, "b40").containsEntry(240L, "c");
    assertThat(PlainTables.rows(folder, "shop.notes_changes")).hasSize(12 + 80);
    assertThat(PlainTables.summary(folder, "shop.notes"))
        .containsEntry("doppio.scns", "shop/0=1:6,shop/1=1:40");
  }

  @Test
  void filesOfADeadProcessGoAndNoOthers() throws IOException {
    Path data = folder.resolve("shop/notes/data");
    Path old = Files.writeString(data.resolve("old.parquet"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path young = Files.writeString(data.resolve("young.parquet"), "x");
    try (Maintenance maintenance = new Maintenance(Shop.config(folder), Clock.systemUTC())) {
      assertThat(maintenance.compact(Notes.FIRST.name()))
          .extracting(Compacted::orphans)
          .containsExactly(0, 1);
    }
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(bodies()).hasSize(6);
  }
}
