package dev.doppio.schemas.change;

import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
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
   * A table's structure changed.
   *
   * @param ddlId the statement's GTID: the same in every partition
   * @param table the table
   * @param before fingerprint of its schema before; empty for a new table
   * @param after fingerprint after; empty for a dropped table
   * @param statement for the operator's eyes; targets act on the schemas, never on this text
   * @param sourceTime commit time at the source
   */
  record SchemaChange(
      String ddlId,
      TableName table,
      Optional<Fingerprint> before,
      Optional<Fingerprint> after,
      String statement,
      Instant sourceTime)
      implements ControlRecord {
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
