package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.change.LogSchemas;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.CaptureScope;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the writer relies on in every {@link WritableLog}: in the one in memory as in Kafka. */
public abstract class WritableLogContract {
  private static final LogId SOME_LOG = new LogId(new UUID(1, 2));
  private static final Origin ORIGIN = new Origin("dc1", "n1");

  /** A log as node {@code n1} of {@code dc1} sees it, with a database of two partitions or more. */
  protected abstract WritableLog log();

  /** The database of {@link #log()}; a new one for each test. */
  protected abstract String database();

  /** The same log as another node sees it. */
  protected abstract WritableLog logOfOtherNode();

  /** Returns when what is open in the partition is at the brokers. */
  protected abstract void awaitAppended(PartitionId partition);

  /** Commits so that nobody learns whether it was done; the session fails. */
  protected abstract void commitUnanswered(WritableLog.Session session);

  private PartitionId partition(int number) {
    return new PartitionId(database(), number);
  }

  /** A whole run of one record. */
  static LogRecord record(long sequence) {
    Place place = new Place(new Scn(1, sequence), RunKind.HEARTBEAT, 0, 7, true, true, 0, true);
    byte[] key = {'k'};
    byte[] value = {(byte) sequence, 0, 1};
    return new LogRecord(
        place,
        Optional.of(new BeginHeader(SOME_LOG, ORIGIN, Optional.empty(), 3)),
        Optional.of(new EndHeader(0, 99, 1)),
        key,
        value);
  }

  private NodePosition position(long number) {
    GtidSet executed = GtidSet.parse("00000000-0000-0000-0000-0000000000aa:1-" + number);
    return new NodePosition(
        new SourcePosition(executed, CaptureScope.of(Map.of()), "binlog.000001", number),
        number,
        Map.of("elsewhere", SOME_LOG),
        Map.of(partition(0), new Scn(1, number)));
  }

  static void commit(WritableLog.Session session, PartitionId partition, long sequence) {
    session.begin();
    session.append(partition, record(sequence));
    session.commit();
  }

  @Test
  void aNewLogHasNeitherRecordsNorPosition() {
    try (WritableLog.Session session = log().open()) {
      assertThat(session.last(partition(0))).isEmpty();
      assertThat(session.position()).isEmpty();
    }
  }

  @Test
  void theLastCommittedRecordOfEachPartitionIsFound() {
    try (WritableLog.Session session = log().open()) {
      session.begin();
      session.append(partition(0), record(1));
      session.append(partition(1), record(2));
      session.append(partition(0), record(3));
      session.position(position(5));
      session.commit();
    }
    assertLast(0, 3);
    assertLast(1, 2);
    assertPosition(Optional.of(position(5)));
  }

  @Test
  void aRecordComesBackAsItWasWritten() {
    try (WritableLog.Session session = log().open()) {
      commit(session, partition(0), 1);
    }
    try (WritableLog.Session session = log().open()) {
      LogRecord last = session.last(partition(0)).orElseThrow();
      assertThat(last.place()).isEqualTo(record(1).place());
      assertThat(last.begin()).isEqualTo(record(1).begin());
      assertThat(last.end()).isEqualTo(record(1).end());
      assertThat(last.key()).isEqualTo(record(1).key());
      assertThat(last.value()).isEqualTo(record(1).value());
    }
  }

  @Test
  void aPositionIsCommittedWithoutRecordsToo() {
    try (WritableLog.Session session = log().open()) {
      for (int i = 1; i <= 20; i++) {
        session.begin();
        session.position(position(i));
        session.commit();
      }
    }
    assertPosition(Optional.of(position(20)));
    assertNothing(0);
  }

  @Test
  void structuresOfTablesAreThoseOfTheLastCommit() {
    TableVersion first = Documents.in("shop").table();
    TableVersion second = Documents.in("shop").withNote().table();
    TableVersion other = Documents.in("shop.`x").table();
    try (WritableLog.Session session = log().open()) {
      assertThat(session.tables()).isEmpty();
      commitTable(session, first.name(), Optional.of(first));
      commitTable(session, other.name(), Optional.of(other));
      commitTable(session, second.name(), Optional.of(second));
      session.begin();
      session.table(other.name(), Optional.empty());
      session.abort();
    }
    try (WritableLog.Session session = log().open()) {
      assertThat(session.tables()).isEqualTo(Map.of(second.name(), second, other.name(), other));
      commitTable(session, other.name(), Optional.empty());
      assertThat(session.tables()).isEqualTo(Map.of(second.name(), second));
    }
    try (WritableLog.Session session = logOfOtherNode().open()) {
      assertThat(session.tables()).isEmpty();
    }
  }

