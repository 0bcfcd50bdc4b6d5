package dev.doppio.applier.hadoop;

import dev.doppio.logreader.Gathering;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the warehouse. Its transactions end here and become durable with those of the
 * others. Methods of the port exclude one another; the commit calls from another thread, for which
 * what it tells is guarded by {@code told}.
 */
final class HadoopPartition implements TargetPartition, Gathering {
  /** What the partitions of a target share. */
  record Shared(
      DocumentTables tables, CheckpointTable checkpoints, GroupCommit commits, Clock clock) {}

  private static final Logger LOG = LoggerFactory.getLogger(HadoopPartition.class);

  /** So often the warehouse is asked, at begin, whether the partition is this owner's still. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int SEAL_ROWS = 20_000;
  private static final long SEAL_BYTES = 8L << 20;

  private final Shared shared;
  private final PartitionId partition;
  private final String token;
  private final StructureChanges structures;
  private final Object told = new Object();
  private final Map<TableName, Map<Kind, Optional<Scn>>> left = new HashMap<>();
  private Standing standing;
  private Optional<RuntimeException> failure = Optional.empty();
  private Optional<Scn> settled = Optional.empty();
  private boolean taken;
  private Optional<Work> open = Optional.empty();
  private List<StructureChanges.Effect> pending = List.of();
  private Optional<Instant> reached = Optional.empty();
  private Optional<Checkpoint> last;
  private Optional<Scn> run = Optional.empty();
  private int ordinal;
  private Instant lookAt = Instant.MIN;
  private boolean closed;

  /**
   * @param token of this opening, never used before, and written to the table of checkpoints
   * @param standing as it stands there
   */
  HadoopPartition(Shared shared, PartitionId partition, String token, Standing standing) {
    this.shared = shared;
    this.partition = partition;
    this.token = token;
    this.standing = standing;
    this.last = standing.checkpoint();
    this.structures = new StructureChanges(shared.tables(), partition);
  }

  PartitionId id() {
    return partition;
  }

  String token() {
    return token;
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    synchronized (told) {
      return standing.checkpoint();
    }
  }

  @Override
  public Optional<Gathering> gathering() {
    return Optional.of(this);
  }

  @Override
  public synchronized void begin() {
    if (closed || open.isPresent()) {
      throw new IllegalStateException(partition + " is closed, or has a transaction open");
    }
    throwFailure();
    Instant now = shared.clock().instant();
    if (!now.isBefore(lookAt)) {
      lookAt = now.plus(LOOK);
      if (!shared.checkpoints().standing(partition).isOwnedBy(token)) {
        throw lost();
      }
    }
    Work work = new Work();
    open = Optional.of(work);
  }

  @Override
  public synchronized void rows(Run from, List<DocumentChange> changes) {
    throwFailure();
    Work work = open.orElseThrow();
    ordinal = run.equals(Optional.of(from.scn())) ? ordinal : 0;
    run = Optional.of(from.scn());
    for (DocumentChange change : changes) {
      Entry entry = new Entry(partition, from, ordinal++, change);
      structures.ready(entry);
      work.add(entry);
    }
    if (work.rows() >= SEAL_ROWS || work.bytes() >= SEAL_BYTES) {
      try {
        seal(work);
      } catch (RuntimeException e) {
        throw HadoopFailures.of("the warehouse, writing run " + from.scn(), e);
      }
    }
  }

  /** A transaction that is too large for the memory goes on in files that nobody sees yet. */
  private void seal(Work work) {
    StepWriter writer = shared.commits().writer();
    work.takeEntries()
        .forEach(
            (table, entries) -> {
              for (Kind kind : shared.tables().written()) {
                List<Entry> lacking =
                    entries.stream().filter(e -> lacks(table, kind, e.run().scn())).toList();
                if (!lacking.isEmpty()) {
                  work.seal(
                      table,
                      kind,
                      switch (kind) {
                        case CHANGES -> writer.changes(table, lacking, List.of());
                        case CURRENT -> writer.current(table, lacking);
                      });
                }
              }
            });
  }

  @Override
  public synchronized void schemaChanged(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach) {
    throwFailure();
    List<StructureChanges.Effect> all = new ArrayList<>(pending);
    all.addAll(structures.changed(change, before, after, reach));
    pending = all;
  }

  @Override
  public synchronized void truncated(
      ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
    throwFailure();
    List<StructureChanges.Effect> all = new ArrayList<>(pending);
    all.addAll(structures.truncated(truncation));
    pending = all;
  }

