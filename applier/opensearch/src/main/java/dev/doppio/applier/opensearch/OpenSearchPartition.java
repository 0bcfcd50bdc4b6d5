package dev.doppio.applier.opensearch;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.logreader.UndecidableChange;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's part of the indexes. Nothing is sent before a transaction's end is here; then its
 * documents, then the checkpoint. Whoever dies in between does all of it again, and the versions
 * make that the same.
 *
 * <p>The ledger tells whose the partition is: its document is compared at each begin, and again
 * before a request where that was long ago; and set by the commit. Methods exclude one another:
 * {@link #takeAway} comes from another thread.
 */
final class OpenSearchPartition implements TargetPartition {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSearchPartition.class);
  private static final int MOST_SHOWN = 300;

  /**
   * What the partitions of a target share.
   *
   * @param build that they write
   * @param bulkBytes most of a request
   * @param comparedFor how long a look at the ledger counts for the requests that follow it
   */
  record Shared(
      Cluster cluster,
      Ledger ledger,
      Names names,
      DocumentIndexes indexes,
      Counters counters,
      Clock clock,
      int build,
      int bulkBytes,
      Duration comparedFor) {
    /** Of a partition's document in the ledger. */
    String id(PartitionId partition) {
      return id(build, partition);
    }

    static String id(int build, PartitionId partition) {
      return build + ":" + partition;
    }
  }

  /** What a schema change or a truncation does to documents, at its own place in the log. */
  private interface Effect {
    void at(Scn scn);
  }

  private final Shared shared;
  private final PartitionId partition;
  private final String token;
  private final BulkWriter writer;
  private final Pending pending;
  private final List<Effect> effects = new ArrayList<>();
  private Ledger.Entry entry;
  private Standing left;
  private long comparedNanos;
  private boolean open;
  private boolean taken;
  private boolean closed;

  /**
   * @param token of this opening, never used before, and written to the ledger
   * @param entry of the ledger, as it was written
   */
  OpenSearchPartition(Shared shared, PartitionId partition, String token, Ledger.Entry entry) {
    this.shared = shared;
    this.partition = partition;
    this.token = token;
    this.writer = new BulkWriter(shared.cluster(), shared.counters(), partition);
    this.pending = new Pending(shared.bulkBytes());
    this.entry = entry;
    this.left = Standing.read(entry, partition);
  }

  @Override
  public synchronized Optional<Checkpoint> checkpoint() {
    return left.checkpoint();
  }

  @Override
  public synchronized void begin() {
    if (closed || open) {
      throw new IllegalStateException(partition + " is closed, or has a transaction open");
    }
    requireMine();
    open = true;
    CrashPoint.APPLIER_BEGUN.reached();
  }

  private void requireMine() {
    long asked = System.nanoTime();
    List<Ledger.Entry> now = shared.ledger().read(shared.id(partition), Builds.ID);
    if (taken || !now.get(0).isSameWriteAs(entry)) {
      throw lost();
    }
    if (Builds.isOutlived(shared.build(), now.get(1))) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "indexes that were built anew have taken the place of those with the suffix -"
              + shared.build()
              + ", which this applier writes and nobody searches any more: end it. The applier of"
              + " the new ones goes on");
    }
    comparedNanos = asked;
  }

  @Override
  public synchronized void rows(Run run, List<DocumentChange> changes) {
    if (left.hasSkipped(run.scn())) {
      return;
    }
    for (DocumentChange change : changes) {
      TableVersion version = change.after().or(change::before).orElseThrow().table();
      Fields fields = shared.indexes().ready(partition.database(), version);
      String target = shared.names().writeAlias(fields.index());
      try {
        pending.add(target, Operation.of(partition, run, change, fields, target));
      } catch (IllegalArgumentException | DoppioException e) {
        throw rejected(run, change, e);
      }
      if (change.after().isPresent()) {
        shared.counters().indexed();
      } else {
        shared.counters().deleted();
      }
    }
  }

  private static DoppioException rejected(Run run, DocumentChange change, RuntimeException e) {
    String path = change.key().path();
    return new DoppioException(
        e instanceof DoppioException known ? known.kind() : FailureKind.TARGET_REJECTED,
        "document "
            + (path.length() <= MOST_SHOWN ? path : path.substring(0, MOST_SHOWN) + "...")
            + " of "
            + change.table()
            + " in run "
            + run.scn()
            + " can't be indexed: "
            + e.getMessage(),
        e);
  }

  /** Done by the commit that follows. */
  @Override
  public synchronized void schemaChanged(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach) {
    if (open) {
      throw new IllegalStateException(partition + ": a schema change inside a transaction");
    }
    if (after.isEmpty()) {
      effects.add(scn -> remove(change.table(), scn));
    } else if (before.isPresent()) {
      StructureChange structure = structure(change, before.get(), after.get());
      if (structure.isNeeded()) {
        effects.add(scn -> rewrite(structure, before.get(), after.get()));
      }
    }
  }

  private static StructureChange structure(
      ControlRecord.SchemaChange change, TableVersion before, TableVersion after) {
    try {
      return new StructureChange(before, after, change);
    } catch (UndecidableChange | ArithmeticException | IllegalArgumentException e) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "schema change "
              + change.ddlId()
              + " of "
              + change.table()
              + " can't be derived: "
              + e.getMessage()
              + "; build the indexes anew with doppio apply opensearch --rebuild, from a log that"
              + " begins behind it, or let the partition pass it with doppio skip",
          e);
    }
  }

  /** Done by the commit. */
  @Override
  public synchronized void truncated(
      ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
    effects.add(scn -> remove(truncation.table(), scn));
  }

  private void remove(TableName table, Scn scn) {
    if (!shared.indexes().isThere(partition.database(), table)) {
      return;
    }
    String index = shared.indexes().index(partition.database(), table);
    String target = shared.names().writeAlias(index);
    new Scan(shared.cluster(), partition)
        .documents(
            index,
            table,
            Optional.empty(),
            hit -> pending.add(target, Operation.delete(target, hit.path("_id").asText(), scn)));
    pending.drain(this::send);
  }

  private void rewrite(StructureChange structure, TableVersion before, TableVersion after) {
    if (!shared.indexes().isThere(partition.database(), before.name())) {
      return;
    }
    Fields from = shared.indexes().ready(partition.database(), before);
    Fields to = shared.indexes().ready(partition.database(), after);
    String target = shared.names().writeAlias(to.index());
    Scan scan = new Scan(shared.cluster(), partition);
    Optional<String> done = Optional.of(after.fingerprint().toString());
    scan.documents(
        from.index(),
        before.name(),
        done,
        hit -> {
          String id = hit.path("_id").asText();
          pending.add(
              target,
              Operation.again(
                  target,
                  structure.isRenamed() ? structure.moved(partition, id) : id,
                  hit.path("_version").asLong(),
                  structure.rewritten(hit.path("_source"), from, to)));
        });
    pending.drain(this::send);
    if (structure.isRenamed()) { // only now: what had left, and not arrived, would be nowhere
      String source = shared.names().writeAlias(from.index());
      scan.documents(
          from.index(),
          before.name(),
          done,
          hit ->
              pending.add(
                  source,
                  Operation.left(source, hit.path("_id").asText(), hit.path("_version").asLong())));
      pending.drain(this::send);
    }
  }

  @Override
  public synchronized void commit(Checkpoint checkpoint) {
    requireNext(checkpoint);
    effects.forEach(effect -> effect.at(checkpoint.scn()));
    pending.drain(this::send);
    CrashPoint.APPLIER_ROWS_WRITTEN.reached();
    Standing next =
        left.at(checkpoint, Optional.of(new Standing.Owner(token, shared.clock().instant())));
    entry =
        shared.ledger().write(shared.id(partition), entry, next.toJson()).orElseThrow(this::lost);
    CrashPoint.APPLIER_COMMITTED.reached();
    left = next;
    shared.counters().committed();
    forget();
  }

  private void requireNext(Checkpoint next) {
    if (!next.partition().equals(partition)) {
      throw new IllegalArgumentException(next + " given to " + partition);
    }
    if (left.checkpoint().filter(at -> !at.log().equals(next.log())).isPresent()) {
      throw new DoppioException(
          FailureKind.LOG_REPLACED,
          partition
              + " stands in log "
              + left.checkpoint().get().log()
              + ", these runs are of log "
              + next.log()
              + ": the topic was made anew, and its versions begin anew: give it indexes of their"
              + " own, by another target.opensearch.prefix");
    }
  }

  private void send(byte[] request) {
    writer.send(request, this::requireMineStill);
  }

  private void requireMineStill() {
    if (System.nanoTime() - comparedNanos > shared.comparedFor().toNanos()) {
      requireMine();
    }
  }

  @Override
  public synchronized boolean isPassedOver(long offset) {
    return left.skips().stream().anyMatch(skip -> skip.offset().equals(Optional.of(offset)));
  }

  @Override
  public synchronized void abort() {
    forget();
  }

  private void forget() {
    pending.clear();
    effects.clear();
    open = false;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    forget();
    try {
      if (!taken) {
        shared.ledger().write(shared.id(partition), entry, left.owned(Optional.empty()).toJson());
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: while letting it go: {}", partition, e.getMessage());
    }
  }

  /** Somebody else has opened the partition here: this owner can't commit any more. */
  synchronized void takeAway() {
    taken = true;
  }

  private DoppioException lost() {
    return new DoppioException(
        FailureKind.CHECKPOINT_LOST,
        "the checkpoint of "
            + partition
            + " in index "
            + shared.names().checkpoints()
            + " is no longer as this applier left it ("
            + left.checkpoint().map(at -> at.scn().toString()).orElse("at its start")
            + "): another one has taken the partition over, and keeps it. If it is not one of this"
            + " applier's own group, two appliers are configured on one prefix: end one of them");
  }
}
