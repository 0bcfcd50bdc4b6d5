package dev.doppio.applier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Skip;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.RunKind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes that are built anew while the old ones serve, and then take their place. */
final class RebuiltIndexTest {
  @TempDir Path folder;

  @Test
  void theOldIndexServesAndIsWrittenUntilTheNewOneTakesItsPlace() {
    try (LuceneTarget old = LuceneTarget.connect(Shop.config(folder));
        TargetPartition before = old.open(Shop.PARTITION)) {
      Shop.commit(before, 1, Notes.insert(Notes.row(1, "old")));
      try (LuceneTarget anew = LuceneTarget.rebuild(Shop.config(folder));
          TargetPartition after = anew.open(Shop.PARTITION)) {
        assertThat(anew.identity()).isNotEqualTo(old.identity());
        assertThat(after.checkpoint()).isEmpty();
        Shop.commit(after, 1, Notes.insert(Notes.row(1, "new")));
        Shop.commit(before, 2, Notes.insert(Notes.row(2, "old")));
        assertThat(found()).containsExactlyInAnyOrder("old", "old");

        anew.serve();
        assertThat(found()).containsExactly("new");
        assertThatThrownBy(before::begin)
            .isInstanceOfSatisfying(
                DoppioException.class,
                e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_REFUSED))
            .hasMessageContaining("have taken the place of");
        Shop.commit(after, 2, Notes.insert(Notes.row(2, "new")));
      }
    }
    assertThat(found()).containsExactlyInAnyOrder("new", "new");
    try (LuceneTarget next = LuceneTarget.connect(Shop.config(folder))) {
      assertThat(next.look(Shop.PARTITION)).contains(Shop.at(2));
    }
  }

  @Test
  void whatWasInterruptedGoesOnWhereItStood() {
    LuceneTarget.connect(Shop.config(folder)).close();
    try (LuceneTarget anew = LuceneTarget.rebuild(Shop.config(folder));
        TargetPartition part = anew.open(Shop.PARTITION)) {
      Shop.commit(part, 5, Notes.insert(Notes.row(1, "new")));
    }
    try (LuceneTarget again = LuceneTarget.rebuild(Shop.config(folder));
        TargetPartition part = again.open(Shop.PARTITION)) {
      assertThat(part.checkpoint()).contains(Shop.at(5));
      again.serve();
    }
    try (LuceneTarget third = LuceneTarget.rebuild(Shop.config(folder));
        TargetPartition part = third.open(Shop.PARTITION)) {
      assertThat(part.checkpoint()).isEmpty();
    }
  }

  @Test
  void whatAnOperatorSkippedIsPassedAgainInTheNewIndex() {
    try (LuceneTarget old = LuceneTarget.connect(Shop.config(folder))) {
      try (TargetPartition part = old.open(Shop.PARTITION)) {
        Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
      }
      Optional<RunKind> run = Optional.of(RunKind.TRANSACTION);
      old.skip(
          new Skip(Shop.at(1), Shop.at(2), run, Optional.empty(), 1, 80),
          "ann@host",
          "ticket 99",
          Clock.systemUTC());
      old.skip(
          new Skip(Shop.at(2), Shop.at(2), Optional.empty(), Optional.empty(), 0, 81),
          "ann@host",
          "ticket 100",
          Clock.systemUTC());
    }
    try (LuceneTarget anew = LuceneTarget.rebuild(Shop.config(folder));
        TargetPartition part = anew.open(Shop.PARTITION)) {
      assertThat(part.isPassedOver(81)).isTrue();
      Shop.commit(part, 1, Notes.insert(Notes.row(1, "a")));
      Shop.commit(part, 2, Notes.insert(Notes.row(2, "skipped")));
      Shop.commit(part, 3, Notes.insert(Notes.row(3, "c")));
      anew.serve();
      assertThat(anew.stats().skipped()).isEqualTo(2);
    }
    assertThat(found()).containsExactlyInAnyOrder("a", "c");
    try (LuceneTarget next = LuceneTarget.connect(Shop.config(folder));
        TargetPartition part = next.open(Shop.PARTITION)) {
      assertThat(part.isPassedOver(81)).isTrue();
      assertThat(next.stats().skipped()).isEqualTo(2);
    }
  }

  private List<String> found() {
    try (SearchIndex index = SearchIndex.open(folder)) {
      return index.search("*:*", 10).hits().stream()
          .map(hit -> hit.values().get(1).text())
          .toList();
    }
  }
}
