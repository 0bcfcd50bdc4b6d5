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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;

/** Control records in Avro single-object encoding. Thread-safe. */
public final class ControlCodec {
  /**
   * The record's key: {@code !opening}, {@code !heartbeat}, {@code !schema-change}, {@code !mark}.
   */
  public byte[] key(ControlRecord record) {
    return ("!" + name(record.kind())).getBytes(StandardCharsets.UTF_8);
  }

  private static String name(RunKind kind) {
    return switch (kind) {
      case OPENING -> "opening";
      case HEARTBEAT -> "heartbeat";
      case SCHEMA_CHANGE -> "schema-change";
      case MARK -> "mark";
      case TRANSACTION, SNAPSHOT -> throw notControl(kind);
    };
  }

  private static Schema schema(RunKind kind) {
    return switch (kind) {
      case OPENING -> LogSchemas.OPENING;
      case HEARTBEAT -> LogSchemas.HEARTBEAT;
      case SCHEMA_CHANGE -> LogSchemas.SCHEMA_CHANGE;
      case MARK -> LogSchemas.MARK;
      case TRANSACTION, SNAPSHOT -> throw notControl(kind);
    };
  }

  private static IllegalArgumentException notControl(RunKind kind) {
    return new IllegalArgumentException(kind + " is no control record");
  }

  /** The record's value. */
  public byte[] encode(ControlRecord record) {
    long fingerprint = LogSchemas.fingerprint(schema(record.kind())).value();
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
    if (!written.equals(known)) {
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
      ControlRecord record = read(kind, in);
      in.end();
      return record;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw in.corrupt(e.getMessage());
    }
  }

  private static ControlRecord read(RunKind kind, SingleObjectReader in) {
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
      };
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
