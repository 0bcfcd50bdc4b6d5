package dev.doppio.schemas.source;

import dev.doppio.schemas.document.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How far the snapshot of a table is in the log. It is written in the Kafka transaction of the rows
 * that it counts, so that a restart goes on behind the last of them.
 *
 * @param request what was asked for
 * @param state where it is in its life
 * @param lastKey of the last row, in the order of the key: its key columns as the server printed
 *     them, in hexadecimal; empty before the first row
 * @param rows read so far, those too that were left out since the stream had touched them
 * @param estimate of the table's rows, by the server; 0 while it is not known
 * @param changedAt when it was written
 * @param reason why it was refused; empty text otherwise
 */
public record TableSnapshot(
    SnapshotRequest request,
    State state,
    List<String> lastKey,
    long rows,
    long estimate,
    Instant changedAt,
    String reason) {
  /** A life leads from the first to one of the others. */
  public enum State {
    /** Waits for its turn, or is being read. */
    RUNNING,
    /** All its rows are in the log. */
    DONE,
    /** The table was dropped meanwhile, or is not captured any more. */
    GONE,
    /** It can't be read as it was asked for; the reason says why. */
    REFUSED
  }

  public TableSnapshot {
    Objects.requireNonNull(request);
    Objects.requireNonNull(state);
    Objects.requireNonNull(changedAt);
    Objects.requireNonNull(reason);
    lastKey = List.copyOf(lastKey);
  }

  /** One that has not begun. */
  public static TableSnapshot of(SnapshotRequest request, Instant now) {
    return new TableSnapshot(request, State.RUNNING, List.of(), 0, 0, now, "");
  }

  /** The table. */
  public TableName table() {
    return request.table();
  }

  /** True when rows may still come. */
  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /** The same, behind one more chunk. */
  public TableSnapshot advanced(List<String> key, long more, long estimated, Instant now) {
    return new TableSnapshot(
        request, state, key, rows + more, Math.max(estimate, estimated), now, reason);
  }

  /** The same, of a table that has another name by now. */
  public TableSnapshot of(TableName renamed, Instant now) {
    return new TableSnapshot(request.of(renamed), state, lastKey, rows, estimate, now, reason);
  }

  /** The same, given up. */
  public TableSnapshot refused(String why, Instant now) {
    return new TableSnapshot(request, State.REFUSED, lastKey, rows, estimate, now, why);
  }

  /** The same at its end. */
  public TableSnapshot ended(State last, Instant now) {
    return new TableSnapshot(request, last, lastKey, rows, estimate, now, "");
  }
}
