package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Target} with transactions promises. A target's tests extend it, in whatever
 * project; {@link Notes} is its table. Needs JUnit 5 and AssertJ on the test's class path.
 */
public abstract class TargetContract {
  /** The partition most of it is about. */
  protected static final PartitionId PARTITION = new PartitionId("shop", 0);

  private static final PartitionId OTHER = new PartitionId("shop", 1);

  private final List<TargetPartition> opened = new ArrayList<>();
  private Target target;

  /** A target without checkpoints, where {@link Notes#FIRST} is an empty table. */
  protected abstract Target emptyTarget();

  /** The rows that anybody else sees now, by their ids; read by other means than the target's. */
  protected abstract List<Row> visible(TableVersion table);

  /** The target goes away from every owner, however it does; what comes later finds it again. */
  protected abstract void breakConnections();

  @BeforeEach
  final void open() {
    target = emptyTarget();
  }

  @AfterEach
  final void close() {
    opened.forEach(TargetPartition::close);
    target.close();
    target.close();
  }

  @Test
  void aNewTargetStandsNowhere() {
    assertThat(partition().checkpoint()).isEmpty();
    assertThat(visible(Notes.FIRST)).isEmpty();
  }

  @Test
  void nothingShowsBeforeCommitAndAllOfItAfter() {
    TargetPartition mine = partition();
    mine.begin();
    rows(mine, List.of(insert(1, "a"), insert(2, "b")));
    rows(mine, List.of(insert(3, "c")));
    assertThat(visible(Notes.FIRST)).isEmpty();
    mine.commit(at(3));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"), row(2, "b"), row(3, "c"));
    assertThat(partition().checkpoint()).contains(at(3));
  }

  @Test
  void changesTakeEffectInLogOrder() {
    TargetPartition mine = partition();
    commit(mine, at(1), insert(1, "a"), insert(2, "b"), insert(3, "c"));
    commit(
        mine,
        at(2),
        Notes.update(row(1, "a2")),
        Notes.delete(2),
        Notes.delete(3),
        insert(3, "again"),
        Notes.update(row(1, "a3")));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a3"), row(3, "again"));
  }

