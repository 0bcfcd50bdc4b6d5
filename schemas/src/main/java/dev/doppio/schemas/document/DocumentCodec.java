package dev.doppio.schemas.document;

import dev.doppio.schemas.avro.SingleObjectReader;
import dev.doppio.schemas.avro.SingleObjectWriter;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;

/**
 * Rows as Avro single-object encoding (C3 01, little-endian fingerprint, body), readable by stock
 * Avro. Not thread-safe: one per thread, it reuses its buffers.
 */
public final class DocumentCodec {
  private final SingleObjectWriter writer = new SingleObjectWriter();
  private final SingleObjectReader reader = new SingleObjectReader();

  /**
   * The row's bytes.
   *
   * @throws DoppioException INTERNAL when a value is not of its column's type
   */
  public byte[] encode(Row row) {
    return encode(row, false);
  }

  /**
   * Writes the row's bytes as Avro's {@code bytes}, into another value.
   *
   * @throws DoppioException INTERNAL when a value is not of its column's type
   */
  public void encodeInto(BinaryEncoder out, Row row) throws IOException {
    try {
      writer.writeInto(out, row.table().fingerprint().value(), body -> body(row, false, body));
    } catch (DoppioException e) {
      throw misfit(row, e);
    }
  }

  /** The bytes of the row's key columns only; every other column is null. */
  public byte[] encodeKey(Row row) {
    return encode(row, true);
  }

  private byte[] encode(Row row, boolean keyOnly) {
    try {
      return writer.write(row.table().fingerprint().value(), out -> body(row, keyOnly, out));
    } catch (DoppioException e) {
      throw misfit(row, e);
    }
  }

  private static DoppioException misfit(Row row, DoppioException e) {
    return new DoppioException(e.kind(), row.table().name() + ": " + e.getMessage(), e);
  }

  private static void body(Row row, boolean keyOnly, BinaryEncoder out) throws IOException {
    List<DocumentField> fields = row.table().fields();
    for (int i = 0; i < fields.size(); i++) {
      DocumentField field = fields.get(i);
      if (keyOnly && !field.isKey()) {
        field.writeNull(out);
      } else {
        field.write(row.values()[i], out);
      }
    }
  }

  /** Reads the fingerprint without the rest. */
  public static Fingerprint fingerprint(byte[] document) {
    return new Fingerprint(SingleObjectReader.fingerprint(document, "a document"));
  }

  /**
   * Reads a document written under {@code table}.
   *
   * @throws DoppioException LOG_CORRUPT when the bytes are not such a document
   */
  public Row decode(byte[] document, TableVersion table) {
    Fingerprint written = fingerprint(document);
    if (!written.equals(table.fingerprint())) {
      throw new DoppioException(
          FailureKind.LOG_CORRUPT,
          "a document written under " + written + " was read as " + table + "; report it");
    }
    reader.open(document, "a document of " + table);
    List<DocumentField> fields = table.fields();
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).read(reader);
    }
    reader.end();
    return new Row(table, values);
  }
}
