package dev.doppio.applier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes and one index: each target here stands for a process. */
final class IndexOwnersTest {
  @TempDir Path folder;

  private final Disk disk = new Disk();
  private LuceneTarget mine;
  private LuceneTarget theirs;

  @BeforeEach
  void connect() {
    mine = LuceneTarget.connect(Shop.config(folder), disk);
    theirs = LuceneTarget.connect(Shop.config(folder));
  }

  @AfterEach
  void close() {
    mine.close();
    theirs.close();
  }

  @Test
  void whatAnotherProcessHasCanNotBeOpenedUntilItLetsItGo() {
    TargetPartition part = mine.open(Shop.PARTITION);
    Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
    fails(FailureKind.TARGET_UNAVAILABLE, () -> theirs.open(Shop.PARTITION))
        .hasMessageContaining("another process holds its write lock");
    assertThat(theirs.look(Shop.PARTITION)).contains(Shop.at(1));
    part.close();
    TargetPartition next = theirs.open(Shop.PARTITION);
    assertThat(next.checkpoint()).contains(Shop.at(1));
    Shop.commit(next, 2, Notes.insert(Notes.row(2, "b")));
  }

  @Test
  void anOwnerWhoseLockWasTakenByForceIsToldAtBeginAndWritesNothing() throws IOException {
    TargetPartition part = mine.open(Shop.PARTITION);
    Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
    disk.letLocksGo();
    Shop.commit(theirs.open(Shop.PARTITION), 2, Notes.insert(Notes.row(2, "b")));

    fails(FailureKind.CHECKPOINT_LOST, part::begin);
    part.close();
    assertThat(PlainIndex.documents(folder)).hasSize(2);
    assertThat(theirs.look(Shop.PARTITION)).contains(Shop.at(2));
  }

  @Test
  void anOwnerWhoseLockWasTakenInMidTransactionCanNotCommitIt() throws IOException {
    TargetPartition part = mine.open(Shop.PARTITION);
    Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
    part.begin();
    part.rows(Shop.run(2), List.of(Notes.insert(Notes.row(9, "stale"))));
    disk.letLocksGo();
    Shop.commit(theirs.open(Shop.PARTITION), 2, Notes.insert(Notes.row(2, "b")));

    assertThatThrownBy(() -> part.commit(Shop.at(2))).isInstanceOf(DoppioException.class);
    part.close();
    assertThat(theirs.look(Shop.PARTITION)).contains(Shop.at(2));
    assertThat(PlainIndex.documents(folder).stream().map(found -> found.get("body")))
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatAnotherDidWhileAnAbortHadLetTheLockGoIsSeenAtTheNextBegin() {
    TargetPartition part = mine.open(Shop.PARTITION);
    Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
    part.begin();
    part.rows(Shop.run(2), List.of(Notes.insert(Notes.row(2, "b"))));
    part.abort();
    try (TargetPartition other = theirs.open(Shop.PARTITION)) {
      Shop.commit(other, 2, Notes.insert(Notes.row(2, "b")));
    }
    fails(FailureKind.CHECKPOINT_LOST, part::begin);
  }

  @Test
  void anIdentityIsThatOfTheFolder() {
    assertThat(mine.identity()).isEqualTo(theirs.identity());
    try (LuceneTarget elsewhere =
        LuceneTarget.connect(Shop.config(folder.resolveSibling("copy-" + System.nanoTime())))) {
      assertThat(elsewhere.identity()).isNotEqualTo(mine.identity());
    }
  }

  private static AbstractThrowableAssert<?, ?> fails(FailureKind kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(DoppioException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