  @Test
  void aSnapshotsReadReplacesTheRowThatIsThere() {
    TargetPartition mine = partition();
    commit(mine, at(1), insert(1, "old"));
    commit(mine, at(2), Notes.read(row(1, "new")), Notes.read(row(2, "b")));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "new"), row(2, "b"));
  }

  @Test
  void nullIsNotTheEmptyText() {
    commit(partition(), at(1), insert(1, null), insert(2, ""));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, null), row(2, ""));
  }

  @Test
  void abortForgetsEverythingSinceBegin() {
    TargetPartition mine = partition();
    commit(mine, at(1), insert(1, "a"));
    mine.begin();
    rows(mine, List.of(insert(2, "b"), Notes.delete(1)));
    mine.abort();
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"));
    commit(mine, at(2), insert(4, "d"));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"), row(4, "d"));
    assertThat(partition().checkpoint()).contains(at(2));
  }

  @Test
  void closeAbortsAndMayBeCalledAgain() {
    TargetPartition mine = partition();
    commit(mine, at(1), insert(1, "a"));
    mine.begin();
    rows(mine, List.of(insert(2, "b")));
    mine.close();
    mine.close();
    TargetPartition next = partition();
    assertThat(next.checkpoint()).contains(at(1));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"));
    commit(next, at(2), insert(2, "b again"));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"), row(2, "b again"));
  }

  @Test
  void aCommitThatFailsLeavesRowsAndCheckpointTogether() {
    TargetPartition mine = partition();
    commit(mine, at(1), insert(1, "a"));
    mine.begin();
    rows(mine, List.of(insert(2, "b")));
    breakConnections();
    assertThatThrownBy(() -> mine.commit(at(2)))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.TARGET_UNAVAILABLE));
    mine.close();
    TargetPartition next = partition();
    boolean done = next.checkpoint().equals(Optional.of(at(2)));
    assertThat(visible(Notes.FIRST)).hasSize(done ? 2 : 1);
    commit(next, at(3), insert(3, "c"));
    assertThat(visible(Notes.FIRST)).hasSize(done ? 3 : 2);
  }

  @Test
  void aCommitWithoutRowsMovesTheCheckpoint() {
    TargetPartition mine = partition();
    commit(mine, at(1));
    commit(mine, at(7));
    assertThat(partition().checkpoint()).contains(at(7));
  }

  @Test
  void aCheckpointComesBackAsItWasToItsLastBit() {
    LogId log = new LogId(new UUID(-1, Long.MIN_VALUE));
    Scn last = new Scn(Scn.MAX_GENERATION, Scn.MAX_SEQUENCE);
    Checkpoint greatest = new Checkpoint(log, "datacenter-2", PARTITION, last, Long.MAX_VALUE);
    commit(partition(), greatest, insert(1, "a"));
    assertThat(partition().checkpoint()).contains(greatest);
  }

  @Test
  void severalRunsInOneTransactionShowTogether() {
    TargetPartition mine = partition();
    mine.begin();
    mine.rows(run(1).ending(1), List.of(insert(1, "a"), insert(2, "b")));
    mine.rows(run(2), List.of(Notes.update(row(1, "a2"))));
    mine.rows(run(2).ending(3), List.of(Notes.delete(2)));
    assertThat(visible(Notes.FIRST)).isEmpty();
    mine.commit(at(2));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a2"));
  }

  @Test
  void aTransactionThatIsAbortedAtOnceChangesNothing() {
    TargetPartition mine = partition();
    mine.begin();
    mine.abort();
    commit(mine, at(1), insert(1, "a"));
    mine.begin();
    mine.abort();
    assertThat(mine.isPassedOver(7)).isFalse();
    commit(mine, at(2), insert(2, "b"));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"), row(2, "b"));
    assertThat(partition().checkpoint()).contains(at(2));
  }

  @Test
  void partitionsDoNotKnowOfOneAnother() {
    TargetPartition mine = partition();
    TargetPartition other = partition(OTHER);
    assertThat(mine.checkpoint()).isEmpty();
    assertThat(other.checkpoint()).isEmpty();
    mine.begin();
    other.begin();
    rows(mine, List.of(insert(1, "a")));
    rows(other, List.of(insert(2, "b")));
    other.commit(at(OTHER, 5));
    assertThat(visible(Notes.FIRST)).containsExactly(row(2, "b"));
    mine.commit(at(9));
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"), row(2, "b"));
    assertThat(partition().checkpoint()).contains(at(9));
    assertThat(partition(OTHER).checkpoint()).contains(at(OTHER, 5));
  }

  @Test
  void anOwnerThatLostThePartitionCanNotWriteAnyMore() {
    TargetPartition earlier = partition();
    assertThat(earlier.checkpoint()).isEmpty();
    commit(earlier, at(1), insert(1, "a"));
    TargetPartition later = partition();
    assertThat(later.checkpoint()).contains(at(1));
    commit(later, at(2), insert(2, "b"));
    assertThatThrownBy(() -> commit(earlier, at(2), insert(3, "stale"), Notes.delete(1)))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.CHECKPOINT_LOST));
    earlier.close();
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"), row(2, "b"));
    commit(later, at(3), insert(3, "c"));
    assertThat(visible(Notes.FIRST)).hasSize(3);
  }

  @Test
  void anOwnerThatLostThePartitionIsToldAtBegin() {
    TargetPartition earlier = partition();
    commit(earlier, at(1), insert(1, "a"));
    commit(partition(), at(2), insert(2, "b"));
    assertThatThrownBy(earlier::begin)
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.CHECKPOINT_LOST));
    earlier.close();
    assertThat(partition().checkpoint()).contains(at(2));
  }

  @Test
  void twoOwnersOfANewPartitionCanNotBothCommitTheFirstTime() {
    TargetPartition earlier = partition();
    TargetPartition later = partition();
    assertThat(earlier.checkpoint()).isEmpty();
    assertThat(later.checkpoint()).isEmpty();
    commit(later, at(1), insert(1, "a"));
    assertThatThrownBy(() -> commit(earlier, at(1), insert(1, "twice")))
        .isInstanceOf(DoppioException.class);
    earlier.close();
    assertThat(visible(Notes.FIRST)).containsExactly(row(1, "a"));
  }

  @Test
  void aTransactionOfManySlicesIsOneCommit() {
    TargetPartition mine = partition();
    mine.begin();
    for (long slice = 0; slice < 20; slice++) {
      long first = slice * 50;
      List<DocumentChange> changes =
          LongStream.range(first, first + 50).mapToObj(id -> insert(id, "row " + id)).toList();
      mine.rows(run(1), changes);
    }
    mine.rows(run(1).ending(2), List.of());
    assertThat(visible(Notes.FIRST)).isEmpty();
    mine.commit(at(1));
    assertThat(visible(Notes.FIRST)).hasSize(1000).contains(row(999, "row 999"));
  }

  @Test
  void aSchemaChangeThatEveryPartitionBringsHappensOnce() {
    TargetPartition mine = partition();
    TargetPartition other = partition(OTHER);
    commit(mine, at(1), insert(1, "a"));
    commit(other, at(OTHER, 1), insert(2, "b"));
    alter(mine);
    alter(other);
    alter(mine);
    commit(mine, at(2), Notes.insert(Notes.row(3, "c", "red")));
    commit(other, at(OTHER, 2), Notes.update(Notes.row(2, "b", "blue")));
    assertThat(visible(Notes.SECOND))
        .contains(Notes.row(2, "b", "blue"), Notes.row(3, "c", "red"))
        .hasSize(3);
  }

  /** Opens {@link #PARTITION} once more; closed after the test. */
  protected final TargetPartition partition() {
    return partition(PARTITION);
  }

  private TargetPartition partition(PartitionId partition) {
    TargetPartition part = target.open(partition);
    opened.add(part);
    return part;
  }

  private static void alter(TargetPartition part) {
    part.schemaChanged(
        new ControlRecord.SchemaChange(
            "00000000-0000-0000-0000-0000000000aa:7",
            Notes.FIRST.name(),
            Optional.of(Notes.FIRST.fingerprint()),
            Optional.of(Notes.SECOND.fingerprint()),
            "ALTER TABLE notes ADD tag VARCHAR(200)",
            Notes.SOURCE_TIME),
        Optional.of(Notes.FIRST),
        Optional.of(Notes.SECOND),
        Reach.WHOLE_TABLE);
  }

  /** One transaction of the target. */
  protected static void commit(
      TargetPartition part, Checkpoint checkpoint, DocumentChange... changes) {
    part.begin();
    if (changes.length > 0) {
      part.rows(run(checkpoint.scn().sequence()).ending(1), List.of(changes));
    }
    part.commit(checkpoint);
  }

  /** A checkpoint of {@link #PARTITION} in generation 1. */
  protected static Checkpoint at(long sequence) {
    return at(PARTITION, sequence);
  }

  private static Checkpoint at(PartitionId partition, long sequence) {
    return new Checkpoint(Runs.LOG, "dc1", partition, new Scn(1, sequence), sequence);
  }

  private static Row row(long id, String body) {
    return Notes.row(id, body);
  }

  private static void rows(TargetPartition part, List<DocumentChange> changes) {
    part.rows(run(1).ending(1), changes);
  }

  /** A source transaction whose end is not here yet. */
  protected static Run run(long sequence) {
    return new Run(
        new Scn(1, sequence),
        new Origin("dc1", "node1"),
        Optional.of(new Gtid("00000000-0000-0000-0000-0000000000aa", sequence)),
        sequence,
        Notes.SOURCE_TIME,
        OptionalInt.empty());
  }

  private static DocumentChange insert(long id, String body) {
    return Notes.insert(row(id, body));
  }
}
