package dev.doppio.applier.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.Notes;
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
import dev.doppio.schemas.log.Scn;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table is read together with the place of the log that it is of. */
final class LoadedDocumentsTest {
  @TempDir Path folder;

  private static TableVersion table(String name) {
    return new TableVersion(
        new TableName("shop", name),
        List.of(
            new Column("id", ColumnType.of(MySqlType.INT), false, false),
            new Column("f", ColumnType.of(MySqlType.FLOAT), false, false)),
        List.of(0));
  }

  private static DocumentChange insert(String table, long id) {
    Row row = new Row(table(table), new Object[] {id, 0.1f});
    return new DocumentChange(
        DocumentKey.of(row),
        Operation.INSERT,
        row.table().name(),
        Notes.SOURCE_TIME,
        Optional.of(row),
        Optional.empty());
  }

  @Test
  void aTableIsAtTheCheckpointWhereNothingWasWrittenToItSince() {
    try (HadoopTarget target = HadoopTarget.connect(Shop.config(folder), Clock.systemUTC());
        TargetPartition part = target.open(Shop.PARTITION);
        LoadedDocuments documents = new LoadedDocuments(Shop.config(folder), "shop")) {
      assertThat(documents.pin(table("a").name(), List.of(Shop.PARTITION)).state())
          .isEqualTo("nothing");
      Shop.commit(part, Shop.PARTITION, 1, insert("a", 1), insert("a", 2));
      LoadedDocuments.Pinned before = documents.pin(table("a").name(), List.of(Shop.PARTITION));
      String state = before.state();
      Shop.commit(part, Shop.PARTITION, 2, insert("b", 1));
      LoadedDocuments.Pinned after = documents.pin(table("a").name(), List.of(Shop.PARTITION));

      assertThat(after.state()).isEqualTo(state);
      assertThat(after.checkpoints()).isEqualTo(Map.of(Shop.PARTITION, Shop.at(Shop.PARTITION, 2)));
      assertThat(after.holds()).isEqualTo(Map.of(Shop.PARTITION, new Scn(1, 1)));
      List<String> keys = new ArrayList<>();
      after.keys((partition, key) -> keys.add(partition + " " + key));
      assertThat(keys).containsExactlyInAnyOrder("shop/0 a/1", "shop/0 a/2");

      Shop.commit(part, Shop.PARTITION, 3, insert("a", 3));
      LoadedDocuments.Pinned third = documents.pin(table("a").name(), List.of(Shop.PARTITION));
      assertThat(third.state()).isNotEqualTo(state);
      List<LoadedDocuments.Document> all = new ArrayList<>();
      third.documents(all::add);
      assertThat(all)
          .filteredOn(document -> document.key().path().equals("a/3"))
          .extracting(LoadedDocuments.Document::fields)
          .containsExactly(LoadedDocuments.fields(insert("a", 3).after().orElseThrow()));
    }
  }
}
