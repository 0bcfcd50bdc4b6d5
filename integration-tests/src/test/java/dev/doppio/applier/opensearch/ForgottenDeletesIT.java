package dev.doppio.applier.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doppio.logreader.TargetPartition;
import dev.doppio.oracle.SearchedDocuments;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.servers.Servers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The cluster has forgotten which version a document was deleted with, so that a write of any
 * version makes it again. Of each two documents deleted at once one tells when that is so.
 */
final class ForgottenDeletesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final TableVersion DOC =
      Indexed.table("doc", Indexed.column("id", MySqlType.BIGINT));
  private static final DocumentChange WRITTEN = Indexed.insert(DOC, 1L);
  private static final DocumentChange DELETED = Indexed.delete(DOC, 1L);
  private static final DocumentChange WITNESS = Indexed.insert(DOC, 2L);
  private static final DocumentChange WITNESS_DELETED = Indexed.delete(DOC, 2L);

  private final SearchedDocuments search = new SearchedDocuments(Servers.openSearch().uri());
  private final String prefix = Servers.freshDatabase("forgotten") + ".";
  private final String alias = prefix + "shop.doc";
  private final OpenSearchTargetConfig config =
      Indexed.config(
          Servers.openSearch().uri(),
          prefix,
          OpenSearchTargetConfig.Json.OBJECT,
          1 << 20,
          Duration.ofSeconds(1));
  private final OpenSearchTarget target = OpenSearchTarget.connect(config, Clock.systemUTC());

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void anApplierThatStoodStillSinceBeforeTheDeleteSendsNothing() {
    TargetPartition earlier = target.open(Indexed.PARTITION);
    Indexed.commit(earlier, 1, WITNESS);
    earlier.begin();
    earlier.rows(Indexed.run(2), List.of(WRITTEN));
    try (OpenSearchTarget other = OpenSearchTarget.connect(config, Clock.systemUTC());
        TargetPartition later = other.open(Indexed.PARTITION)) {
      Indexed.commit(later, 2, WRITTEN);
      Indexed.commit(later, 3, DELETED, WITNESS_DELETED);
      awaitForgotten();
      assertThatThrownBy(() -> earlier.commit(Indexed.at(2)))
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.CHECKPOINT_LOST));
      assertThat(search.documents(alias)).containsOnlyKeys("doc/2");
      assertThat(later.checkpoint()).contains(Indexed.at(3));
    }
  }

  @Test
  void aReplayThatBringsADocumentBackDeletesItAgain() {
    TargetPartition earlier = target.open(Indexed.PARTITION);
    Indexed.commit(earlier, 1, WITNESS);
    writeWithoutCheckpoint(earlier, WRITTEN, DELETED, WITNESS_DELETED);
    awaitForgotten();
    try (TargetPartition again = target.open(Indexed.PARTITION)) {
      assertThat(again.checkpoint()).contains(Indexed.at(1));
      Indexed.commit(again, 2, WRITTEN);
      assertThat(search.documents(alias)).as("in between").containsOnlyKeys("doc/1", "doc/2");
      Indexed.commit(again, 3, DELETED, WITNESS_DELETED);
    }
    assertThat(search.documents(alias)).isEmpty();
  }

  /** Dies, for the target, between documents and checkpoint. */
  private void writeWithoutCheckpoint(TargetPartition part, DocumentChange... changes) {
    part.begin();
    part.rows(Indexed.run(2), List.of(changes[0]));
    part.rows(Indexed.run(3), List.of(changes[1], changes[2]));
    search.status(
        "PUT", "/" + prefix + "doppio-checkpoints/_settings", "{\"index.blocks.write\":true}");
    try {
      assertThatThrownBy(() -> part.commit(Indexed.at(3)))
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE))
          .hasMessageContaining("HTTP 403");
    } finally {
      search.status(
          "PUT", "/" + prefix + "doppio-checkpoints/_settings", "{\"index.blocks.write\":null}");
    }
    assertThat(search.documents(alias)).as("documents, of which no checkpoint tells").isEmpty();
  }

  /** A request that was on its way all the time, for the other document. */
  private void awaitForgotten() {
    String version = "version=" + new Scn(1, 1).packed() + "&version_type=external";
    String late = "/" + alias + "-1/_doc/doc%2F2?" + version;
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              search.status("POST", "/" + alias + "/_refresh", "");
              return search.status("PUT", late, "{\"id\":2}") == 201;
            });
  }
}
