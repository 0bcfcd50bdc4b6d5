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

/**
 * Copies runs of a partition record by record, each run verified and whole. Memory does not grow
 * with a run. Used by one thread.
 */
public final class RunCopy {
  private static final int RECORDS = 5_000;
  private static final long BYTES = 4L << 20;

  private final LogSource source;
  private final Sink sink;

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
  public record Copied(Optional<Scn> last, long runs, long records) {}

  /**
   * @param source of this copy alone; its position is moved
   */
  public RunCopy(LogSource source, Sink sink) {
    this.source = source;
    this.sink = sink;
  }

  /**
   * Copies until the last run, or until somebody wants it to end, then at the end of a run.
   *
   * @throws DoppioException LOG_GAP, LOG_CORRUPT and their kin when the runs are not what the log
   *     contract promises: what was not committed has to be given up
   */
  public Copied copy(First first, Bounds bounds, Scn last, BooleanSupplier ending) {
    Way way = new Way(first.partition(), last, ending);
    new LogScan(source)
        .read(Map.of(first.partition(), new Bounds(first.offset(), bounds.end())), way);
    way.commit();
    return new Copied(way.copied, way.runs, way.records);
  }

  /** Of one partition. */
  private final class Way implements LogScan.Visitor {
    private final RunVerifier verifier;
    private final Scn last;
    private final BooleanSupplier ending;
    private Optional<Scn> copied = Optional.empty();
    private long runs;
    private long records;
    private int open;
    private long openBytes;

    Way(PartitionId partition, Scn last, BooleanSupplier ending) {
      this.verifier = new RunVerifier(partition, Optional.empty(), Start.Kind.CHOSEN);
      this.last = last;
      this.ending = ending;
    }

    @Override
    public boolean take(Entry entry) {
      if (!verifier.inRun() && (last.isBefore(entry.place().scn()) || ending.getAsBoolean())) {
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
      return true;
    }

    private void pass(Entry entry) {
      sink.record(entry);
      records++;
      open++;
      openBytes += entry.bytes();
      if (entry.place().end()) {
        runs++;
        copied = Optional.of(entry.place().scn());
        if (open >= RECORDS || openBytes >= BYTES) {
          commit();
        }
      }
    }

    void commit() {
      if (open > 0 && !verifier.inRun()) {
        sink.commit();
        open = 0;
        openBytes = 0;
      }
    }
  }
}
