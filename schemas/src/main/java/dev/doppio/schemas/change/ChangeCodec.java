package dev.doppio.schemas.change;

import dev.doppio.schemas.avro.SingleObjectReader;
import dev.doppio.schemas.avro.SingleObjectWriter;
import dev.doppio.schemas.document.DocumentCodec;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.io.BinaryEncoder;

/**
 * The envelope {@code Change} around documents, in Avro single-object encoding. Not thread-safe:
 * one per thread, it reuses its buffers.
 */
public final class ChangeCodec {
  private static final Fingerprint ENVELOPE = LogSchemas.fingerprint(LogSchemas.CHANGE);

  /** In the order of the Avro enum's symbols. */
  private static final Operation[] OPERATIONS = Operation.values();

  private final DocumentCodec documents = new DocumentCodec();
  private final SingleObjectWriter writer = new SingleObjectWriter();
  private final SingleObjectReader reader = new SingleObjectReader();

  /** The record's value. */
  public byte[] encode(DocumentChange change) {
    return writer.write(
        ENVELOPE.value(),
        out -> {
          out.writeEnum(change.operation().ordinal());
          out.writeString(change.table().database());
          out.writeString(change.table().table());
          out.writeLong(Micros.of(change.sourceTime()));
          writeOptional(change.after(), out);
          writeOptional(change.before(), out);
        });
  }

  private void writeOptional(Optional<Row> document, BinaryEncoder out) throws IOException {
    out.writeIndex(document.isPresent() ? 1 : 0);
    if (document.isPresent()) {
      documents.encodeInto(out, document.get());
    }
  }

  /**
   * Reads a whole value (all its segments joined).
   *
   * @param key the record's key
   * @param value the joined segments
   * @param schemas finds the documents' table versions
   * @throws DoppioException SCHEMA_UNKNOWN with the fingerprint, LOG_CORRUPT when the bytes do not
   *     read
   */
  public DocumentChange decode(byte[] key, byte[] value, SchemaLookup schemas) {
    String name = "the change of " + new String(key, StandardCharsets.UTF_8);
    Fingerprint written = new Fingerprint(SingleObjectReader.fingerprint(value, name));
    if (!written.equals(ENVELOPE)) {
      throw new DoppioException(
          FailureKind.LOG_CORRUPT,
          name
              + " has an envelope of another format ("
              + written
              + ", known is "
              + ENVELOPE
              + "); where a newer Doppio wrote it, upgrade the readers first");
    }
    reader.open(value, name);
    Operation operation = OPERATIONS[reader.readIndex(OPERATIONS.length)];
    String database = reader.readString();
    String unqualified = reader.readString();
    Instant sourceTime = Micros.instant(reader.readLong());
    Optional<byte[]> after = readOptional();
    Optional<byte[]> before = readOptional();
    reader.end();
    try {
      TableName table = new TableName(database, unqualified);
      return new DocumentChange(
          new DocumentKey(new String(key, StandardCharsets.UTF_8)),
          operation,
          table,
          sourceTime,
          after.map(document -> decode(document, table, schemas)),
          before.map(document -> decode(document, table, schemas)));
    } catch (IllegalArgumentException e) {
      throw reader.corrupt(e.getMessage());
    }
  }

  private Optional<byte[]> readOptional() {
    return reader.readIndex(2) == 0 ? Optional.empty() : Optional.of(reader.readBytes());
  }

  private Row decode(byte[] document, TableName name, SchemaLookup schemas) {
    Fingerprint fingerprint = DocumentCodec.fingerprint(document);
    TableVersion version = schemas.find(fingerprint).orElseThrow(() -> unknown(name, fingerprint));
    if (!version.name().equals(name)) {
      throw reader.corrupt("a document of " + version + " in a change of " + name);
    }
    return documents.decode(document, version);
  }

  private static DoppioException unknown(TableName table, Fingerprint fingerprint) {
    return new DoppioException(
        FailureKind.SCHEMA_UNKNOWN,
        "a document of "
            + table
            + " was written under schema "
            + fingerprint
            + ", which the schema topic does not hold (yet): check that it is mirrored and that"
            + " this reader may read it");
  }
}
