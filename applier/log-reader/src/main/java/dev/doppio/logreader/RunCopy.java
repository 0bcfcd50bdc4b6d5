package dev.doppio.logreader;

import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Copies runs of one partition record by record, each run verified and whole, and each the
 * successor of the one before. Memory does not grow with a run. Used by one thread.
 */
public final class RunCopy {
  private static final int RECORDS = 5_000;
  private static final long BYTES = 4L << 20;

  private final LogSource source;
  private final Sink sink;
  private final PartitionId partition;
  private final RunVerifier verifier;
  private long next;
  private Optional<Scn> last = Optional.empty();
  private long runs;
  private long records;
  private int open;
  private long openBytes;
  private Copied committed = Copied.NOTHING;

  /** Where records go. */
  public interface Sink {
    /** One more; nothing shows before the next commit. */
    void record(Entry entry);

    /** All since the last commit are whole runs, and show from now on. */
    void commit();
  }

  /**
   * How far a partition was copied.
   *
   * @param last the last run that was; empty when none was
   * @param runs how many
   * @param records of them
   */
  public record Copied(Optional<Scn> last, long runs, long records) {
    /** Nothing yet. */
    public static final Copied NOTHING = new Copied(Optional.empty(), 0, 0);

    /** The two together, of which the other one came later. */
    public Copied and(Copied later) {
      return new Copied(
          later.last().or(() -> last), runs + later.runs(), records + later.records());
    }
  }

  /**
   * @param source its position is moved at each {@link #copy}, and nowhere else during one
   * @param first with which it begins
   */
  public RunCopy(LogSource source, Sink sink, First first) {
    this.source = source;
    this.sink = sink;
    this.partition = first.partition();
    this.next = first.offset();
    this.verifier = new RunVerifier(partition, Optional.empty(), Start.Kind.CHOSEN);
  }

  /**
   * Goes on to an end, or until somebody wants it to end, then at the end of a run.
   *
   * @param end offset before which records are
   * @param within the runs that are meant, each of which is whole before that offset; the first
   *     other one ends it
   * @return the same as {@link #copied()} afterwards
   * @throws DoppioException LOG_GAP, LOG_CORRUPT and their kin when the runs are not what the log
   *     contract promises: what was not committed has to be given up
   */
  public Copied copy(long end, Predicate<Scn> within, BooleanSupplier ending) {
    Bounds stretch = new Bounds(next, Math.max(next, end));
    new LogScan(source).read(Map.of(partition, stretch), entry -> take(entry, within, ending));
    commit();
    return committed;
  }

  /** All that was committed since the first. */
  public Copied copied() {
    return committed;
  }

  private boolean take(Entry entry, Predicate<Scn> within, BooleanSupplier ending) {
    if (!verifier.inRun() && (!within.test(entry.place().scn()) || ending.getAsBoolean())) {
      return false;
    }
    switch (verifier.accept(entry.record())) {
      case REPEAT, ZOMBIE, BEFORE_START -> {}
      case AFRESH ->
          throw new DoppioException(
              FailureKind.LOG_GAP,
              "run "
                  + entry.place().scn()
                  + " of "
                  + entry.partition()
                  + " is left open in this copy of the log and begun again: read the copy that it"
                  + " comes from");
      case FIRST, NEXT -> pass(entry);
    }
    next = entry.offset() + 1;
    return true;
  }

  private void pass(Entry entry) {
    sink.record(entry);
    records++;
    open++;
    openBytes += entry.bytes();
    if (entry.place().end()) {
      runs++;
      last = Optional.of(entry.place().scn());
      if (open >= RECORDS || openBytes >= BYTES) {
        commit();
      }
    }
  }

  private void commit() {
    if (open > 0 && !verifier.inRun()) {
      sink.commit();
      committed = new Copied(last, runs, records);
      open = 0;
      openBytes = 0;
    }
  }
}
