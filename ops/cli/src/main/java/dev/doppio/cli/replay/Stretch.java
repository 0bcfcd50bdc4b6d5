package dev.doppio.cli.replay;

import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one partition has been replayed, and how far it goes. One thread.
 *
 * <p>A stretch ends with the run at its last place, or when a run comes that lies behind that, or
 * was committed too late.
 */
public final class Stretch {
  private final PartitionId partition;
  private final Optional<Scn> behind;
  private final Optional<Scn> last;
  private final long lastTransactions;
  private final End end;
  private long firstTransactions = -1;
  private long transactions;
  private long runs;
  private long changes;
  private Optional<Mark> first = Optional.empty();
  private Optional<Mark> latest = Optional.empty();
  private Optional<Checkpoint> checkpoint = Optional.empty();
  private boolean over;

  /** A run that was brought. */
  record Mark(Scn scn, Instant time) {
    @Override
    public String toString() {
      return scn + " (" + time + ")";
    }
  }

  /**
   * @param behind nothing up to this run comes again
   * @param last run of the stretch; empty when it goes on with what is still to be written
   * @param lastTransactions running count of data transactions at the log's end
   */
  Stretch(
      PartitionId partition,
      Optional<Scn> behind,
      Optional<Scn> last,
      long lastTransactions,
      End end) {
    this.partition = partition;
    this.behind = behind;
    this.last = last;
    this.lastTransactions = lastTransactions;
    this.end = end;
    this.over = last.isPresent() && behind.isPresent() && !behind.get().isBefore(last.get());
  }

  PartitionId partition() {
    return partition;
  }

  /** True when a run belongs to it; one that comes too late ends it. */
  boolean admits(Scn scn, Instant time) {
    if (over || behind.filter(known -> !known.isBefore(scn)).isPresent()) {
      return false;
    }
    over =
        last.filter(known -> known.isBefore(scn)).isPresent()
            || end.time().filter(time::isAfter).isPresent();
    return !over;
  }

  /** Changes were brought. */
  void brought(Scn scn, Instant time, int count) {
    Mark mark = new Mark(scn, time);
    if (latest.filter(known -> known.scn().equals(scn)).isEmpty()) {
      runs++;
    }
    first = first.or(() -> Optional.of(mark));
    latest = Optional.of(mark);
    changes += count;
  }

  /** A run has ended here, of whatever kind. */
  void passed(Checkpoint at) {
    if (over) {
      return;
    }
    if (firstTransactions < 0) {
      firstTransactions = Math.max(0, at.transactions() - 1);
    }
    transactions = at.transactions();
    checkpoint = Optional.of(at);
    Scn scn = at.scn();
    over = last.filter(known -> !scn.isBefore(known)).isPresent();
  }

  /** Nothing of it is left, or nothing of it is here. */
  void ends() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /** The last run that was passed, whether or not something of it was meant. */
  Optional<Scn> done() {
    return checkpoint.map(Checkpoint::scn).or(() -> behind);
  }

  /** The same, as a reader goes on from it. */
  Optional<Checkpoint> checkpoint() {
    return checkpoint;
  }

  long runs() {
    return runs;
  }

  long changes() {
    return changes;
  }

  Optional<Mark> first() {
    return first;
  }

  Optional<Mark> latest() {
    return latest;
  }

  /** Data transactions passed. */
  long transactions() {
    return firstTransactions < 0 ? 0 : transactions - firstTransactions;
  }

  /** Data transactions from its first run to the log's end; none before that run was seen. */
  long expected() {
    return over || firstTransactions < 0
        ? transactions()
        : Math.max(transactions(), lastTransactions - firstTransactions);
  }
}
