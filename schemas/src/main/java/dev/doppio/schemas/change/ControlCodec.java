package dev.doppio.schemas.change;

import dev.doppio.schemas.avro.SingleObjectReader;
import dev.doppio.schemas.avro.SingleObjectWriter;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;

/** Control records in Avro single-object encoding. Thread-safe. */
public final class ControlCodec {
  /**
   * The record's key: {@code !opening}, {@code !heartbeat}, {@code !schema-change}, {@code
   * !truncation}, {@code !mark}.
   */
  public byte[] key(ControlRecord record) {
    return ("!" + name(record.kind())).getBytes(StandardCharsets.UTF_8);
  }

  private static String name(RunKind kind) {
    return switch (kind) {
      case OPENING -> "opening";
      case HEARTBEAT -> "heartbeat";
      case SCHEMA_CHANGE -> "schema-change";
      case TRUNCATION -> "truncation";
      case MARK -> "mark";
      case TRANSACTION, SNAPSHOT -> throw notControl(kind);
    };
  }

  private static Schema schema(RunKind kind) {
    return switch (kind) {
      case OPENING -> LogSchemas.OPENING;
      case HEARTBEAT -> LogSchemas.HEARTBEAT;
      case SCHEMA_CHANGE -> LogSchemas.SCHEMA_CHANGE;
      case TRUNCATION -> LogSchemas.TRUNCATION;
      case MARK -> LogSchemas.MARK;
      case TRANSACTION, SNAPSHOT -> throw notControl(kind);
    };
  }

  private static IllegalArgumentException notControl(RunKind kind) {
    return new IllegalArgumentException(kind + " is no control record");
  }

  /** The record's value. */
  public byte[] encode(ControlRecord record) {
    long fingerprint = LogSchemas.fingerprint(record.match(new Written())).value();
    return new SingleObjectWriter().write(fingerprint, record.match(new Writing()));
  }

  /**
   * Reads a control record's value.
   *
   * @throws DoppioException LOG_CORRUPT when the bytes do not read
   */
  public ControlRecord decode(RunKind kind, byte[] value) {
    String name = "control record !" + name(kind);
    Fingerprint known = LogSchemas.fingerprint(schema(kind));
    Fingerprint written = new Fingerprint(SingleObjectReader.fingerprint(value, name));
    boolean filled =
        kind == RunKind.SCHEMA_CHANGE
            && written.equals(LogSchemas.fingerprint(LogSchemas.FILLED_SCHEMA_CHANGE));
    if (!written.equals(known) && !filled) {
      throw new DoppioException(
          FailureKind.LOG_CORRUPT,
          name
              + " has another format ("
              + written
              + ", known is "
              + known
              + "); where a newer Doppio wrote it, upgrade the readers first");
    }
    SingleObjectReader in = new SingleObjectReader();
    in.open(value, name);
    try {
      ControlRecord record = read(kind, filled, in);
      in.end();
      return record;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw in.corrupt(e.getMessage());
    }
  }

  private static ControlRecord read(RunKind kind, boolean filled, SingleObjectReader in) {
    return switch (kind) {
      case OPENING ->
          new ControlRecord.Opening(LogId.parse(in.readString()), in.readInt(), readScn(in));
      case HEARTBEAT -> new ControlRecord.Heartbeat(Micros.instant(in.readLong()));
      case SCHEMA_CHANGE ->
          new ControlRecord.SchemaChange(
              in.readString(),
              new TableName(in.readString(), in.readString()),
              readFingerprint(in),
              readFingerprint(in),
              in.readString(),
              Micros.instant(in.readLong()),
              filled ? readFills(in) : List.of());
      case TRUNCATION ->
          new ControlRecord.Truncation(
              in.readString(),
              new TableName(in.readString(), in.readString()),
              Fingerprint.parse(in.readString()),
              new Placement(readArray(in, in::readString), readArray(in, in::readInt)),
              in.readString(),
              Micros.instant(in.readLong()));
      case MARK -> new ControlRecord.Mark(in.readString(), in.readString());
      case TRANSACTION, SNAPSHOT -> throw notControl(kind);
    };
  }

  private static Optional<Scn> readScn(SingleObjectReader in) {
    return in.readIndex(2) == 0
        ? Optional.empty()
        : Optional.of(new Scn(in.readInt(), in.readLong()));
  }

