package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logwriter.MemoryLog.Fault;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends WritableLogContract {
  private final MemoryLog log = new MemoryLog(() -> new LogId(UUID.randomUUID()));

  @Override
  protected WritableLog log() {
    return log;
  }

  @Override
  protected String database() {
    return "shop";
  }

  @Override
  protected WritableLog logOfOtherNode() {
    return log.ofOtherNode();
  }

  @Override
  protected void awaitAppended(PartitionId partition) {}

  @Override
  protected void commitUnanswered(WritableLog.Session session) {
    log.failNext(log.commits() % 2 == 0 ? Fault.COMMIT_DONE_BUT_UNANSWERED : Fault.COMMIT_ABORTED);
    session.commit();
  }

  @Test
  void readersOfAPartitionLearnOfACommitWhenItsMarkerComes() {
    log.withLateMarkers();
    PartitionId partition = new PartitionId("shop", 0);
    try (WritableLog.Session session = log.open()) {
      commit(session, partition, 1);
      assertThat(log.records(partition)).isEmpty();
      assertThat(log.settleOne()).isTrue();
      assertThat(log.records(partition)).hasSize(1);
      assertThat(log.settleOne()).isFalse();
    }
  }

  @Test
  void whatTheCoordinatorGivesUpIsGoneAndItsSessionMayTryAgain() {
    PartitionId partition = new PartitionId("shop", 0);
    WritableLog.Session session = log.open();
    session.begin();
    session.append(partition, record(1));
    assertThat(log.timeOut()).isTrue();
    assertThatThrownBy(session::commit)
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_UNAVAILABLE));
    assertThat(log.records(partition)).isEmpty();
    assertThat(log.timeOut()).isFalse();
  }

  @Test
  void aLogMadeAgainIsAnother() {
    LogId first = log.logId("shop");
    log.recreate("shop");
    assertThat(log.logId("shop")).isNotEqualTo(first);
  }
}
