package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers transactions of all partitions of this process and commits them together: table after
 * table, each with its SCN vector in its own commit, and the checkpoints last. So after a death
 * every table is at the checkpoint or beyond it, says how far, and leaves out what it has. It has
 * no thread: whoever finds a commit due does it, while the others go on gathering the next.
 * Thread-safe.
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int COMMITS_BETWEEN_EXPIRIES = 20;

  private final DocumentTables tables;
  private final CheckpointTable checkpoints;
  private final StepWriter writer;
  private final HadoopTargetConfig config;
  private final Counters counters;
  private final Clock clock;
  private final ReentrantLock committing = new ReentrantLock();
  private final Map<TableName, Integer> commits = new HashMap<>();
  private final Set<TableName> written = new HashSet<>();
  private Map<HadoopPartition, List<Offer>> gathered = new LinkedHashMap<>();
  private Instant lastCommit;
  private int rows;
  private long bytes;
  private volatile Optional<Instant> watermark = Optional.empty();

  /**
   * A transaction that has ended.
   *
   * @param checkpoint where it takes its partition
   * @param reached the source's clock there
   * @param work what it does
   */
  record Offer(Checkpoint checkpoint, Optional<Instant> reached, Work work) {}

  GroupCommit(
      DocumentTables tables,
      CheckpointTable checkpoints,
      HadoopTargetConfig config,
      Counters counters,
      Clock clock) {
    this.tables = tables;
    this.checkpoints = checkpoints;
    this.writer = new StepWriter(tables, counters);
    this.config = config;
    this.counters = counters;
    this.clock = clock;
    this.lastCommit = clock.instant();
  }

  /** Everything before it is loaded, as of the last commit here. */
  Optional<Instant> watermark() {
    return watermark;
  }

  StepWriter writer() {
    return writer;
  }

  /** Tables that were committed to since this was last asked. */
  synchronized Set<TableName> takeWritten() {
    Set<TableName> taken = Set.copyOf(written);
    written.clear();
    return taken;
  }

  private synchronized void written(Set<TableName> tables) {
    written.addAll(tables);
  }

  /** Takes a transaction, to be committed when that is due. */
  synchronized void add(HadoopPartition partition, Offer offer) {
    gathered.computeIfAbsent(partition, any -> new ArrayList<>()).add(offer);
    rows += offer.work().rows();
    bytes += offer.work().bytes();
  }

  /** Forgets what a partition has offered and is not committed. */
  synchronized void forget(HadoopPartition partition) {
    gathered.remove(partition);
  }

  private synchronized boolean isDue() {
    Duration since = Duration.between(lastCommit, clock.instant());
    return !gathered.isEmpty() && (isFull() || since.compareTo(config.bounds().interval()) >= 0);
  }

  private synchronized boolean isFull() {
    return rows >= config.bounds().rows() || bytes >= config.bounds().bytes();
  }

  /**
   * Commits what was gathered when a bound is reached and nobody else is at it. Waits for who is
   * where as much as a commit may have is gathered again: memory holds two, and no more.
   */
  void commitIfDue() {
    if (isFull()) {
      committing.lock();
    } else if (!isDue() || !committing.tryLock()) {
      return;
    }
    try {
      if (isDue()) {
        commit(take());
      }
    } finally {
      committing.unlock();
    }
  }

  /** Commits what was gathered. What fails, each partition concerned learns of. */
  void commitNow() {
    committing.lock();
    try {
      commit(take());
    } finally {
      committing.unlock();
    }
  }

  private synchronized Map<HadoopPartition, List<Offer>> take() {
    Map<HadoopPartition, List<Offer>> taken = gathered;
    gathered = new LinkedHashMap<>();
    lastCommit = clock.instant();
    rows = 0;
    bytes = 0;
    return taken;
  }

  private void commit(Map<HadoopPartition, List<Offer>> taken) {
    while (!taken.isEmpty()) {
      try {
        CrashPoint.APPLIER_BEGUN.reached();
        dropLost(taken);
        writeAll(taken);
        return;
      } catch (DocumentTables.Moved e) {
        LOG.warn("{}: they are read again", e.getMessage());
        List<HadoopPartition> moved =
            taken.keySet().stream().filter(p -> e.partitions().contains(p.id())).toList();
        fail(taken, moved, movedOn(e));
      } catch (RuntimeException e) {
        fail(taken, List.copyOf(taken.keySet()), HadoopFailures.of("the warehouse, committing", e));
      }
    }
  }

  private static DoppioException movedOn(DocumentTables.Moved e) {
    return new DoppioException(
        FailureKind.TARGET_UNAVAILABLE,
        e.getMessage() + ": another applier has written to it; where it stands is read again",
        e);
  }

  private static void fail(
      Map<HadoopPartition, List<Offer>> taken,
      Collection<HadoopPartition> partitions,
      RuntimeException failure) {
    partitions.forEach(
        partition -> {
          partition.failed(failure);
          taken.remove(partition);
        });
  }

  /** What another opening has taken over is not this one's to write. */
  private void dropLost(Map<HadoopPartition, List<Offer>> taken) {
    Map<String, String> standings = checkpoints.properties();
    List<HadoopPartition> lost =
        taken.keySet().stream()
            .filter(partition -> !partition.isMine(Standing.read(standings, partition.id())))
            .toList();
    lost.forEach(partition -> fail(taken, List.of(partition), partition.lost()));
  }

  private void writeAll(Map<HadoopPartition, List<Offer>> taken) {
    Set<TableName> touched = inOrder(taken);
    Map<String, String> summary = summary(taken);
    for (TableName table : touched) {
      for (Kind kind : tables.written()) {
        write(taken, table, kind, summary);
      }
    }
    CrashPoint.APPLIER_CHECKPOINT_WRITTEN.reached();
    Set<HadoopPartition> lost = new HashSet<>();
    checkpoints.update(
        map -> {
          lost.clear();
          return advanced(map, taken, lost::add);
        });
    CrashPoint.APPLIER_COMMITTED.reached();
    lost.forEach(partition -> fail(taken, List.of(partition), partition.lost()));
    watermark = CheckpointTable.watermark(checkpoints.properties());
    taken.forEach((partition, offers) -> partition.settled(offers.get(offers.size() - 1)));
    counters.committed();
    written(touched);
    touched.forEach(this::expire);
  }

  /** Tables that documents move to come before those that they leave. */
  private static Set<TableName> inOrder(Map<HadoopPartition, List<Offer>> taken) {
    Set<TableName> tables = new LinkedHashSet<>();
    taken.values().forEach(all -> all.forEach(offer -> tables.addAll(offer.work().moveTo())));
    taken.values().forEach(all -> all.forEach(offer -> tables.addAll(offer.work().tables())));
    return tables;
  }

  private void write(
      Map<HadoopPartition, List<Offer>> taken,
      TableName table,
      Kind kind,
      Map<String, String> summary) {
    TableWork work = new TableWork(table, kind, taken);
    if (work.isEmpty()) {
      return;
    }
    List<Step> steps = work.steps(writer);
    CrashPoint.APPLIER_ROWS_WRITTEN.reached();
    tables.commit(table, kind, steps, work.advance(), summary);
    work.advance()
        .next()
        .forEach(
            (id, scn) ->
                taken.keySet().stream()
                    .filter(partition -> partition.id().equals(id))
                    .forEach(partition -> partition.advanced(table, kind, scn)));
    CrashPoint.TABLE_COMMITTED.reached();
  }

  private Map<String, String> summary(Map<HadoopPartition, List<Offer>> taken) {
    Map<String, String> ahead =
        advanced(new TreeMap<>(checkpoints.properties()), taken, lost -> {});
    Map<String, String> summary = new TreeMap<>();
    summary.put("doppio.origin", config.datacenter());
    CheckpointTable.watermark(ahead)
        .ifPresent(time -> summary.put("doppio.watermark", time.toString()));
    return summary;
  }

  private Map<String, String> advanced(
      Map<String, String> map,
      Map<HadoopPartition, List<Offer>> taken,
      Consumer<HadoopPartition> lost) {
    taken.forEach(
        (partition, offers) -> {
          Standing now = Standing.read(map, partition.id());
          if (!partition.isMine(now)) {
            lost.accept(partition);
            return;
          }
          Offer last = offers.get(offers.size() - 1);
          now.at(last.checkpoint(), last.reached())
              .owned(Optional.of(new Standing.Owner(partition.token(), clock.instant())))
              .put(map, partition.id());
        });
    return map;
  }

  private void expire(TableName table) {
    if (commits.merge(table, 1, Integer::sum) % COMMITS_BETWEEN_EXPIRIES != 0) {
      return;
    }
    long old = clock.instant().minus(config.keeping().age()).toEpochMilli();
    try {
      for (Kind kind : tables.written()) {
        tables.expire(table, kind, old);
      }
    } catch (DoppioException e) {
      LOG.warn("{}: old snapshots are kept for now: {}", table, e.getMessage());
    }
  }

  /** Where the partitions of a commit stand after it. */
  static Map<PartitionId, Scn> ends(Map<HadoopPartition, List<Offer>> taken) {
    Map<PartitionId, Scn> ends = new TreeMap<>();
    taken.forEach(
        (partition, offers) ->
            ends.put(partition.id(), offers.get(offers.size() - 1).checkpoint().scn()));
    return ends;
  }
}
