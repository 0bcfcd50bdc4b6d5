package dev.doppio.applier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies at any place: documents and checkpoint are those of one commit. */
final class IndexAtomicityTest {
  private static final long MOVING = 500;
  private static final int TRANSACTIONS = 5;

  @TempDir Path folder;

  @Test
  void deathBetweenRowsAndCommitLeavesTheLastCommit() throws IOException {
    Disk disk = new Disk();
    LuceneTarget target = LuceneTarget.connect(Shop.config(folder), disk);
    TargetPartition part = target.open(Shop.PARTITION);
    Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
    part.begin();
    part.rows(Shop.run(2), List.of(Notes.insert(Notes.row(2, "b")), Notes.delete(1)));
    disk.die();

    try (LuceneTarget next = LuceneTarget.connect(Shop.config(folder));
        TargetPartition again = next.open(Shop.PARTITION)) {
      assertThat(again.checkpoint()).contains(Shop.at(1));
      assertThat(content()).isEqualTo(Map.of(1L, "a"));
      Shop.commit(again, 2, Notes.insert(Notes.row(2, "b")));
      assertThat(content()).isEqualTo(Map.of(1L, "a", 2L, "b"));
    }
  }

  @Test
  void theCheckpointStandsInTheCommitOfItsDocuments() {
    try (LuceneTarget target = LuceneTarget.connect(Shop.config(folder));
        TargetPartition part = target.open(Shop.PARTITION)) {
      Shop.commit(part, 7, Notes.insert(Notes.row(1, "a")));
    }
    assertThat(PlainIndex.commit(folder))
        .containsEntry("doppio.scn", "1:7")
        .containsEntry("doppio.transactions", "7")
        .containsEntry("doppio.log", Shop.at(7).log().toString())
        .containsEntry("doppio.origin", "dc1")
        .containsEntry("doppio.database", "shop")
        .containsEntry("doppio.partition", "0");
  }

  /** With {@code -Dstep=1} at every single change of the folder there is. */
  @Test
  void wheneverTheDiskGoesAwayTheNextOwnerFindsTheContentOfItsCheckpoint() throws IOException {
    int step = Integer.getInteger("step", 7);
    long first = Long.getLong("first", System.nanoTime() % step);
    System.out.println("IndexAtomicityTest -Dstep=" + step + " -Dfirst=" + first);
    int deaths = 0;
    for (long changes = first; ; changes += step) {
      Path root = folder.resolve("after-" + changes);
      Disk disk = new Disk();
      disk.goAwayAfter(changes);
      boolean done = run(LuceneTarget.connect(Shop.config(root), disk));
      disk.die();
      assertConsistent(root, changes);
      if (done && !disk.isGone()) {
        break;
      }
      deaths++;
    }
    assertThat(deaths).as("places at which it died").isGreaterThan(TRANSACTIONS * 2);
  }

  /** Every transaction moves the one document on, and adds one of its own. */
  private static boolean run(LuceneTarget target) {
    try {
      TargetPartition part = target.open(Shop.PARTITION);
      for (long n = 1; n <= TRANSACTIONS; n++) {
        Shop.commit(
            part,
            n,
            Notes.update(Notes.row(MOVING, "at " + n)),
            Notes.insert(Notes.row(n, "own")),
            Notes.delete(n - 3));
      }
      return true;
    } catch (DoppioException e) {
      assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE);
      return false;
    }
  }

  private void assertConsistent(Path root, long changes) {
    try (LuceneTarget next = LuceneTarget.connect(Shop.config(root));
        TargetPartition part = next.open(Shop.PARTITION)) {
      long at = part.checkpoint().map(Checkpoint::transactions).orElse(0L);
      Map<Long, String> expected = new TreeMap<>();
      if (at > 0) {
        expected.put(MOVING, "at " + at);
        for (long n = Math.max(1, at - 2); n <= at; n++) {
          expected.put(n, "own");
        }
      }
      assertThat(content(root)).as("after %d changes", changes).isEqualTo(expected);
      Shop.commit(part, at + 1, Notes.insert(Notes.row(1000, "goes on")));
      assertThat(content(root)).hasSize(expected.size() + 1);
    }
  }

  @Test
  void aCommitOfAnotherLogIsRefused() {
    try (LuceneTarget target = LuceneTarget.connect(Shop.config(folder));
        TargetPartition part = target.open(Shop.PARTITION)) {
      Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
      Checkpoint other =
          new Checkpoint(new LogId(new UUID(9, 9)), "dc1", Shop.PARTITION, Shop.at(2).scn(), 2);
      part.begin();
      assertThatThrownBy(() -> part.commit(other))
          .isInstanceOfSatisfying(
              DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REPLACED));
    }
    assertThat(content()).isEqualTo(Map.of(1L, "a"));
  }

  private Map<Long, String> content() {
    return content(folder);
  }

  private static Map<Long, String> content(Path root) {
    Map<Long, String> content = new TreeMap<>();
    for (Document document : PlainIndex.documents(root)) {
      long id = document.getField("id").numericValue().longValue();
      assertThat(Optional.ofNullable(content.put(id, document.get("body")))).isEmpty();
    }
    return content;
  }
}
