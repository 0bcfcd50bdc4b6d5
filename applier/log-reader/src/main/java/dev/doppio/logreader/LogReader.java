package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.LogSource.Polled;
import dev.doppio.logreader.PartitionBuffer.Request;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The door of this module: reads partitions of the log and applies them to a target, each from its
 * own checkpoint there, in whole transactions, in order, each once.
 *
 * <p>It has no threads of its own. One thread calls {@link #step()}, which keeps polling the log
 * and fills a bounded buffer per partition; any number of threads call {@link
 * PartitionReader#step()}, each of its own {@link #partitions()}. One thread that calls all of them
 * in turn is as good. {@link #stats()} may be called by anybody; {@link #close()} after the other
 * threads have ended.
 */
public final class LogReader implements AutoCloseable {
  /** While something is buffered its reader may be this thread, or may need more any moment. */
  private static final Duration SHORT_POLL = Duration.ofMillis(2);

  private final LogSource.Opener opener;
  private final SchemaLookup schemas;
  private final Target target;
  private final ReadPlan plan;
  private final LogReaderConfig config;
  private final Clock clock;
  private final LogEnds ends;
  private final LogShape shape = new LogShape();
  private final SourceTimes times;
  private final Map<PartitionId, Lane> lanes = new ConcurrentSkipListMap<>();
  private final Set<PartitionId> paused = new HashSet<>();
  private Optional<LogSource> source = Optional.empty();
  private volatile Optional<DoppioException> outage = Optional.empty();
  private Instant wakeAt = Instant.MIN;
  private int attempt;
  private volatile boolean joined = true;

  /** What belongs to one partition; {@code nextOffset} is the log reader thread's alone. */
  private static final class Lane {
    final PartitionBuffer buffer;
    final Progress progress;
    final PartitionReader reader;
    long nextOffset;

    Lane(PartitionBuffer buffer, Progress progress, PartitionReader reader) {
      this.buffer = buffer;
      this.progress = progress;
      this.reader = reader;
    }
  }

  /** Reads all of these partitions, from their checkpoints. */
  public LogReader(
      LogSource.Opener opener,
      SchemaLookup schemas,
      Target target,
      Set<PartitionId> partitions,
      LogReaderConfig config,
      Clock clock) {
    this(opener, schemas, target, ReadPlan.all(partitions), config, clock);
  }

  /**
   * Connects to nothing yet.
   *
   * @param opener the log
   * @param schemas finds table versions; asked by every thread
   * @param target closed by the caller
   * @param plan what to read, and from where
   * @param config bounds
   * @param clock decides when to commit, to try again and to give up waiting
   */
  public LogReader(
      LogSource.Opener opener,
      SchemaLookup schemas,
      Target target,
      ReadPlan plan,
      LogReaderConfig config,
      Clock clock) {
    this.opener = opener;
    this.schemas = schemas;
    this.target = target;
    this.plan = plan;
    this.config = config;
    this.clock = clock;
    this.ends = new LogEnds(schemas, clock);
    this.times = new SourceTimes(schemas);
    switch (plan.assignment()) {
      case ALL -> take(plan.partitions());
      case GROUP -> joined = false;
    }
  }

  private void take(Set<PartitionId> partitions) {
    LogReaderConfig.Bound share = config.buffer().sharedBy(Math.max(1, plan.partitions().size()));
    for (PartitionId partition : partitions) {
      StartPlace place = plan.start().apply(partition);
      PartitionBuffer buffer = new PartitionBuffer(partition, share, place);
      Progress progress = new Progress(partition, config.timing().end());
      PartitionReader reader =
          new PartitionReader(buffer, target, schemas, config, clock, progress, shape);
      lanes.put(partition, new Lane(buffer, progress, reader));
      paused.add(partition);
    }
  }

  /** Partitions come and go; called while polling, by the log reader's thread. */
  private final class Owner implements LogSource.Sharing {
    @Override
    public void granted(Set<PartitionId> partitions) {
      take(partitions);
      joined = true;
    }

    @Override
    public void revoked(Set<PartitionId> partitions) {
      giveUp(partitions, true);
    }

    @Override
    public void lost(Set<PartitionId> partitions) {
      giveUp(partitions, false);
    }
  }

  /** Waits for the step that a partition's reader may be in. */
  private void giveUp(Collection<PartitionId> partitions, boolean commit) {
    for (PartitionId partition : partitions) {
      Optional<Lane> lane = Optional.ofNullable(lanes.remove(partition));
      lane.ifPresent(gone -> gone.reader.release(commit));
      paused.remove(partition);
      ends.forget(partition);
    }
  }

  /**
   * One per partition that is this reader's now, sorted; the same object as long as it is. Where
   * partitions are shared, the list changes between two calls; a reader whose partition has gone
   * does nothing any more.
   */
  public List<PartitionReader> partitions() {
    return lanes.values().stream().map(lane -> lane.reader).toList();
  }

  /**
   * One round: finds the places that were asked for, pauses and resumes, polls, hands over. Waits
   * at most {@code timing.poll} for records, hardly at all while something is buffered; a search or
   * a broker that does not answer takes longer.
   *
   * @return true when there was something to hand over
   * @throws DoppioException of a kind whose reaction is EXIT; what may pass is tried again with
   *     back-off, see {@link #outage()}
   */
  public boolean step() {
    if (clock.instant().isBefore(wakeAt)) {
      return false;
    }
    try {
      boolean worked = round(source());
      attempt = 0;
      outage = Optional.empty();
      return worked;
    } catch (DoppioException e) {
      closeSource();
      if (e.kind().reaction() != Reaction.RETRY) {
        throw e;
      }
      attempt++;
      outage = Optional.of(e);
      wakeAt = clock.instant().plus(config.timing().backoff(attempt));
      return false;
    } catch (RuntimeException e) {
      throw new DoppioException(FailureKind.INTERNAL, "a defect, please report it: " + e, e);
    }
  }

  private boolean round(LogSource log) {
    boolean worked = serveStarts(log) | balance(log);
    boolean buffered = lanes.values().stream().anyMatch(lane -> lane.buffer.bytes() > 0);
    worked |= handOver(log.poll(buffered ? SHORT_POLL : config.timing().poll()));
    refreshEnds(log);
    return worked;
  }

  /** False while partitions are shared and the group has not said yet which are this reader's. */
  public boolean joined() {
    return joined;
  }

  /** Why the log can't be read just now; empty when it can. */
  public Optional<DoppioException> outage() {
    return outage;
  }

  /** One snapshot per partition, sorted. */
  public List<PartitionStats> stats() {
    Instant now = clock.instant();
    return lanes.values().stream()
        .map(lane -> lane.progress.snapshot(lane.buffer.bytes(), now))
        .toList();
  }

  /** Idempotent; closes the log and every partition of the target; keeps all failures. */
  @Override
  public void close() {
    List<RuntimeException> failures = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      attempt(lane.reader::close, failures);
    }
    attempt(this::closeSource, failures);
    if (!failures.isEmpty()) {
      RuntimeException first = failures.remove(0);
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  private static void attempt(Runnable close, Collection<RuntimeException> failures) {
    try {
      close.run();
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }

  private LogSource source() {
    if (source.isEmpty()) {
      LogSource fresh = opener.open();
      source = Optional.of(fresh);
      plan.partitions().stream()
          .map(PartitionId::database)
          .distinct()
          .forEach(database -> shape.learn(database, fresh.partitions(database)));
      switch (plan.assignment()) {
        case ALL -> fresh.assign(plan.partitions());
        case GROUP -> fresh.share(plan.partitions(), new Owner());
      }
      paused.addAll(lanes.keySet());
      ends.reset();
      for (Lane lane : lanes.values()) {
        if (lane.buffer.streaming()) {
          fresh.seek(lane.buffer.partition(), lane.nextOffset);
        }
      }
    }
    return source.get();
  }

  /** A source that closes leaves its group: nothing may be under way then. */
  private void closeSource() {
    Optional<LogSource> closing = source;
    source = Optional.empty();
    if (plan.assignment() == ReadPlan.Assignment.GROUP) {
      giveUp(List.copyOf(lanes.keySet()), true);
      joined = false;
    }
    paused.clear();
    closing.ifPresent(LogSource::close);
  }

  private boolean serveStarts(LogSource log) {
    boolean worked = false;
    for (Lane lane : lanes.values()) {
      Optional<Request> request = lane.buffer.request();
      if (request.isPresent()) {
        serve(log, lane, request.get());
        worked = true;
      }
    }
    return worked;
  }

  private void serve(LogSource log, Lane lane, Request request) {
    PartitionId partition = lane.buffer.partition();
    Bounds bounds = log.bounds(Set.of(partition)).get(partition);
    try {
      Start start = new StartSearch(log, partition, bounds, times).find(request);
      log.seek(partition, start.offset());
      lane.nextOffset = start.offset();
      lane.buffer.started(request, start);
    } catch (DoppioException e) {
      if (e.kind().reaction() != Reaction.STOP_PARTITION) {
        throw e;
      }
      lane.buffer.failed(request, e);
    }
  }

  private boolean balance(LogSource log) {
    boolean changed = false;
    for (Lane lane : lanes.values()) {
      PartitionId partition = lane.buffer.partition();
      boolean wanted = lane.buffer.streaming();
      if (paused.contains(partition)) {
        if (wanted && lane.buffer.belowHalf()) {
          log.resume(partition);
          paused.remove(partition);
          changed = true;
        }
      } else if (!wanted || lane.buffer.full()) {
        log.pause(partition);
        paused.add(partition);
      }
    }
    return changed;
  }

  private boolean handOver(Polled polled) {
    Map<PartitionId, List<Entry>> byPartition = new TreeMap<>();
    for (Entry entry : polled.entries()) {
      byPartition.computeIfAbsent(entry.partition(), p -> new ArrayList<>()).add(entry);
    }
    byPartition.forEach(
        (partition, entries) -> {
          Lane lane = lanes.get(partition);
          lane.nextOffset = entries.get(entries.size() - 1).offset() + 1;
          lane.buffer.put(entries);
          ends.handedOver(entries.get(entries.size() - 1));
        });
    for (PartitionId partition : polled.lost()) {
      paused.add(partition);
      lanes.get(partition).buffer.lose();
    }
    return !byPartition.isEmpty() || !polled.lost().isEmpty();
  }

  private void refreshEnds(LogSource log) {
    if (!ends.due(config.timing().end())) {
      return;
    }
    Map<PartitionId, Bounds> bounds = log.bounds(lanes.keySet());
    bounds.forEach(
        (partition, at) -> {
          Lane lane = lanes.get(partition);
          boolean caughtUp = lane.buffer.streaming() && log.position(partition) >= at.end();
          ends.find(log, partition, at, caughtUp).ifPresent(lane.progress::end);
        });
  }
}
