package dev.doppio.schemas.change;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A document change as the log carries it. An update never changes the document key: the writer
 * turns such a change into a delete of the old key and an insert of the new one.
 *
 * @param key the document
 * @param operation what happened
 * @param table database and table at the source
 * @param sourceTime commit time at the source, microseconds
 * @param after the whole row; present on insert, update and read
 * @param before on a delete the row before (at least its key columns); on an update by
 *     configuration
 */
public record DocumentChange(
    DocumentKey key,
    Operation operation,
    TableName table,
    Instant sourceTime,
    Optional<Row> after,
    Optional<Row> before) {
  public DocumentChange {
    Objects.requireNonNull(key);
    Objects.requireNonNull(table);
    Objects.requireNonNull(sourceTime);
    if (after.isPresent() != operation.hasAfter()) {
      throw new IllegalArgumentException(operation + " of " + key + " with a wrong row image");
    }
    if (operation == Operation.DELETE && before.isEmpty()) {
      throw new IllegalArgumentException("a delete carries at least the key: " + key);
    }
  }
}
