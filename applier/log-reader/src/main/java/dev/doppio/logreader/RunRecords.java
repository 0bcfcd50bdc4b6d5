package dev.doppio.logreader;

import dev.doppio.schemas.change.ChangeCodec;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The records of the current run that are not decoded yet. A run within a slice stays here until
 * its E is verified; of a larger one only the slice that is due.
 */
final class RunRecords {
  private final ChangeCodec codec = new ChangeCodec();
  private final SchemaLookup schemas;
  private final long maxRowBytes;
  private final ArrayDeque<LogRecord> held = new ArrayDeque<>();
  private long bytes;
  private int documents;
  private long documentBytes;

  RunRecords(SchemaLookup schemas, long maxRowBytes) {
    this.schemas = schemas;
    this.maxRowBytes = maxRowBytes;
  }

  void add(LogRecord record) {
    documentBytes += record.value().length;
    if (documentBytes > maxRowBytes) {
      throw new DoppioException(
          FailureKind.LOG_CORRUPT,
          "a document of run "
              + record.place().scn()
              + " is larger than reader.max-row-size ("
              + maxRowBytes
              + " bytes); raise it, with the heap it needs, and restart the applier");
    }
    held.add(record);
    bytes += record.value().length + record.key().length;
    if (record.place().lastSegment()) {
      documents++;
      documentBytes = 0;
    }
  }

  /** Bytes of keys and values held. */
  long bytes() {
    return bytes;
  }

  /** Whole documents held; an E without row counts as one. */
  int documents() {
    return documents;
  }

  Optional<TableVersion> find(Fingerprint fingerprint) {
    return schemas.find(fingerprint);
  }

  /** The first document's value, its segments joined. */
  byte[] value() {
    LogRecord head = held.getFirst();
    if (head.place().lastSegment()) {
      return head.value();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (LogRecord record : held) {
      out.writeBytes(record.value());
      if (record.place().lastSegment()) {
        break;
      }
    }
    return out.toByteArray();
  }

  void clear() {
    held.clear();
    bytes = 0;
    documents = 0;
    documentBytes = 0;
  }

  /**
   * Decodes the first document and forgets its records; on an exception they stay.
   *
   * @return empty for an E without row
   * @throws DoppioException SCHEMA_UNKNOWN, LOG_CORRUPT
   */
  Optional<DocumentChange> next() {
    LogRecord head = held.getFirst();
    Optional<DocumentChange> change =
        OpenRun.carriesRow(head)
            ? Optional.of(codec.decode(head.key(), value(), schemas))
            : Optional.empty();
    boolean more = true;
    while (more) {
      LogRecord record = held.remove();
      bytes -= record.value().length + record.key().length;
      more = !record.place().lastSegment();
    }
    documents--;
    return change;
  }
}
