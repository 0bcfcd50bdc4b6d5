package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What is to be done to one document, as the lines of a bulk request that say so.
 *
 * @param id of the document
 * @param lines each with its end; what is done, and what the document is then
 */
record Operation(String id, List<byte[]> lines) {
  /** The version has to be above the one that is there, or remembered of a deleted document. */
  private static final String ABOVE = "external";

  /** The same version may be written again, for what a version is under a later structure. */
  private static final String AT_LEAST = "external_gte";

  Operation {
    lines = List.copyOf(lines);
  }

  /** The document that a change leaves, or its end. */
  static Operation of(
      PartitionId partition, Run run, DocumentChange change, Fields fields, String target) {
    String id = Names.id(partition, change.table(), change.key());
    byte[] what =
        what(
            change.after().isPresent() ? "index" : "delete", target, id, run.scn().packed(), ABOVE);
    return new Operation(
        id,
        change
            .after()
            .map(row -> List.of(what, document(partition, run, change, row, fields)))
            .orElseGet(() -> List.of(what)));
  }

  /** The end of a document at a place of its partition. */
  static Operation delete(String target, String id, Scn scn) {
    return new Operation(id, List.of(what("delete", target, id, scn.packed(), ABOVE)));
  }

  /** The same version of a document, with another content. */
  static Operation again(String target, String id, long version, JsonNode source) {
    return new Operation(
        id,
        List.of(
            what("index", target, id, version, AT_LEAST), line(json -> json.writeTree(source))));
  }

  /** The end of a document that lies elsewhere now. */
  static Operation left(String target, String id, long version) {
    return new Operation(id, List.of(what("delete", target, id, version, AT_LEAST)));
  }

  int bytes() {
    return lines.stream().mapToInt(line -> line.length).sum();
  }

  void writeTo(OutputStream out) throws IOException {
    for (byte[] line : lines) {
      out.write(line);
    }
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] what(String what, String target, String id, long version, String type) {
    return line(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart(what);
          json.writeStringField("_index", target);
          json.writeStringField("_id", id);
          json.writeNumberField("version", version);
          json.writeStringField("version_type", type);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static byte[] document(
      PartitionId partition, Run run, DocumentChange change, Row row, Fields fields) {
    return line(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart(Names.OURS);
          json.writeNumberField(Names.PARTITION, partition.number());
          json.writeStringField(Names.DATABASE, change.table().database());
          json.writeStringField(Names.SCN, run.scn().toString());
          json.writeStringField(Names.TIME, change.sourceTime().toString());
          json.writeStringField(Names.VERSION, row.table().fingerprint().toString());
          json.writeEndObject();
          fields.write(json, row);
          json.writeEndObject();
        });
  }

  private static byte[] line(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Cluster.JSON.createGenerator(out)) {
      content.write(json);
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
