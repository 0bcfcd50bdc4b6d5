package dev.doppio.logreader;

import dev.doppio.logreader.LogReaderConfig.Batch;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.logreader.PartitionStats.Failure;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one partition: takes its records from the hand-over, verifies them, drives the target's
 * partition, and decides with {@link FailureKind#reaction()} what follows a failure. Any thread may
 * step it, one at a time: guarded by this. It never waits except in the target's own calls.
 */
public final class PartitionReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

  private final PartitionBuffer buffer;
  private final Target target;
  private final SchemaLookup schemas;
  private final LogReaderConfig config;
  private final Clock clock;
  private final Progress progress;
  private final LogShape shape;
  private State state = State.STARTING;
  private Optional<PartitionApplier> applier = Optional.empty();
  private Optional<Checkpoint> opened = Optional.empty();
  private Optional<TargetGuard> targetPartition = Optional.empty();
  private Optional<Instant> schemaMissingSince = Optional.empty();
  private boolean released;
  private boolean search = true;
  private Optional<Scn> isolateUpTo = Optional.empty();
  private Instant wakeAt = Instant.MIN;
  private int attempt;
  private long commitsAtFailure;

  PartitionReader(
      PartitionBuffer buffer,
      Target target,
      SchemaLookup schemas,
      LogReaderConfig config,
      Clock clock,
      Progress progress,
      LogShape shape) {
    this.buffer = buffer;
    this.target = target;
    this.schemas = schemas;
    this.config = config;
    this.clock = clock;
    this.progress = progress;
    this.shape = shape;
  }

  /** The partition it applies. */
  public PartitionId partition() {
    return buffer.partition();
  }

  /**
   * Does one bounded piece of work: opens the target, takes a slice of records, commits.
   *
   * @return false when there was nothing to do; the caller may wait a few milliseconds
   * @throws DoppioException of a kind whose reaction is EXIT: the process has to end
   */
  public synchronized boolean step() {
    if (released) {
      return false;
    }
    try {
      return advance();
    } catch (DoppioException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return failed(
          new DoppioException(FailureKind.INTERNAL, "a defect, please report it: " + e, e));
    } finally {
      progress.state(state);
    }
  }

  /**
   * Commits the whole runs of the open target transaction, for an orderly end; what is not whole
   * comes again after the next start. Then only {@link #close()} is allowed.
   */
  public synchronized void drain() {
    try {
      applier.ifPresent(PartitionApplier::commitWholeRuns);
    } catch (DoppioException e) {
      failed(e);
    }
  }

  /**
   * The partition goes to another reader: waits for a step that another thread is in, then lets the
   * target's partition go. What fails in that is logged only: it comes again at the other reader.
   *
   * @param commit false when somebody else may have it already
   */
  synchronized void release(boolean commit) {
    released = true;
    buffer.stop();
    try {
      if (commit) {
        applier.ifPresent(PartitionApplier::commitWholeRuns);
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: was given up without its last commit: {}", partition(), e.getMessage());
    }
    leave();
  }

  /** Idempotent; an open target transaction is aborted. */
  @Override
  public synchronized void close() {
    applier = Optional.empty();
    Optional<TargetGuard> closing = targetPartition;
    targetPartition = Optional.empty();
    closing.ifPresent(TargetPartition::close);
  }

  private boolean advance() {
    if (clock.instant().isBefore(wakeAt)) {
      return false;
    }
    return switch (state) {
      case STARTING -> start();
      case RUNNING -> apply();
      case AWAITING_SCHEMA -> {
        state = State.RUNNING;
        yield apply();
      }
      case RETRYING -> {
        state = State.STARTING;
        yield start();
      }
      case STOPPED -> false;
    };
  }

  private boolean start() {
    if (targetPartition.isEmpty()) {
      TargetGuard fresh = new TargetGuard(target.open(partition()));
      targetPartition = Optional.of(fresh);
      opened = fresh.checkpoint();
      progress.opened(opened);
      buffer.restart(opened, search);
      return true;
    }
    Optional<Start> found = buffer.awaitStart();
    if (found.isEmpty()) {
      return false;
    }
    progress.started(found.get());
    applier =
        Optional.of(
            new PartitionApplier(
                new RunVerifier(partition(), opened, found.get().kind()),
                targetPartition.get(),
                new RunRecords(schemas, config.maxRowBytes()),
                isolateUpTo.isPresent() ? config.withBatch(Batch.SINGLE) : config,
                progress,
                shape,
                found.get().scan()));
    state = State.RUNNING;
    return true;
  }

  private boolean apply() {
    PartitionApplier running = applier.orElseThrow();
    running.followOffers();
    boolean worked = running.finishRun(clock.instant());
    schemaArrived();
    for (int taken = 0; taken < config.slice().records(); taken++) {
      Optional<Entry> entry = buffer.take();
      if (entry.isEmpty()) {
        if (buffer.lost()) {
          running.confirm();
          restart();
          return true;
        }
        return running.commitIfDue(clock.instant(), true) || worked;
      }
      worked = true;
      running.accept(entry.get());
      running.finishRun(clock.instant());
      if (running.commitIfDue(clock.instant(), false)) {
        endIsolation();
        break;
      }
    }
    return worked;
  }

  private void endIsolation() {
    boolean past =
        isolateUpTo
            .filter(last -> progress.standsAt().filter(at -> at.compareTo(last) >= 0).isPresent())
            .isPresent();
    if (past) {
      isolateUpTo = Optional.empty();
      restart();
    }
  }

  private void schemaArrived() {
    if (schemaMissingSince.isPresent()) {
      schemaMissingSince = Optional.empty();
      progress.failed(Optional.empty());
    }
  }

  private void restart() {
    leave();
    state = State.STARTING;
  }

  private boolean failed(DoppioException met) {
    if (met.kind() == FailureKind.SCHEMA_UNKNOWN && awaitSchema(met)) {
      drain();
      return false;
    }
    if (met.kind() == FailureKind.TARGET_REJECTED && isolate()) {
      restart();
      return true;
    }
    DoppioException cause = met.kind().reaction() == Reaction.STOP_PARTITION ? judged(met) : met;
    if (cause.kind() == FailureKind.LOG_GAP && mayBeMissed()) {
      search = false;
      restart();
      return true;
    }
    Failure failure = failure(cause, clock.instant());
    progress.failed(Optional.of(failure));
    return switch (cause.kind().reaction()) {
      case RETRY -> {
        attempt = progress.commits() > commitsAtFailure ? 1 : attempt + 1;
        commitsAtFailure = progress.commits();
        search = true;
        wakeAt = clock.instant().plus(config.timing().backoff(attempt));
        state = State.RETRYING;
        buffer.rest();
        leave();
        yield false;
      }
      case STOP_PARTITION -> {
        state = State.STOPPED;
        buffer.stop();
        leave();
        yield false;
      }
      case EXIT -> throw new DoppioException(cause.kind(), failure.message(), cause);
    };
  }

  /**
   * A target that rejects one of many runs does not say which: they come again, each in a
   * transaction of its own, so that the checkpoint ends right before the one that it rejects.
   */
  private boolean isolate() {
    Optional<Scn> rejected = applier.flatMap(PartitionApplier::batched);
    if (isolateUpTo.isEmpty() && rejected.isPresent()) {
      isolateUpTo = rejected;
      return true;
    }
    return false;
  }

  /**
   * What is whole before a place that does not read is committed: the place follows right on it.
   * Whoever lost the partition meanwhile learns it here, and what he saw in the log is not his to
   * judge: retention goes by what the new owner has applied.
   */
  private DoppioException judged(DoppioException stopping) {
    if (targetPartition.isEmpty() || targetPartition.get().hasFailed()) {
      return stopping;
    }
    try {
      confirm(targetPartition.get());
    } catch (DoppioException e) {
      if (e.kind() == FailureKind.CHECKPOINT_LOST || e.kind() == FailureKind.CHECKPOINT_REWOUND) {
        return e;
      }
      LOG.warn("{}: the runs before the stop are not committed", partition(), e);
    } catch (RuntimeException e) {
      LOG.warn("{}: the runs before the stop are not committed", partition(), e);
    }
    return stopping;
  }

  private void confirm(TargetPartition target) {
    if (applier.isPresent()) {
      applier.get().confirm();
    } else {
      target.begin();
      target.abort();
    }
  }

  /** The search by SCN presumes that SCNs rise; where they do not, only reading can tell. */
  private boolean mayBeMissed() {
    return search && opened.isPresent() && applier.isPresent() && applier.get().untouched();
  }

  private boolean awaitSchema(DoppioException cause) {
    Instant now = clock.instant();
    Instant since = schemaMissingSince.orElse(now);
    if (!now.isBefore(since.plus(config.schemaWait()))) {
      return false;
    }
    schemaMissingSince = Optional.of(since);
    progress.failed(Optional.of(failure(cause, now)));
    state = State.AWAITING_SCHEMA;
    wakeAt = now.plus(config.timing().retryFirst());
    return true;
  }

  private Failure failure(DoppioException cause, Instant now) {
    Optional<PartitionStats.RunInHand> run = applier.flatMap(PartitionApplier::place);
    String where = "partition " + partition() + run.map(at -> " at " + at).orElse("");
    return new Failure(cause.kind(), where + ": " + cause.getMessage(), now, run);
  }

  /** A target that failed may fail again at close; what counts is the first failure. */
  private void leave() {
    try {
      close();
    } catch (RuntimeException e) {
      LOG.warn("{}: the target did not close cleanly", partition(), e);
    }
  }
}
