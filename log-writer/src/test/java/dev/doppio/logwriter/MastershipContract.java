package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.mastership.LedgerEntry.Candidate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What mastership relies on in the log, the ledger and the fence: in memory as in Kafka. */
public abstract class MastershipContract {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  /** A log as one node sees it, with a database of two partitions or more. */
  protected abstract WritableLog log();

  /** The same log as another node sees it. */
  protected abstract WritableLog otherLog();

  /** The database; a new one for each test. */
  protected abstract String database();

  private PartitionId partition(int number) {
    return new PartitionId(database(), number);
  }

  private static LedgerEntry entry(int generation) {
    Candidate owner = new Candidate(new Origin("dc1", "a"), "a-producer", "a process");
    return LedgerEntry.of(new Generation(generation), owner, NOON);
  }

  /** The first session of a node makes its topics. */
  private static LogView view(WritableLog log) {
    log.open().close();
    return log.view();
  }

  @Test
  void aPartitionThatNobodyMasteredHasNoEntry() {
    try (LogView view = view(log())) {
      assertThat(view.ledger().read()).doesNotContainKey(partition(0));
      assertThat(view.lastVisible(partition(0))).isEmpty();
    }
  }

  @Test
  void whatWasReplacedIsReadAtOnceAndByEverybody() {
    try (LogView view = view(log());
        LogView other = view(otherLog())) {
      for (int generation = 1; generation <= 5; generation++) {
        Optional<LedgerEntry> before =
            generation == 1 ? Optional.empty() : Optional.of(entry(generation - 1));
        assertThat(view.ledger().replace(partition(0), before, entry(generation))).isTrue();
        assertThat(other.ledger().read()).containsEntry(partition(0), entry(generation));
        assertThat(view.ledger().read()).containsEntry(partition(0), entry(generation));
      }
      assertThat(view.ledger().look()).containsEntry(partition(0), entry(5));
      assertThat(view.ledger().read()).doesNotContainKey(partition(1));
    }
  }

  @Test
  void nothingIsReplacedWhereTheEntryIsAnother() {
    try (LogView view = view(log());
        LogView other = view(otherLog())) {
      Ledger ledger = view.ledger();
      assertThat(ledger.replace(partition(0), Optional.of(entry(1)), entry(2))).isFalse();
      assertThat(other.ledger().replace(partition(0), Optional.empty(), entry(1))).isTrue();
      assertThat(ledger.replace(partition(0), Optional.empty(), entry(7))).isFalse();
      assertThat(ledger.read()).containsEntry(partition(0), entry(1));
    }
  }

  @Test
  void afterAFenceAnotherNodesTransactionNeverShowsAndItsSessionIsOver() {
    try (WritableLog.Session mine = log().open()) {
      WritableLog.Session other = otherLog().open();
      WritableLogContract.commit(other, partition(0), 1);
      other.begin();
      other.append(partition(0), WritableLogContract.record(2));
      mine.fence(Set.of(otherLog().candidate().transactionalId()));
      assertThat(mine.last(partition(0)).map(record -> record.place().scn().sequence()))
          .contains(1L);
      assertThatThrownBy(
              () -> {
                other.append(partition(0), WritableLogContract.record(3));
                other.commit();
              })
          .as("no incarnation of its own node came: it may begin again")
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_UNAVAILABLE));
      other.close();
      WritableLogContract.commit(mine, partition(0), 4);
      assertThat(mine.last(partition(0)).map(record -> record.place().scn().sequence()))
          .contains(4L);
    }
  }

  @Test
  void aFencedNodeMayOpenAnotherSession() {
    try (WritableLog.Session mine = log().open()) {
      otherLog().open().close();
      mine.fence(Set.of(otherLog().candidate().transactionalId()));
      try (WritableLog.Session again = otherLog().open()) {
        WritableLogContract.commit(again, partition(1), 1);
        assertThat(again.last(partition(1))).isPresent();
      }
    }
  }

  @Test
  void aProducerThatNeverWasIsFencedToo() {
    try (WritableLog.Session mine = log().open()) {
      mine.fence(Set.of("never-seen-in-" + database()));
      WritableLogContract.commit(mine, partition(0), 1);
    }
  }

  @Test
  void lookingFencesNobody() {
    try (WritableLog.Session mine = log().open()) {
      mine.begin();
      mine.append(partition(0), WritableLogContract.record(1));
      try (LogView view = log().view()) {
        assertThat(view.lastVisible(partition(0))).isEmpty();
        assertThat(view.position("nobody-of-" + database())).isEmpty();
      }
      mine.commit();
    }
  }
}
