package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads single data runs of the log by their offsets. Memory does not grow with a run. Used by one
 * thread.
 */
public final class RunReading {
  private static final int SLICE = 500;

  private final LogSource source;
  private final SchemaLookup schemas;
  private final long maxRowBytes;

  /**
   * @param source of this reading alone; its position is moved
   * @param maxRowBytes largest document
   */
  public RunReading(LogSource source, SchemaLookup schemas, long maxRowBytes) {
    this.source = source;
    this.schemas = schemas;
    this.maxRowBytes = maxRowBytes;
  }

  /**
   * Reads the run that begins at an offset. What is handed over counts when this returns, and not
   * before: only then the run is known to be whole.
   *
   * @param to an end that the log has told
   * @throws DoppioException LOG_GAP, LOG_CORRUPT, SCHEMA_UNKNOWN, LOG_UNAVAILABLE
   */
  public void read(
      PartitionId partition, long offset, long to, Consumer<List<DocumentChange>> changes) {
    RunVerifier verifier = new RunVerifier(partition, Optional.empty(), Start.Kind.CHOSEN);
    RunRecords records = new RunRecords(schemas, maxRowBytes);
    boolean[] whole = {false};
    new LogScan(source)
        .read(
            Map.of(partition, new Bounds(offset, to)),
            entry -> {
              whole[0] = take(entry, verifier, records, changes);
              return !whole[0];
            });
    if (!whole[0]) {
      throw new DoppioException(
          FailureKind.LOG_GAP,
          "the run at offset " + offset + " of " + partition + " has no end in this copy");
    }
  }

  /** True at the run's end. */
  private boolean take(
      Entry entry,
      RunVerifier verifier,
      RunRecords records,
      Consumer<List<DocumentChange>> changes) {
    verifier.accept(entry.record());
    records.add(entry.record());
    boolean end = entry.place().end();
    if (end || records.documents() >= SLICE) {
      List<DocumentChange> slice = new ArrayList<>();
      while (records.documents() > 0) {
        records.next().ifPresent(slice::add);
      }
      changes.accept(slice);
    }
    return end;
  }
}
