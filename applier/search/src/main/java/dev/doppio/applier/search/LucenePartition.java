package dev.doppio.applier.search;

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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's index. Its writer holds Lucene's write lock from open to close, so nobody else
 * writes meanwhile; that nobody has, by force or while the lock was let go for an abort, is seen by
 * the number of the last commit, right before the next one. Methods exclude one another: {@link
 * #takeAway} comes from another thread.
 */
final class LucenePartition implements TargetPartition {
  /** What the partitions of a target share. */
  record Shared(
      Indexes indexes, Counters counters, IndexPlace place, String origin, int jsonPaths) {}

  private static final Logger LOG = LoggerFactory.getLogger(LucenePartition.class);

  private final Shared shared;
  private final PartitionId partition;
  private final Directory directory;
  private final String owner;
  private Optional<IndexWriter> writer = Optional.empty();
  private Optional<DocumentFields> fields = Optional.empty();
  private CommitData left;
  private long generation;
  private Counters.Tally tally = new Counters.Tally();
  private boolean open;
  private boolean changed;
  private boolean taken;
  private boolean closed;

  /**
   * Takes the index's write lock.
   *
   * @param owner token of this opening, never used before
   * @param inherited what the indexes whose place these take were let pass, and these are too
   */
  LucenePartition(
      Shared shared,
      PartitionId partition,
      Directory directory,
      String owner,
      List<SkipEntry> inherited)
      throws IOException {
    this.shared = shared;
    this.partition = partition;
    this.directory = directory;
    this.owner = owner;
    try {
      this.left = CommitData.none(shared.origin());
      IndexWriter opened = openWriter();
      this.generation = Indexes.generation(directory); // behind the lock
      this.left = read(opened).withAll(inherited);
    } catch (IOException | RuntimeException e) {
      discard();
      throw e;
    }
  }

  @Override
  public synchronized Optional<Checkpoint> checkpoint() {
    return left.checkpoint();
  }

  /** What operators let it pass. */
  synchronized List<SkipEntry> skips() {
    return left.skips();
  }

  @Override
  public synchronized void begin() {
    if (closed && !taken || open) {
      throw new IllegalStateException(partition + " is closed, or has a transaction open");
    }
    attempt(
        "begin",
        () -> {
          requireMine();
          CrashPoint.APPLIER_BEGUN.reached();
        });
    open = true;
  }

  @Override
  public synchronized void rows(Run run, List<DocumentChange> changes) {
    if (isSkipped(run)) {
      return;
    }
    attempt(
        "rows of " + run.scn(),
        () -> {
          for (DocumentChange change : changes) {
            write(run, change);
          }
        });
  }

  /** Met again where the index is built anew. */
  private boolean isSkipped(Run run) {
    return left.skips().stream().anyMatch(skip -> skip.run().equals(Optional.of(run.scn())));
  }

  private void write(Run run, DocumentChange change) throws IOException {
    Term id = new Term(FieldNames.ID, FieldNames.id(partition, change.table(), change.key()));
    changed = true;
    try {
      if (change.after().isPresent()) {
        DocumentFields form = fields.orElseThrow(this::lost);
        writer().updateDocument(id, form.of(run, change, change.after().get(), tally));
        tally.indexed();
      } else {
        writer().deleteDocuments(id);
        tally.deleted();
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw rejected(run, change, e);
    }
  }

  /** Lucene says by this type alone that a document is beyond what an index can hold. */
  private static DoppioException rejected(Run run, DocumentChange change, RuntimeException e) {
    return new DoppioException(
        FailureKind.TARGET_REJECTED,
        "document "
            + shortened(change.key().path())
            + " of "
            + change.table()
            + " in run "
            + run.scn()
            + " can't be indexed: "
            + shortened(String.valueOf(e.getMessage())),
        e);
  }

  private static String shortened(String text) {
    int most = 300;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  /** What it writes and deletes waits for the commit that follows, and shares it. */
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
      attempt(
          "drop of " + change.table(),
          () -> {
            requireMine();
            remove(change.table());
          });
    } else if (before.isPresent()) {
      attempt(
          "schema change " + change.ddlId() + " of " + change.table(),
          () -> {
            requireMine();
            rewrite(change, before.get(), after.get());
          });
    }
  }

  /** The index is the partition's alone: all of the table's documents in it are. */
  @Override
  public synchronized void truncated(
      ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
    attempt("truncation of " + truncation.table(), () -> remove(truncation.table()));
  }

  private void remove(TableName table) throws IOException {
    changed = true;
    writer().deleteDocuments(TableQuery.of(table));
    tally.deleted();
  }

  private void rewrite(ControlRecord.SchemaChange change, TableVersion before, TableVersion after)
      throws IOException {
    try {
      TableRewrite rewrite = new TableRewrite(before, after, change);
      if (rewrite.isNeeded()) {
        changed = true;
        rewrite.run(writer(), fields.orElseThrow(this::lost), tally);
      }
    } catch (UndecidableChange
        | ClassCastException
        | ArithmeticException
        | IllegalArgumentException e) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "schema change "
              + change.ddlId()
              + " of "
              + change.table()
              + " can't be derived: "
              + e.getMessage()
              + "; stop the applier, delete the partition's folder and start it again: it is"
              + " indexed anew from the log's begin, which has to be there still",
          e);
    }
  }

  @Override
  public synchronized void commit(Checkpoint checkpoint) {
    attempt(
        "commit of " + checkpoint.scn(),
        () -> {
          if (!checkpoint.partition().equals(partition)) {
            throw new IllegalArgumentException(
                "checkpoint of " + checkpoint.partition() + " given to " + partition);
          }
          CommitData next = left.at(checkpoint, owner);
          CrashPoint.APPLIER_ROWS_WRITTEN.reached();
          publish(next);
          CrashPoint.APPLIER_COMMITTED.reached();
          left = next;
        });
    shared.counters().committed(tally);
    forget();
  }

  /** All is written and forced to disk, then the commit appears with one rename. */
  private void publish(CommitData next) throws IOException {
    IndexWriter index = writer();
    index.setLiveCommitData(next.toMap().entrySet());
    index.prepareCommit();
    CrashPoint.APPLIER_CHECKPOINT_WRITTEN.reached();
    requireUntouched();
    index.commit();
    generation = Indexes.generation(directory);
  }

  @Override
  public synchronized boolean isPassedOver(long offset) {
    return left.skips().stream().anyMatch(skip -> skip.offset().equals(Optional.of(offset)));
  }

  /** Lucene forgets changes only together with their writer; the next begin has another. */
  @Override
  public synchronized void abort() {
    if (changed) {
      attempt("abort", this::rollback);
    }
    forget();
  }

  @Override
  public synchronized void close() {
    discard();
    closed = true;
  }

  /** Somebody else has opened the partition: this owner can't commit any more. */
  synchronized void takeAway() {
    taken = true;
    discard();
  }

  private IndexWriter openWriter() throws IOException {
    IndexWriter opened = shared.indexes().writer(directory);
    writer = Optional.of(opened);
    fields =
        Optional.of(
            new DocumentFields(
                partition, new JsonFields(opened.getFieldNames(), shared.jsonPaths())));
    return opened;
  }

  private CommitData read(IndexWriter opened) {
    return generation < 0
        ? CommitData.none(shared.origin())
        : CommitData.parse(shared.origin(), partition, Indexes.lastCommit(opened));
  }

  private IndexWriter writer() {
    return writer.orElseThrow(this::lost);
  }

  private void requireMine() throws IOException {
    if (taken) {
      throw lost();
    }
    shared.place().requireCurrent();
    if (writer.isEmpty()) {
      openWriter();
    }
    requireUntouched();
  }

  private void requireUntouched() throws IOException {
    if (Indexes.generation(directory) != generation) {
      throw lost();
    }
  }

  private DoppioException lost() {
    return new DoppioException(
        FailureKind.CHECKPOINT_LOST,
        "the index of "
            + partition
            + " is no longer as this applier left it ("
            + left.checkpoint().map(at -> at.scn().toString()).orElse("at its start")
            + "): another one has taken it over, and keeps it; nothing was written. If it is not"
            + " one of this applier's own group, two appliers are configured on one folder: end"
            + " one of them");
  }

  private interface Work {
    void run() throws IOException;
  }

  /** After any failure the writer is gone, and what was not committed with it. */
  private void attempt(String what, Work work) {
    try {
      work.run();
    } catch (IOException e) {
      discard();
      throw taken ? lost() : LuceneFailures.of(where(what), e);
    } catch (RuntimeException e) {
      RuntimeException met = met(what, e);
      discard();
      throw met;
    }
  }

  /** That a writer has ended, by a merge that failed or from outside, Lucene says in two types. */
  private RuntimeException met(String what, RuntimeException e) {
    if (e instanceof DoppioException) {
      return e;
    }
    Optional<Throwable> end =
        writer.flatMap(index -> Optional.ofNullable(index.getTragicException()));
    if (end.isEmpty() && !(e instanceof AlreadyClosedException)) {
      return e;
    }
    return taken ? lost() : LuceneFailures.ended(where(what), end.orElse(e));
  }

  private String where(String what) {
    return partition + " in " + directory + ", " + what;
  }

  private void rollback() throws IOException {
    Optional<IndexWriter> ending = writer;
    writer = Optional.empty();
    fields = Optional.empty();
    if (ending.isPresent()) {
      ending.get().rollback();
    }
  }

  private void forget() {
    tally = new Counters.Tally();
    changed = false;
    open = false;
  }

  private void discard() {
    try {
      rollback();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: while letting it go: {}", partition, e.getMessage());
    }
    if (!closed) {
      try {
        directory.close();
      } catch (IOException e) {
        LOG.warn("{}: while closing its folder: {}", partition, e.getMessage());
      }
    }
    closed = true;
    forget();
  }
}
