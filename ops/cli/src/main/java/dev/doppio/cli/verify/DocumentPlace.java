package dev.doppio.cli.verify;

import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Objects;

/**
 * A document as both sides find it.
 *
 * @param document its exact key, as the log has it
 * @param partition where it lies
 * @param fields of its key columns, as the server prints them, in hexadecimal
 */
record DocumentPlace(DocumentKey document, PartitionId partition, List<String> fields) {
  DocumentPlace {
    Objects.requireNonNull(document);
    Objects.requireNonNull(partition);
    fields = List.copyOf(fields);
  }
}
