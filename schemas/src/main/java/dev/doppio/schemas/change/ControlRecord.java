package dev.doppio.schemas.change;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A record of the log that is no document change. */
public sealed interface ControlRecord {
  /** Calls the case that this record is. */
  <R> R match(Cases<R> cases);

  /** The kind of run that carries it. */
  RunKind kind();

  /** One method per control record. */
  interface Cases<R> {
    R opening(Opening opening);

    R heartbeat(Heartbeat heartbeat);

    R schemaChange(SchemaChange change);

    R truncation(Truncation truncation);

    R mark(Mark mark);
  }

  /**
   * Opens a generation; sequence 0.
   *
   * @param log identity of the log
   * @param partitions how many partitions the log has
   * @param predecessor last SCN before it; empty in a new log
   */
  record Opening(LogId log, int partitions, Optional<Scn> predecessor) implements ControlRecord {
    public Opening {
      Objects.requireNonNull(log);
      Objects.requireNonNull(predecessor);
    }

    @Override
    public RunKind kind() {
      return RunKind.OPENING;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.opening(this);
    }
  }

  /**
   * The source is idle.
   *
   * @param sourceTime its clock, microseconds
   */
  record Heartbeat(Instant sourceTime) implements ControlRecord {
    @Override
    public RunKind kind() {
      return RunKind.HEARTBEAT;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.heartbeat(this);
    }
  }

  /**
   * A table's structure changed, or its name: then {@code after} is a schema of another table.
   *
   * @param ddlId the statement's GTID: the same in every partition
   * @param table the table as it was named before
   * @param before fingerprint of its schema before; empty for a new table
   * @param after fingerprint after; empty for a dropped table
   * @param statement for the operator's eyes; targets act on the schemas, never on this text
   * @param sourceTime commit time at the source
   * @param fills values that rows which were there got in new columns; other new columns are null
   *     there, or the type's zero where they can't be
   */
  record SchemaChange(
      String ddlId,
      TableName table,
      Optional<Fingerprint> before,
      Optional<Fingerprint> after,
      String statement,
      Instant sourceTime,
      List<ColumnFill> fills)
      implements ControlRecord {
    public SchemaChange {
      fills = List.copyOf(fills);
    }

    /** One that fills no column. */
    public SchemaChange(
        String ddlId,
        TableName table,
        Optional<Fingerprint> before,
        Optional<Fingerprint> after,
        String statement,
        Instant sourceTime) {
      this(ddlId, table, before, after, statement, sourceTime, List.of());
    }

    @Override
    public RunKind kind() {
      return RunKind.SCHEMA_CHANGE;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.schemaChange(this);
    }
  }

  /**
   * Every document of a table that lies in this partition is gone.
   *
   * @param ddlId the statement's GTID: the same in every partition
   * @param table the table
   * @param version fingerprint of its schema
   * @param placement by which a target that has not kept it can tell a document's partition
   * @param statement for the operator's eyes
   * @param sourceTime commit time at the source
   */
  record Truncation(
      String ddlId,
      TableName table,
      Fingerprint version,
      Placement placement,
      String statement,
      Instant sourceTime)
      implements ControlRecord {
    @Override
    public RunKind kind() {
      return RunKind.TRUNCATION;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.truncation(this);
    }
  }

  /**
   * A named place.
   *
   * @param name such as {@code snapshot-begin} or {@code snapshot-end}
   * @param detail free text
   */
  record Mark(String name, String detail) implements ControlRecord {
    @Override
    public RunKind kind() {
      return RunKind.MARK;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.mark(this);
    }
  }
}