  @Override
  public synchronized void reached(Instant sourceTime) {
    reached = Optional.of(sourceTime);
  }

  @Override
  public synchronized void offer(Checkpoint checkpoint) {
    throwFailure();
    requireNext(checkpoint);
    Work work = open.orElseThrow();
    pending.forEach(effect -> effect.into(work, checkpoint));
    shared.commits().add(this, new GroupCommit.Offer(checkpoint, reached, work));
    last = Optional.of(checkpoint);
    forget();
  }

  private void requireNext(Checkpoint next) {
    if (!next.partition().equals(partition)) {
      throw new IllegalArgumentException(next + " given to " + partition);
    }
    if (last.isPresent() && !last.get().log().equals(next.log())) {
      throw new DoppioException(
          FailureKind.LOG_REPLACED,
          partition
              + " stands in log "
              + last.get().log()
              + ", these runs are of log "
              + next.log()
              + ": the topic was made anew; give it a new warehouse");
    }
  }

  @Override
  public Optional<Scn> settled() {
    shared.commits().commitIfDue();
    synchronized (told) {
      throwFailure();
      return settled;
    }
  }

  @Override
  public void settle() {
    shared.commits().commitNow();
    throwFailure();
  }

  @Override
  public void commit(Checkpoint checkpoint) {
    offer(checkpoint);
    settle();
  }

  @Override
  public boolean isPassedOver(long offset) {
    synchronized (told) {
      return standing.skips().stream().anyMatch(s -> s.offset().equals(Optional.of(offset)));
    }
  }

  @Override
  public synchronized void abort() {
    forget();
  }

  private void forget() {
    open = Optional.empty();
    pending = List.of();
    run = Optional.empty();
  }

  /** What was offered is committed first, unless committing is what failed. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    forget();
    try {
      if (isHealthy()) {
        shared.commits().commitNow();
      }
      shared.commits().forget(this);
      release();
    } catch (RuntimeException e) {
      LOG.warn("{}: while letting it go: {}", partition, e.getMessage());
    }
  }

  private void release() {
    if (isHealthy()) {
      shared
          .checkpoints()
          .update(
              map -> {
                Standing now = Standing.read(map, partition);
                if (now.isOwnedBy(token)) {
                  now.owned(Optional.empty()).put(map, partition);
                }
                return map;
              });
    }
  }

  private boolean isHealthy() {
    synchronized (told) {
      return failure.isEmpty() && !taken;
    }
  }

  /** Somebody else has opened the partition here: this owner can't commit any more. */
  void takeAway() {
    synchronized (told) {
      taken = true;
    }
    shared.commits().forget(this);
  }

  private void throwFailure() {
    synchronized (told) {
      if (taken) {
        throw lost();
      }
      failure.ifPresent(
          e -> {
            throw e;
          });
    }
  }

  boolean isMine(Standing now) {
    synchronized (told) {
      return !taken
          && failure.isEmpty()
          && now.isOwnedBy(token)
          && now.checkpoint().equals(standing.checkpoint());
    }
  }

  DoppioException lost() {
    return new DoppioException(
        FailureKind.CHECKPOINT_LOST,
        "the warehouse's checkpoint of "
            + partition
            + " is no longer as this applier left it ("
            + checkpoint().map(at -> at.scn().toString()).orElse("at its start")
            + "): another one has taken the partition over, and keeps it; nothing was written. If"
            + " it is not one of this applier's own group, two appliers are configured on one"
            + " warehouse: end one of them");
  }

  void failed(RuntimeException e) {
    synchronized (told) {
      failure = failure.or(() -> Optional.of(e));
    }
  }

  void settled(GroupCommit.Offer offer) {
    synchronized (told) {
      standing = standing.at(offer.checkpoint(), offer.reached());
      settled = Optional.of(offer.checkpoint().scn());
    }
  }

  /** Where this owner left the table, or found it. */
  Optional<Scn> left(TableName table, Kind kind) {
    synchronized (left) {
      return left.computeIfAbsent(table, any -> new EnumMap<>(Kind.class))
          .computeIfAbsent(kind, any -> shared.tables().scns(table, kind).of(partition));
    }
  }

  /** True for a run that the table does not hold. */
  boolean lacks(TableName table, Kind kind, Scn scn) {
    return left(table, kind).filter(has -> has.compareTo(scn) >= 0).isEmpty();
  }

  void advanced(TableName table, Kind kind, Scn scn) {
    synchronized (left) {
      left.computeIfAbsent(table, any -> new EnumMap<>(Kind.class)).put(kind, Optional.of(scn));
    }
  }
}
