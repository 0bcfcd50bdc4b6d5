package dev.doppio.schemas.change;

import dev.doppio.schemas.document.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The fixed schemas of the log's values. The writer publishes them beside those of the documents,
 * so that a third party can read every value with the schema topic alone.
 */
public final class LogSchemas {
  /** The envelope around documents. */
  public static final Schema CHANGE = load("Change");

  /** Value of an opening. */
  public static final Schema OPENING = load("Opening");

  /** Value of a heartbeat. */
  public static final Schema HEARTBEAT = load("Heartbeat");

  /** Value of a schema change. */
  public static final Schema SCHEMA_CHANGE = load("SchemaChange");

  /** Value of a schema change that gave new columns values in rows that were there. */
  public static final Schema FILLED_SCHEMA_CHANGE = load("FilledSchemaChange");

  /** Value of a truncation. */
  public static final Schema TRUNCATION = load("Truncation");

  /** Value of a mark. */
  public static final Schema MARK = load("Mark");

  private LogSchemas() {}

  /** All of them. */
  public static List<Schema> all() {
    return List.of(
        CHANGE, OPENING, HEARTBEAT, SCHEMA_CHANGE, FILLED_SCHEMA_CHANGE, TRUNCATION, MARK);
  }

  /** Names a schema, one of these or a document's, in a value and in the schema topic. */
  public static Fingerprint fingerprint(Schema schema) {
    return new Fingerprint(SchemaNormalization.parsingFingerprint64(schema));
  }

  private static Schema load(String name) {
    String resource = "/dev/doppio/schemas/" + name + ".avsc";
    try (InputStream in = LogSchemas.class.getResourceAsStream(resource)) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " is missing from doppio-schemas", e);
    }
  }
}
