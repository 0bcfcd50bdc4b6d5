package dev.doppio.applier.mysql;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.Row;
import java.util.Objects;

/**
 * What is to be done to one document: the last of its changes since the last flush.
 *
 * @param key the document
 * @param row the row to write, or on a delete a row with at least the key
 * @param delete whether it goes
 * @param expectation of the document before the first of these changes
 * @param statementBytes a bound of the row's size in a statement
 */
record Pending(
    DocumentKey key, Row row, boolean delete, Expectation expectation, long statementBytes) {
  private static final int BYTES_PER_VALUE = 16;

  Pending {
    Objects.requireNonNull(key);
    Objects.requireNonNull(row);
    Objects.requireNonNull(expectation);
  }

  /** The change of a document that nothing is pending for. */
  static Pending of(DocumentChange change, Expectation expectation) {
    Row row = change.after().or(change::before).orElseThrow();
    return new Pending(
        change.key(), row, !change.operation().hasAfter(), expectation, statementBytes(row));
  }

  /** A row to be written whether it is there or not. */
  static Pending written(Row row) {
    return new Pending(DocumentKey.of(row), row, false, Expectation.UNKNOWN, statementBytes(row));
  }

  /** This and then a later change of the same document. */
  Pending then(DocumentChange change) {
    Pending later = of(change, expectation);
    return new Pending(key, later.row, later.delete, expectation, later.statementBytes);
  }

  private static long statementBytes(Row row) {
    long bytes = 0;
    for (Object value : row.values()) {
      bytes += BYTES_PER_VALUE;
      if (value instanceof String text) {
        bytes += 3L * text.length();
      } else if (value instanceof byte[] array) {
        bytes += 2L * array.length;
      } else if (value instanceof JsonValue json) {
        bytes += 3L * json.text().length() + 2L * json.binary().map(all -> all.length).orElse(0);
      }
    }
    return bytes;
  }
}
