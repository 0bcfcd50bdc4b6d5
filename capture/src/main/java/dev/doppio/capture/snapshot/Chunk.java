package dev.doppio.capture.snapshot;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a table that follow a key, as one statement has read them.
 *
 * @param version of the table when it was read; empty when the table was not there
 * @param rows by key, in the order of the key
 * @param lastKey of the last row, as {@link dev.doppio.schemas.source.TableSnapshot} has it
 * @param read how many rows there were; {@code rows} may lose some
 * @param bytes of these rows, about
 * @param end true when no row follows
 * @param estimate of the table's rows
 * @param shows every transaction that a row of it may come from
 * @param readAt the source's time before it was read
 */
record Chunk(
    Optional<TableVersion> version,
    LinkedHashMap<DocumentKey, Row> rows,
    List<String> lastKey,
    int read,
    long bytes,
    boolean end,
    long estimate,
    GtidSet shows,
    Instant readAt) {
  /** The table was not there. */
  static Chunk missing(GtidSet shows, Instant readAt) {
    return new Chunk(
        Optional.empty(), new LinkedHashMap<>(), List.of(), 0, 0, true, 0, shows, readAt);
  }
}
