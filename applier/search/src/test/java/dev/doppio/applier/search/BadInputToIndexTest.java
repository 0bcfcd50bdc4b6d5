package dev.doppio.applier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.RunKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index can't take stops its partition, says where, and is passed by a recorded skip. */
final class BadInputToIndexTest {
  private static final TableVersion NAMED = Shop.table("named", Shop.column("id", MySqlType.TEXT));

  @TempDir Path folder;
  private LuceneTarget target;

  @BeforeEach
  void connect() {
    target = LuceneTarget.connect(Shop.config(folder));
  }

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void aTermTooLongForLuceneIsRejectedWithKeyPlaceAndReason() {
    TargetPartition part = target.open(Shop.PARTITION);
    Shop.commit(part, 1, Shop.insert(NAMED, "short"));
    part.begin();
    fails(
            FailureKind.TARGET_REJECTED,
            () ->
                part.rows(
                    Shop.run(2),
                    List.of(Shop.insert(NAMED, "fine"), Shop.insert(NAMED, "k".repeat(40_000)))))
        .hasMessageContaining("document named/kkk")
        .hasMessageContaining("in run 1:2")
        .hasMessageContaining("immense term");
    part.close();
    assertThat(target.look(Shop.PARTITION)).contains(Shop.at(1));
    assertThat(PlainIndex.documents(folder)).hasSize(1);
  }

  @Test
  void aDocumentThatIsNotJsonIsRejectedAndItsContentNotTold() {
    TableVersion table =
        Shop.table(
            "doc", Shop.column("id", MySqlType.BIGINT), Shop.column("profile", MySqlType.JSON));
    TargetPartition part = target.open(Shop.PARTITION);
    part.begin();
    JsonValue broken = new JsonValue("{\"a\": secret", Optional.empty());
    fails(
            FailureKind.TARGET_REJECTED,
            () -> part.rows(Shop.run(2), List.of(Shop.insert(table, 1L, broken))))
        .hasMessageContaining("document doc/1 of shop.doc in run 1:2")
        .hasMessageContaining("column profile is not JSON")
        .hasMessageNotContaining("secret");
    part.close();
  }

  @Test
  void aSkipPassesTheRunIsRecordedInTheIndexAndCounted() {
    try (TargetPartition part = target.open(Shop.PARTITION)) {
      Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
      fails(FailureKind.TARGET_REFUSED, () -> skip(run(1, 2))).hasMessageContaining("holds");
    }
    fails(FailureKind.CHECKPOINT_LOST, () -> skip(run(3, 4)));
    skip(run(1, 2));
    skip(new Skip(Shop.at(2), Shop.at(2), Optional.empty(), Optional.empty(), 0, 81));

    try (LuceneTarget next = LuceneTarget.connect(Shop.config(folder));
        TargetPartition part = next.open(Shop.PARTITION)) {
      assertThat(part.checkpoint()).contains(Shop.at(2));
      assertThat(part.isPassedOver(81)).isTrue();
      assertThat(part.isPassedOver(82)).isFalse();
      Shop.commit(part, 3, Notes.insert(Notes.row(3, "c")));
      assertThat(next.stats().skipped()).isEqualTo(2);
    }
    assertThat(PlainIndex.commit(folder))
        .containsEntry("doppio.skipped.0.who", "ann@host")
        .containsEntry("doppio.skipped.0.reason", "ticket 99")
        .containsEntry("doppio.skipped.0.at", "1:1")
        .containsEntry("doppio.skipped.1.offset", "81");
    assertThat(PlainIndex.documents(folder)).hasSize(2);
  }

  @Test
  void aDroppedTableTakesItsDocumentsWithItAndNoOthers() {
    TableVersion elsewhere =
        new TableVersion(new TableName("shop_0", "notes"), Notes.FIRST.columns(), List.of(0));
    try (TargetPartition part = target.open(Shop.PARTITION)) {
      Shop.commit(
          part,
          1,
          Notes.insert(Notes.row(1, "a")),
          Notes.insert(Notes.row(2, "b")),
          Shop.insert(elsewhere, 1L, "other database"),
          Shop.insert(NAMED, "other table"));
      part.schemaChanged(drop(), Optional.of(Notes.FIRST), Optional.empty(), Reach.WHOLE_TABLE);
      assertThat(PlainIndex.documents(folder)).hasSize(4);
      part.begin();
      part.commit(Shop.at(2));
    }
    assertThat(PlainIndex.documents(folder).stream().map(document -> document.get("_id")))
        .containsExactlyInAnyOrder("shop_0:notes/1", "named/other%20table");
  }

  @Test
  void theIndexOfAnotherOriginIsRefused() {
    commitOne();
    LuceneTargetConfig other = new LuceneTargetConfig(folder, "dc2", 4 << 20, 1, 10);
    try (LuceneTarget wrong = LuceneTarget.connect(other)) {
      fails(FailureKind.TARGET_REFUSED, () -> wrong.open(Shop.PARTITION))
          .hasMessageContaining("is of the log of dc1, not of dc2");
    }
  }

  @Test
  void aDamagedIndexStopsItsPartitionAndSaysWhatToDo() throws IOException {
    commitOne();
    try (Stream<Path> files = Files.walk(folder)) {
      Path segments =
          files.filter(f -> f.getFileName().toString().startsWith("segments_")).findFirst().get();
      byte[] bytes = Files.readAllBytes(segments);
      bytes[bytes.length / 2] ^= 1;
      Files.write(segments, bytes);
    }
    fails(FailureKind.TARGET_REJECTED, () -> target.open(Shop.PARTITION))
        .hasMessageContaining("delete the partition's folder");
  }

  @Test
  void aFolderWithOtherThingsIsRefusedAndLeftAlone() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "x");
    LuceneTargetConfig config = Shop.config(other);
    assertThat(LuceneTarget.preflight(config)).hasSize(1);
    fails(FailureKind.TARGET_REFUSED, () -> LuceneTarget.connect(config))
        .hasMessageContaining("holds other things");
    LuceneTargetConfig file = Shop.config(other.resolve("thesis.txt"));
    fails(FailureKind.TARGET_REFUSED, () -> LuceneTarget.connect(file))
        .hasMessageContaining("is no folder");
    assertThat(LuceneTarget.preflight(Shop.config(folder.resolve("to/be/made")))).isEmpty();
    assertThat(folder.resolve("to")).doesNotExist();
  }

  private void commitOne() {
    try (TargetPartition part = target.open(Shop.PARTITION)) {
      Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
    }
  }

  private void skip(Skip skip) {
    target.skip(skip, "ann@host", "ticket 99", Clock.systemUTC());
  }

  private static Skip run(long at, long to) {
    return new Skip(
        Shop.at(at), Shop.at(to), Optional.of(RunKind.TRANSACTION), Optional.empty(), 1, 80);
  }

  private static ControlRecord.SchemaChange drop() {
    return new ControlRecord.SchemaChange(
        "ddl",
        Notes.FIRST.name(),
        Optional.of(Notes.FIRST.fingerprint()),
        Optional.empty(),
        "DROP TABLE notes",
        Notes.SOURCE_TIME);
  }

  private static AbstractThrowableAssert<?, ?> fails(FailureKind kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(DoppioException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
