package dev.doppio.simulation.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Values of the log as text, by the stock library and the schema topic alone. */
final class Avro {
  private static final int HEADER = 10;
  private final Map<Long, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private BinaryDecoder decoder;

  void add(long fingerprint, Schema schema) {
    readers.computeIfAbsent(fingerprint, f -> new GenericDatumReader<>(schema));
  }

  /** Operation, table, key, and for all but a DELETE every column. */
  String line(byte[] value) {
    GenericRecord change = read(ByteBuffer.wrap(value));
    String operation = change.get("operation").toString();
    boolean delete = operation.equals("DELETE");
    GenericRecord row = read((ByteBuffer) change.get(delete ? "before" : "after"));
    List<String> columns = new ArrayList<>();
    row.getSchema().getFields().forEach(field -> columns.add("" + row.get(field.pos())));
    return line(
        operation, change.get("table").toString(), delete ? columns.subList(0, 1) : columns);
  }

  /** The predecessor that an opening names. */
  Optional<Place> predecessor(byte[] opening) {
    return Optional.ofNullable((GenericRecord) read(ByteBuffer.wrap(opening)).get("predecessor"))
        .map(scn -> new Place((int) scn.get("generation"), (long) scn.get("sequence")));
  }

  static String line(String operation, String table, List<String> columns) {
    return operation + " " + table + " " + columns;
  }

  private GenericRecord read(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    if (bytes.length < HEADER || bytes[0] != (byte) 0xC3 || bytes[1] != 1) {
      throw new Violation("G8", "a value that is not Avro's single-object encoding");
    }
    long fingerprint = ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, decoder);
    try {
      return Optional.ofNullable(readers.get(fingerprint))
          .orElseThrow(() -> new Violation("G8", "a schema that is not in the schema topic yet"))
          .read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
