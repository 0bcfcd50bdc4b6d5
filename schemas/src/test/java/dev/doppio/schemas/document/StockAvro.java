package dev.doppio.schemas.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;

/** Documents as a third party with stock Avro writes and reads them; shares no code with ours. */
final class StockAvro {
  private StockAvro() {}

  /** The body, without marker and fingerprint. */
  static byte[] body(Row row) throws IOException {
    Schema schema = row.table().avro();
    GenericRecord record = new GenericData.Record(schema);
    for (int i = 0; i < row.values().length; i++) {
      record.put(i, toAvro(row.values()[i], row.table().columns().get(i), schema, i));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, out);
    out.flush();
    return bytes.toByteArray();
  }

  static Row row(byte[] document, TableVersion table) throws IOException {
    Schema schema = new Schema.Parser().parse(table.avro().toString());
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(schema)
            .read(
                null, DecoderFactory.get().binaryDecoder(document, 10, document.length - 10, null));
    Object[] values = new Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fromAvro(record.get(i), table.columns().get(i));
    }
    return new Row(table, values);
  }

  private static Object toAvro(Object value, Column column, Schema schema, int index) {
    if (value instanceof MySqlLiteral literal) {
      return column.type().type() == MySqlType.ENUM ? (Object) 0 : literal.text();
    }
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (value instanceof BigDecimal decimal) {
      return ByteBuffer.wrap(decimal.unscaledValue().toByteArray());
    }
    if (value instanceof Long days && column.type().type() == MySqlType.DATE) {
      return days.intValue();
    }
    if (value instanceof JsonValue json) {
      Schema type = schema.getFields().get(index).schema().getTypes().get(1);
      GenericRecord record = new GenericData.Record(type);
      record.put("text", json.text());
      record.put("binary", json.binary().map(ByteBuffer::wrap).orElse(null));
      return record;
    }
    return value;
  }

  private static Object fromAvro(Object value, Column column) {
    if (value instanceof Utf8 text) {
      return column.type().type().isText() ? text.toString() : new MySqlLiteral(text.toString());
    }
    if (value instanceof Integer number) {
      return column.type().type() == MySqlType.ENUM
          ? new MySqlLiteral(number.toString())
          : (Object) number.longValue();
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return column.type().type() == MySqlType.DECIMAL
          ? new BigDecimal(new BigInteger(bytes), column.type().scale())
          : (Object) bytes;
    }
    if (value instanceof GenericRecord json) {
      return new JsonValue(
          json.get("text").toString(),
          java.util.Optional.ofNullable((ByteBuffer) json.get("binary")).map(ByteBuffer::array));
    }
    return value;
  }
}
