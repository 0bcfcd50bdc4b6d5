package dev.doppio.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Single-object encoding as the Avro specification has it, by the stock library alone. */
final class StockAvro {
  private static final int HEADER = 10;
  private final Map<Long, Schema> schemas = new HashMap<>();

  /** Adds a schema of the schema topic; its fingerprint is computed here, not believed. */
  void add(String json) {
    Schema schema = new Schema.Parser().parse(json);
    schemas.put(SchemaNormalization.parsingFingerprint64(schema), schema);
  }

  GenericRecord read(byte[] value) {
    if (value.length < HEADER || value[0] != (byte) 0xC3 || value[1] != 0x01) {
      throw new AssertionError("not Avro single-object encoding: " + value.length + " bytes");
    }
    long fingerprint = ByteBuffer.wrap(value, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Schema schema = schemas.get(fingerprint);
    if (schema == null) {
      throw new AssertionError(
          String.format("fingerprint %016x is in no record of the schema topic", fingerprint));
    }
    try {
      return new GenericDatumReader<GenericRecord>(schema)
          .read(
              null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
