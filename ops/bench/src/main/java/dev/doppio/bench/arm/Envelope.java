package dev.doppio.bench.arm;

import java.util.Map;

/** What the stock connector's records look like. */
public enum Envelope {
  /** Before, after and source, in JSON without schemas. */
  BARE("JSON without schemas", "false", Map.of()),

  /**
   * The document as it is after the change, in JSON with its schema, without which the JDBC sink
   * can't read it: the least that it takes.
   */
  FOR_SINK(
      "JSON with schemas, flattened",
      "true",
      Map.of(
          "transforms", "flat",
          "transforms.flat.type", "io.debezium.transforms.ExtractNewRecordState"));

  private final String description;
  private final String schemas;
  private final Map<String, String> transforms;

  Envelope(String description, String schemas, Map<String, String> transforms) {
    this.description = description;
    this.schemas = schemas;
    this.transforms = transforms;
  }

  String describe() {
    return description;
  }

  /** As {@code converter.schemas.enable} has it. */
  String withSchemas() {
    return schemas;
  }

  /** Settings of the connector. */
  Map<String, String> transforms() {
    return transforms;
  }
}