  @Test
  void progressOfSnapshotsIsThatOfTheLastCommit() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    TableName table = Documents.in("shop").table().name();
    TableSnapshot begun = TableSnapshot.of(SnapshotRequest.whole("a", table), now);
    TableSnapshot further = begun.advanced(List.of("31"), 10, 100, now);
    try (WritableLog.Session session = log().open()) {
      assertThat(session.snapshots()).isEmpty();
      commitSnapshot(session, begun);
      commitSnapshot(session, further);
      session.begin();
      session.snapshot(further.ended(TableSnapshot.State.DONE, now));
      session.abort();
    }
    try (WritableLog.Session session = log().open()) {
      assertThat(session.snapshots()).containsExactly(further);
      assertThat(session.requests()).as("nobody has asked").isEmpty();
    }
    try (WritableLog.Session session = logOfOtherNode().open()) {
      assertThat(session.snapshots()).isEmpty();
    }
  }

  private static void commitSnapshot(WritableLog.Session session, TableSnapshot snapshot) {
    session.begin();
    session.snapshot(snapshot);
    session.commit();
  }

  private static void commitTable(
      WritableLog.Session session, TableName table, Optional<TableVersion> version) {
    session.begin();
    session.table(table, version);
    session.commit();
  }

  @Test
  void nothingOfAnAbortedTransactionIsSeen() {
    try (WritableLog.Session session = log().open()) {
      commit(session, partition(0), 1);
      for (int i = 0; i < 5; i++) {
        session.begin();
        for (int sequence = 2; sequence < 40; sequence++) {
          session.append(partition(0), record(sequence));
        }
        session.position(position(9));
        session.abort();
      }
    }
    assertLast(0, 1);
    assertPosition(Optional.empty());
  }

  @Test
  void aSessionGoesOnAfterAnAbort() {
    try (WritableLog.Session session = log().open()) {
      session.begin();
      session.append(partition(0), record(1));
      session.abort();
      commit(session, partition(0), 2);
    }
    assertLast(0, 2);
  }

  @Test
  void whatAnEarlierSessionLeftOpenIsGoneWhenALaterOneOpens() {
    WritableLog.Session first = log().open();
    commit(first, partition(0), 1);
    first.begin();
    first.append(partition(0), record(2));
    assertLast(0, 1);
    first.close();
    assertLast(0, 1);
  }

  @Test
  void closingGivesAnOpenTransactionUp() {
    try (WritableLog.Session session = log().open()) {
      session.begin();
      session.append(partition(0), record(1));
    }
    assertNothing(0);
  }

  @Test
  void aLaterSessionFencesAnEarlierOne() {
    WritableLog log = log();
    WritableLog.Session first = log.open();
    commit(first, partition(0), 1);
    first.begin();
    first.append(partition(0), record(2));
    try (WritableLog.Session second = log.open()) {
      assertFenced(
          () -> {
            first.append(partition(0), record(3));
            first.commit();
          });
      commit(second, partition(0), 4);
    }
    first.close();
    assertLast(0, 4);
  }

  @Test
  void aFencedSessionCanNotBeginAnotherTransaction() {
    WritableLog log = log();
    WritableLog.Session first = log.open();
    commit(first, partition(0), 1);
    try (WritableLog.Session second = log.open()) {
      assertFenced(() -> commit(first, partition(0), 2));
      assertThat(second.last(partition(0)).map(record -> record.place().scn()))
          .contains(new Scn(1, 1));
    }
    first.close();
  }

  @Test
  void anOpenTransactionHidesWhatOthersHaveCommittedBehindIt() {
    try (WritableLog.Session first = log().open();
        WritableLog.Session second = logOfOtherNode().open()) {
      commit(first, partition(0), 1);
      first.begin();
      first.append(partition(0), record(2));
      awaitAppended(partition(0));
      commit(second, partition(0), 3);
      commit(second, partition(1), 4);
      assertThat(second.lastVisible(partition(0)).map(record -> record.place().scn()))
          .contains(new Scn(1, 1));
      first.commit();
    }
    assertLast(0, 3);
    assertLast(1, 4);
  }

  @Test
  void aCommitWithoutAnswerIsDoneOrNotDoneInAllItsPartitions() {
    for (int attempt = 0; attempt < 5; attempt++) {
      long sequence = 10 + attempt;
      try (WritableLog.Session session = log().open()) {
        session.begin();
        session.append(partition(0), record(sequence));
        session.append(partition(1), record(sequence));
        session.position(position(sequence));
        assertThatThrownBy(() -> commitUnanswered(session)).isInstanceOf(DoppioException.class);
      }
      try (WritableLog.Session session = log().open()) {
        boolean done = session.position().equals(Optional.of(position(sequence)));
        for (int number = 0; number < 2; number++) {
          Optional<Scn> last = session.last(partition(number)).map(r -> r.place().scn());
          assertThat(last.equals(Optional.of(new Scn(1, sequence)))).isEqualTo(done);
        }
      }
    }
  }

  @Test
  void theIdentityOfALogStays() {
    LogId id;
    try (WritableLog.Session session = log().open()) {
      id = session.logId(database());
      commit(session, partition(0), 1);
    }
    try (WritableLog.Session session = log().open()) {
      assertThat(session.logId(database())).isEqualTo(id);
    }
  }

  @Test
  void schemasArePublishedBetweenTransactionsAndInsideOne() {
    try (WritableLog.Session session = log().open()) {
      session.publish(LogSchemas.CHANGE);
      session.publish(LogSchemas.CHANGE);
      session.begin();
      session.append(partition(0), record(1));
      session.publish(LogSchemas.OPENING);
      session.commit();
    }
    assertLast(0, 1);
  }

  @Test
  void orphansAreCommittedWithTheRecords() {
    try (WritableLog.Session session = log().open()) {
      BeginHeader begin = record(1).begin().orElseThrow();
      byte[] key = {'k'};
      session.begin();
      session.orphan(new Orphan(partition(1), begin, 0, true, key, key));
      session.position(position(1));
      session.commit();
    }
    assertNothing(1);
  }

  @Test
  void closingTwiceIsClosing() {
    WritableLog.Session session = log().open();
    session.close();
    session.close();
  }

  private static void assertFenced(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.FENCED));
  }

  /** As a new session finds it. */
  private void assertLast(int number, long sequence) {
    try (WritableLog.Session session = log().open()) {
      assertThat(session.last(partition(number)).map(record -> record.place().scn()))
          .contains(new Scn(1, sequence));
    }
  }

  private void assertNothing(int number) {
    try (WritableLog.Session session = log().open()) {
      assertThat(session.last(partition(number))).isEmpty();
    }
  }

  private void assertPosition(Optional<NodePosition> expected) {
    try (WritableLog.Session session = log().open()) {
      assertThat(session.position()).isEqualTo(expected);
    }
  }
}
