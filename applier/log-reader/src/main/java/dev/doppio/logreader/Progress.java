package dev.doppio.logreader;

import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.logreader.PartitionStats.Counts;
import dev.doppio.logreader.PartitionStats.Failure;
import dev.doppio.logreader.PartitionStats.LogEnd;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.logreader.TargetBatch.Committed;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one partition's readers tell of themselves. Written by the partition's thread, the log's end
 * by the log reader's, read by anybody: guarded by this.
 */
final class Progress {
  /** How many intervals the end of the log may be old and still count as known. */
  private static final int STALE = 10;

  private final PartitionId partition;
  private final Duration endInterval;
  private State state = State.STARTING;
  private boolean opened;
  private Optional<Checkpoint> checkpoint = Optional.empty();
  private Optional<Standing> applied = Optional.empty();
  private Optional<Standing> read = Optional.empty();
  private Optional<LogEnd> end = Optional.empty();
  private Optional<Failure> failure = Optional.empty();
  private long transactions;
  private long rows;
  private long commits;
  private long repeats;
  private long zombies;
  private long voidRuns;
  private long starts;
  private long probes;

  /** With the target, and not known to be durable; oldest first. */
  private final Deque<Offered> offers = new ArrayDeque<>();

  private record Offered(Committed batch, Optional<Standing> read) {}

  private record Standing(Scn scn, long transactions, Optional<Instant> sourceTime) {}

  Progress(PartitionId partition, Duration endInterval) {
    this.partition = partition;
    this.endInterval = endInterval;
  }

  synchronized void state(State now) {
    state = now;
  }

  synchronized void opened(Optional<Checkpoint> found) {
    opened = true;
    offers.clear();
    checkpoint = found;
    Optional<Instant> known =
        applied
            .filter(
                standing -> found.map(Checkpoint::scn).filter(standing.scn()::equals).isPresent())
            .flatMap(Standing::sourceTime);
    applied = found.map(c -> new Standing(c.scn(), c.transactions(), known));
    read = applied;
  }

  synchronized void started(Start start) {
    starts++;
    probes += start.probes();
    failure = Optional.empty();
  }

  /** A whole run was read; where nothing waits for a commit, that is as good as applied. */
  synchronized void read(Checkpoint at, Optional<Instant> sourceTime, boolean nothingWaits) {
    read = Optional.of(new Standing(at.scn(), at.transactions(), sourceTime));
    applied = nothingWaits && offers.isEmpty() ? read : applied;
  }

  /** All that was read is committed. */
  synchronized void committed(Committed batch) {
    settled(batch.checkpoint().scn());
    durable(new Offered(batch, read));
  }

  /** All that was read is with the target, which says later when it is durable. */
  synchronized void offered(Committed batch) {
    offers.add(new Offered(batch, read));
  }

  /** What was offered up to there is durable. */
  synchronized void settled(Scn last) {
    while (!offers.isEmpty() && offers.peek().batch().checkpoint().scn().compareTo(last) <= 0) {
      durable(offers.remove());
    }
  }

  private void durable(Offered offered) {
    Committed batch = offered.batch();
    transactions +=
        batch.checkpoint().transactions() - checkpoint.map(Checkpoint::transactions).orElse(0L);
    rows += batch.rows();
    commits++;
    checkpoint = Optional.of(batch.checkpoint());
    applied = offered.read();
  }

  synchronized boolean repeat() {
    repeats++;
    return false;
  }

  synchronized boolean zombie() {
    zombies++;
    return false;
  }

  synchronized void voidRun() {
    voidRuns++;
  }

  synchronized void failed(Optional<Failure> now) {
    failure = now;
  }

  /** The run of the checkpoint. */
  synchronized Optional<Scn> standsAt() {
    return checkpoint.map(Checkpoint::scn);
  }

  synchronized long commits() {
    return commits;
  }

  /** Ends are told in order of their times. */
  synchronized void end(LogEnd now) {
    end = Optional.of(now);
  }

  synchronized Optional<LogEnd> end() {
    return end;
  }

  synchronized PartitionStats snapshot(long bufferedBytes, Instant now) {
    Optional<LogEnd> known =
        end.filter(e -> e.asOf().plus(endInterval.multipliedBy(STALE)).isAfter(now))
            .map(this::notBehindWhatWasRead);
    return new PartitionStats(
        partition,
        state,
        checkpoint,
        applied.flatMap(Standing::sourceTime),
        known,
        lagTransactions(known),
        lag(known),
        bufferedBytes,
        new Counts(transactions, rows, commits, repeats, zombies, voidRuns, starts, probes),
        failure);
  }

  private LogEnd notBehindWhatWasRead(LogEnd e) {
    int order = read.map(standing -> standing.scn().compareTo(e.scn())).orElse(-1);
    if (order < 0) {
      return e;
    }
    Standing at = read.orElseThrow();
    Optional<Instant> time =
        at.sourceTime().or(() -> order == 0 ? e.sourceTime() : at.sourceTime());
    return new LogEnd(e.offset(), at.scn(), at.transactions(), time, e.asOf());
  }

  private OptionalLong lagTransactions(Optional<LogEnd> known) {
    if (known.isEmpty() || !opened) {
      return OptionalLong.empty();
    }
    long have = applied.map(Standing::transactions).orElse(0L);
    return OptionalLong.of(Math.max(0, known.get().transactions() - have));
  }

  private Optional<Duration> lag(Optional<LogEnd> known) {
    if (known.isEmpty() || applied.isEmpty()) {
      return Optional.empty();
    }
    if (known.get().scn().compareTo(applied.get().scn()) <= 0) {
      return Optional.of(Duration.ZERO);
    }
    return known
        .get()
        .sourceTime()
        .flatMap(
            last ->
                applied
                    .get()
                    .sourceTime()
                    .map(
                        mine ->
                            mine.isBefore(last) ? Duration.between(mine, last) : Duration.ZERO));
  }
}
