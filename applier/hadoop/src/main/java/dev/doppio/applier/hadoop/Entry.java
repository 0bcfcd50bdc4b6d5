package dev.doppio.applier.hadoop;

import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.log.PartitionId;

/**
 * A change that waits to be written.
 *
 * @param partition that brought it
 * @param run where it comes from
 * @param ordinal its place within the run, from 0
 * @param change what happened
 */
record Entry(PartitionId partition, Run run, int ordinal, DocumentChange change) {
  private static final long OBJECT = 48;
  private static final long CHANGE = 300;

  /** The row to be written to the table of changes: of a delete what is known of the document. */
  Row row() {
    return change.after().or(change::before).orElseThrow();
  }

  /** Memory that it takes, roughly; bytes. */
  long weight() {
    long bytes = CHANGE + change.key().path().length();
    for (Object value : row().values()) {
      bytes += OBJECT + length(value);
    }
    return bytes;
  }

  private static long length(Object value) {
    if (value instanceof String text) {
      return 2L * text.length();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    return value instanceof JsonValue json
        ? 2L * json.text().length() + json.binary().map(binary -> binary.length).orElse(0)
        : 0;
  }
}
