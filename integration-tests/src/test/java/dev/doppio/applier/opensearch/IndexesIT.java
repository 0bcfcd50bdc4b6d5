package dev.doppio.applier.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.oracle.SearchedDocuments;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.Placement;
import dev.doppio.servers.Servers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of documents at a real OpenSearch: replays, stale writes, structures, bad input. */
final class IndexesIT {
  private static final TableVersion DOC =
      Indexed.table(
          "Doc",
          Indexed.column("id", MySqlType.BIGINT),
          Indexed.column("a", MySqlType.TEXT),
          Indexed.column("b", MySqlType.INT),
          Indexed.column("_j", MySqlType.JSON));

  private static final TableVersion OTHER =
      Indexed.table("other", Indexed.column("id", MySqlType.BIGINT));

  private final SearchedDocuments search = new SearchedDocuments(Servers.openSearch().uri());
  private final String prefix = Servers.freshDatabase("indexes") + ".";
  private final String alias = prefix + "shop.%44oc";
  private final OpenSearchTargetConfig config =
      Indexed.config(
          Servers.openSearch().uri(), prefix, OpenSearchTargetConfig.Json.OBJECT, 4 << 10);
  private final OpenSearchTarget target = OpenSearchTarget.connect(config, Clock.systemUTC());

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void aStaleWriteDoesNotReviveADeletedDocument() {
    try (TargetPartition part = target.open(Indexed.PARTITION)) {
      Indexed.commit(part, 1, doc(1, "first"));
      Indexed.commit(part, 2, Indexed.delete(DOC, 1L, null, null, null), doc(2, "other"));
    }
    assertThat(search.documents(alias)).containsOnlyKeys("Doc/2");
    assertThat(stale("Doc%2F1", 1)).as("a write of the run before").isEqualTo(409);
    assertThat(stale("Doc%2F1", 2)).as("a write of the same run").isEqualTo(409);
    assertThat(stale("Doc%2F1", 3)).as("a write of the next run").isEqualTo(201);
  }

  /** As an applier would send it that stood still since. */
  private int stale(String id, long sequence) {
    String version = "version=" + new Scn(1, sequence).packed() + "&version_type=external";
    return search.status("PUT", index() + "/_doc/" + id + "?" + version, "{\"id\":1}");
  }

  /** As a path, where a percent sign stands for itself. */
  private String index() {
    return "/" + alias.replace("%", "%25") + "-1";
  }

  @Test
  void whatWasWrittenWithoutItsCheckpointIsWrittenAgainToTheSameEnd() {
    DocumentChange[] run = {
      doc(1, "one"), doc(2, "two"), Indexed.delete(DOC, 1L, null, null, null)
    };
    TargetPartition earlier = target.open(Indexed.PARTITION);
    Indexed.commit(earlier, 1, doc(1, "before"), doc(3, "stays"));
    earlier.begin();
    earlier.rows(Indexed.run(2), List.of(run));
    try (OpenSearchTarget other = OpenSearchTarget.connect(config, Clock.systemUTC());
        TargetPartition later = other.open(Indexed.PARTITION)) {
      fails(FailureKind.CHECKPOINT_LOST, () -> earlier.commit(Indexed.at(2)));
      assertThat(search.documents(alias)).containsOnlyKeys("Doc/2", "Doc/3");
      assertThat(later.checkpoint()).contains(Indexed.at(1));
      Indexed.commit(later, 2, run);
      assertThat(search.documents(alias)).containsOnlyKeys("Doc/2", "Doc/3");
      assertThat(other.stats().conflicts()).isEqualTo(2);
    }
  }

