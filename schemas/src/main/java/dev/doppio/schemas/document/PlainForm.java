package dev.doppio.schemas.document;

import dev.doppio.schemas.avro.SingleObjectReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;

/** How a value that is neither NULL nor a {@link MySqlLiteral} stands in a document. */
enum PlainForm {
  LONG {
    @Override
    Schema schema(ColumnType type) {
      return Schema.create(Schema.Type.LONG);
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeLong((Long) value);
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return in.readLong();
    }
  },
  DATE {
    @Override
    Schema schema(ColumnType type) {
      return LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeInt(Math.toIntExact((Long) value));
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return (long) in.readInt();
    }
  },
  DATETIME {
    @Override
    Schema schema(ColumnType type) {
      return LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeLong((Long) value);
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return in.readLong();
    }
  },
  TIMESTAMP {
    @Override
    Schema schema(ColumnType type) {
      return LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeLong((Long) value);
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return in.readLong();
    }
  },
  DECIMAL {
    @Override
    Schema schema(ColumnType type) {
      return LogicalTypes.decimal(type.length(), type.scale())
          .addToSchema(Schema.create(Schema.Type.BYTES));
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeBytes(((BigDecimal) value).setScale(type.scale()).unscaledValue().toByteArray());
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      byte[] unscaled = in.readBytes();
      if (unscaled.length == 0) {
        throw in.corrupt("a decimal without digits");
      }
      return new BigDecimal(new BigInteger(unscaled), type.scale());
    }
  },
  FLOAT {
    @Override
    Schema schema(ColumnType type) {
      return Schema.create(Schema.Type.FLOAT);
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeFloat((Float) value);
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return in.readFloat();
    }
  },
  DOUBLE {
    @Override
    Schema schema(ColumnType type) {
      return Schema.create(Schema.Type.DOUBLE);
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeDouble((Double) value);
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return in.readDouble();
    }
  },
  BYTES {
    @Override
    Schema schema(ColumnType type) {
      return Schema.create(Schema.Type.BYTES);
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeBytes((byte[]) value);
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return in.readBytes();
    }
  },
  TEXT {
    @Override
    Schema schema(ColumnType type) {
      return Schema.create(Schema.Type.STRING);
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      out.writeString((String) value);
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      return in.readString();
    }
  },
  JSON {
    @Override
    Schema schema(ColumnType type) {
      return SchemaBuilder.record("Json")
          .namespace("dev.doppio")
          .fields()
          .requiredString("text")
          .optionalBytes("binary")
          .endRecord();
    }

    @Override
    void write(Object value, ColumnType type, BinaryEncoder out) throws IOException {
      JsonValue json = (JsonValue) value;
      out.writeString(json.text());
      out.writeIndex(json.binary().isPresent() ? 1 : 0);
      if (json.binary().isPresent()) {
        out.writeBytes(json.binary().get());
      }
    }

    @Override
    Object read(ColumnType type, SingleObjectReader in) {
      String text = in.readString();
      return new JsonValue(
          text, in.readIndex(2) == 0 ? Optional.empty() : Optional.of(in.readBytes()));
    }
  };

  abstract Schema schema(ColumnType type);

  abstract void write(Object value, ColumnType type, BinaryEncoder out) throws IOException;

  abstract Object read(ColumnType type, SingleObjectReader in);

  static PlainForm of(MySqlType type) {
    return switch (type) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, TIME -> LONG;
      case DECIMAL -> DECIMAL;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case DATE -> DATE;
      case DATETIME -> DATETIME;
      case TIMESTAMP -> TIMESTAMP;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> TEXT;
      case BIT, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> BYTES;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> BYTES;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> BYTES;
      case JSON -> JSON;
    };
  }
}
