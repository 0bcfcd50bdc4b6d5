package dev.doppio.logwriter;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.source.ChangeSource;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes a storage node's committed transactions to the log, each exactly once, in the order of the
 * binlog. One thread calls {@link #step()} and {@link #close()}; {@link #stats()} is thread-safe.
 *
 * <p>Every failure, and every commit whose outcome is unknown, ends in the same place: all is
 * closed and forgotten, and the next step reads from the log where each partition stands and what
 * capture has to resume from.
 */
public final class LogWriter implements AutoCloseable {
  /** Where the writer is in its life. */
  public enum State {
    /** Not open yet, or closed by a failure after which it starts again. */
    STARTING,
    /** The log and the source are open. */
    RUNNING,
    /** A failure that an operator has to look at; no further step. */
    FAILED,
    /** Closed by its owner. */
    CLOSED
  }

  private final LogWriterConfig config;
  private final WritableLog log;
  private final ChangeSource.Opener source;
  private final Clock clock;
  private final WriterCounters counters = new WriterCounters();
  private Optional<Life> life = Optional.empty();
  private State state = State.STARTING;
  private volatile WriterStats stats = counters.snapshot(State.STARTING, Optional.empty());

  /**
   * @param config what to write and how
   * @param log opened at the first step
   * @param source opened after the log, from the position that the log holds
   * @param clock for ages and intervals of commits
   */
  public LogWriter(
      LogWriterConfig config, WritableLog log, ChangeSource.Opener source, Clock clock) {
    this.config = Objects.requireNonNull(config);
    this.log = Objects.requireNonNull(log);
    this.source = Objects.requireNonNull(source);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Takes one event from the source to the log, and commits when it is time to; the first step, and
   * the first after a failure, opens log and source instead.
   *
   * @throws DoppioException when the reaction to its kind is not to retry; the writer is closed
   *     then
   */
  public Progress step() {
    if (state == State.FAILED || state == State.CLOSED) {
      throw new IllegalStateException("the log writer is " + state);
    }
    try {
      return life.isPresent() ? proceed(life.get()) : start();
    } catch (RuntimeException failure) {
      return afterFailure(failure);
    } finally {
      publishStats();
    }
  }

  private Progress start() {
    life = Optional.of(Life.begin(config, log, source, clock, counters));
    state = State.RUNNING;
    return Progress.of(Progress.Outcome.STARTED);
  }

  private Progress proceed(Life current) {
    Progress progress = current.step();
    if (current.isOver()) {
      life = Optional.empty();
      state = State.STARTING;
      current.close();
    }
    return progress;
  }

  private Progress afterFailure(RuntimeException failure) {
    life.ifPresent(broken -> Life.closeAfter(failure, broken::close));
    life = Optional.empty();
    counters.openIsLost();
    if (failure instanceof DoppioException known && known.kind().reaction() == Reaction.RETRY) {
      counters.retrying();
      state = State.STARTING;
      return Progress.retrying(known);
    }
    state = State.FAILED;
    throw failure;
  }

  private void publishStats() {
    stats = counters.snapshot(state, life.flatMap(Life::openSince));
  }

  /** A consistent snapshot, as of the end of the last step. */
  public WriterStats stats() {
    return stats;
  }

  /** Aborts what is not committed and closes source and log; idempotent. */
  @Override
  public void close() {
    Optional<Life> last = life;
    life = Optional.empty();
    state = state == State.FAILED ? State.FAILED : State.CLOSED;
    counters.openIsLost();
    publishStats();
    last.ifPresent(Life::close);
  }
}