  private static Optional<Fingerprint> readFingerprint(SingleObjectReader in) {
    return in.readIndex(2) == 0
        ? Optional.empty()
        : Optional.of(Fingerprint.parse(in.readString()));
  }

  private static List<ColumnFill> readFills(SingleObjectReader in) {
    return readArray(in, () -> new ColumnFill(in.readString(), in.readString()));
  }

  private static <T> List<T> readArray(SingleObjectReader in, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int left = in.readBlock(); left > 0; left = in.readBlock()) {
      for (int i = 0; i < left; i++) {
        items.add(item.get());
      }
    }
    return items;
  }

  /** The schema that a record is written in. */
  private static final class Written implements ControlRecord.Cases<Schema> {
    @Override
    public Schema opening(ControlRecord.Opening opening) {
      return LogSchemas.OPENING;
    }

    @Override
    public Schema heartbeat(ControlRecord.Heartbeat heartbeat) {
      return LogSchemas.HEARTBEAT;
    }

    @Override
    public Schema schemaChange(ControlRecord.SchemaChange change) {
      return change.fills().isEmpty() ? LogSchemas.SCHEMA_CHANGE : LogSchemas.FILLED_SCHEMA_CHANGE;
    }

    @Override
    public Schema truncation(ControlRecord.Truncation truncation) {
      return LogSchemas.TRUNCATION;
    }

    @Override
    public Schema mark(ControlRecord.Mark mark) {
      return LogSchemas.MARK;
    }
  }

  /** Fields in the order of the schemas. */
  private static final class Writing implements ControlRecord.Cases<SingleObjectWriter.Body> {
    @Override
    public SingleObjectWriter.Body opening(ControlRecord.Opening opening) {
      return out -> {
        out.writeString(opening.log().toString());
        out.writeInt(opening.partitions());
        out.writeIndex(opening.predecessor().isPresent() ? 1 : 0);
        if (opening.predecessor().isPresent()) {
          out.writeInt(opening.predecessor().get().generation());
          out.writeLong(opening.predecessor().get().sequence());
        }
      };
    }

    @Override
    public SingleObjectWriter.Body heartbeat(ControlRecord.Heartbeat heartbeat) {
      return out -> out.writeLong(Micros.of(heartbeat.sourceTime()));
    }

    @Override
    public SingleObjectWriter.Body schemaChange(ControlRecord.SchemaChange change) {
      return out -> {
        out.writeString(change.ddlId());
        out.writeString(change.table().database());
        out.writeString(change.table().table());
        writeFingerprint(change.before(), out);
        writeFingerprint(change.after(), out);
        out.writeString(change.statement());
        out.writeLong(Micros.of(change.sourceTime()));
        if (!change.fills().isEmpty()) {
          writeArray(
              change.fills(),
              out,
              fill -> {
                out.writeString(fill.column());
                out.writeString(fill.literal());
              });
        }
      };
    }

    @Override
    public SingleObjectWriter.Body truncation(ControlRecord.Truncation truncation) {
      return out -> {
        out.writeString(truncation.ddlId());
        out.writeString(truncation.table().database());
        out.writeString(truncation.table().table());
        out.writeString(truncation.version().toString());
        writeArray(truncation.placement().resourceId(), out, out::writeString);
        writeArray(truncation.placement().placed(), out, out::writeInt);
        out.writeString(truncation.statement());
        out.writeLong(Micros.of(truncation.sourceTime()));
      };
    }

    private interface Item<T> {
      void write(T item) throws IOException;
    }

    private static <T> void writeArray(List<T> items, BinaryEncoder out, Item<T> item)
        throws IOException {
      out.writeArrayStart();
      out.setItemCount(items.size());
      for (T each : items) {
        out.startItem();
        item.write(each);
      }
      out.writeArrayEnd();
    }

    @Override
    public SingleObjectWriter.Body mark(ControlRecord.Mark mark) {
      return out -> {
        out.writeString(mark.name());
        out.writeString(mark.detail());
      };
    }

    private static void writeFingerprint(Optional<Fingerprint> fingerprint, BinaryEncoder out)
        throws IOException {
      out.writeIndex(fingerprint.isPresent() ? 1 : 0);
      if (fingerprint.isPresent()) {
        out.writeString(fingerprint.get().toString());
      }
    }
  }
}