  @Test
  void ofARunLargerThanTheMemoryTheLastChangeOfEachDocumentCountsAlsoWhenItIsWrittenTwice() {
    List<DocumentChange> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(doc(i % 100, "change " + i));
    }
    many.add(Indexed.delete(DOC, 7L, null, null, null));
    TargetPartition earlier = target.open(Indexed.PARTITION);
    earlier.begin();
    earlier.rows(Indexed.run(1), many);
    assertThat(search.documents(alias)).isEmpty();
    try (TargetPartition later = target.open(Indexed.PARTITION)) {
      fails(FailureKind.CHECKPOINT_LOST, () -> earlier.commit(Indexed.at(1)));
      Indexed.commit(later, 1, many.toArray(DocumentChange[]::new));
    }
    assertThat(search.documents(alias)).hasSize(99).doesNotContainKey("Doc/7");
    assertThat(search.documents(alias).get("Doc/99")).contains("a=change 499");
    assertThat(search.documents(alias).get("Doc/0")).contains("a=change 400");
  }

  @Test
  void aMappingConflictIsRejectedWithKeyPlaceAndReasonAndPassedByARecordedSkipAlone() {
    TargetPartition part = target.open(Indexed.PARTITION);
    Indexed.commit(part, 1, doc(1, "{\"n\": 1}", "fine"));
    part.begin();
    part.rows(Indexed.run(2), List.of(doc(2, "{\"n\": {\"secret\": 1}}", "bad"), doc(3, "beside")));
    assertThatThrownBy(() -> part.commit(Indexed.at(2)))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REJECTED))
        .hasMessageContaining("document Doc/2 of shop/0 in run 1:2 can't be indexed")
        .hasMessageContaining("[%5fj.n] of type [long]")
        .hasMessageNotContaining("secret");
    Skip skip =
        new Skip(
            Indexed.at(1), Indexed.at(2), Optional.of(RunKind.TRANSACTION), Optional.empty(), 2, 9);
    fails(FailureKind.TARGET_REFUSED, () -> target.skip(skip, "ann@host", "ticket 99"));
    part.close();
    target.skip(skip, "ann@host", "ticket 99");
    fails(FailureKind.CHECKPOINT_LOST, () -> target.skip(skip, "ann@host", "ticket 99"));
    try (TargetPartition next = target.open(Indexed.PARTITION)) {
      assertThat(next.checkpoint()).contains(Indexed.at(2));
      Indexed.commit(next, 3, doc(4, "after"));
    }
    assertThat(target.stats().skipped()).isEqualTo(1);
    assertThat(search.documents(alias)).containsOnlyKeys("Doc/1", "Doc/3", "Doc/4");
    try (OpenSearchTarget anew = OpenSearchTarget.rebuild(config, Clock.systemUTC());
        TargetPartition again = anew.open(Indexed.PARTITION)) {
      Indexed.commit(again, 1, doc(1, "{\"n\": 1}", "fine"));
      Indexed.commit(again, 2, doc(2, "{\"n\": {\"m\": 1}}", "bad"), doc(3, "beside"));
      anew.serve();
    }
    assertThat(search.documents(alias)).containsOnlyKeys("Doc/1");
  }

  @Test
  void newIndexesTakeTheAliasWhileTheOldOnesServeAndWhoWritesThoseIsTold() {
    TargetPartition before = target.open(Indexed.PARTITION);
    Indexed.commit(before, 1, doc(1, "old"));
    try (OpenSearchTarget anew = OpenSearchTarget.rebuild(config, Clock.systemUTC());
        TargetPartition after = anew.open(Indexed.PARTITION)) {
      assertThat(anew.identity()).isNotEqualTo(target.identity());
      assertThat(after.checkpoint()).isEmpty();
      Indexed.commit(after, 1, doc(1, "new"));
      Indexed.commit(before, 2, doc(2, "old"));
      assertThat(search.behind(alias)).containsExactly(alias + "-1");
      anew.serve();
      assertThat(search.behind(alias)).containsExactly(alias + "-2");
      fails(FailureKind.TARGET_REFUSED, before::begin);
      Indexed.commit(after, 2, doc(2, "new"), Indexed.insert(OTHER, 5L));
      assertThat(search.behind(prefix + "shop.other")).containsExactly(prefix + "shop.other-2");
    }
    assertThat(search.documents(alias))
        .hasSize(2)
        .allSatisfy((id, all) -> assertThat(all).contains("new"));
    OpenSearchTarget.rebuild(config, Clock.systemUTC()).close();
    assertThat(search.status("GET", index(), "")).as("the first ones").isEqualTo(404);
  }

  @Test
  void anIndexThatIsGoneIsNotMadeAnewInSilence() {
    try (TargetPartition part = target.open(Indexed.PARTITION)) {
      Indexed.commit(part, 1, doc(1, "a"));
      search.status("DELETE", index(), "");
      part.begin();
      part.rows(Indexed.run(2), List.of(doc(2, "b")));
      fails(FailureKind.TARGET_UNAVAILABLE, () -> part.commit(Indexed.at(2)));
    }
    try (TargetPartition part = target.open(Indexed.PARTITION)) {
      part.begin();
      fails(FailureKind.TARGET_REJECTED, () -> part.rows(Indexed.run(2), List.of(doc(2, "b"))));
    }
    assertThat(search.status("GET", index(), "")).isEqualTo(404);
  }

  @Test
  void structuresChangeInTheDocumentsThatAreThere() {
    TableVersion second =
        Indexed.table(
            "Doc",
            Indexed.column("id", MySqlType.BIGINT),
            Indexed.column("title", MySqlType.TEXT),
            Indexed.column("b", MySqlType.TEXT),
            Indexed.column("c", MySqlType.INT));
    try (TargetPartition part = target.open(Indexed.PARTITION)) {
      Indexed.commit(part, 1, Indexed.insert(DOC, 1L, "words here", 5L, null));
      for (int twice = 0; twice < 2; twice++) {
        change(part, "ALTER TABLE Doc RENAME COLUMN a TO title, ADD c INT, DROP _j", DOC, second);
      }
      Indexed.commit(part, 2);
      assertThat(search.documents(alias)).containsEntry("Doc/1", "{b=5, id=1, title=words here}");
      Indexed.commit(part, 3, Indexed.insert(second, 2L, "more", "text now", 9L));
      assertThat(search.documents(alias))
          .containsEntry("Doc/2", "{b=text now, c=9, id=2, title=more}");
      assertThat(search.count(alias, "{\"match\":{\"title\":\"words\"}}")).isEqualTo(1);
      assertThat(search.count(alias, "{\"match\":{\"b#text\":\"now\"}}")).isEqualTo(1);

      TableVersion renamed = second.named(OTHER.name());
      change(part, "RENAME TABLE Doc TO other", second, renamed);
      Indexed.commit(part, 4);
      assertThat(search.documents(alias)).isEmpty();
      assertThat(search.documents(prefix + "shop.other")).containsOnlyKeys("other/1", "other/2");

      truncate(part, renamed, 5);
      assertThat(search.documents(prefix + "shop.other")).isEmpty();
    }
  }

  private static void truncate(TargetPartition part, TableVersion table, long sequence) {
    part.begin();
    part.truncated(
        new ControlRecord.Truncation(
            "t:1",
            table.name(),
            table.fingerprint(),
            new Placement(List.of(), List.of(0)),
            "TRUNCATE TABLE " + table.name().table(),
            Notes.SOURCE_TIME),
        table,
        Reach.WHOLE_TABLE);
    part.commit(Indexed.at(sequence));
  }

  private static void change(
      TargetPartition part, String statement, TableVersion before, TableVersion after) {
    part.schemaChanged(
        new ControlRecord.SchemaChange(
            "00000000-0000-0000-0000-0000000000aa:7",
            before.name(),
            Optional.of(before.fingerprint()),
            Optional.of(after.fingerprint()),
            statement,
            Notes.SOURCE_TIME),
        Optional.of(before),
        Optional.of(after),
        Reach.WHOLE_TABLE);
  }

  private static DocumentChange doc(long id, String text) {
    return Indexed.insert(DOC, id, text, id, null);
  }

  private static DocumentChange doc(long id, String json, String text) {
    return Indexed.insert(DOC, id, text, id, new JsonValue(json, Optional.empty()));
  }

  private static void fails(FailureKind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }
}
