package dev.doppio.schemas.source;

import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.RunKind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a storage node says next. A source transaction is {@link Begin}, any number of {@link
 * RowChange}s, {@link End}; nothing else stands between these. Only committed transactions appear.
 */
public sealed interface SourceEvent {
  /** Calls the case that this event is. */
  <R> R match(Cases<R> cases);

  /** One method per event; a new event breaks every place that has to know it. */
  interface Cases<R> {
    R begin(Begin begin);

    R row(RowChange row);

    R end(End end);

    R tableSeen(TableSeen seen);

    R snapshotMoved(SnapshotMoved moved);

    R schemaChanged(SchemaChanged change);

    R truncated(Truncated truncated);

    R idle(Idle idle);
  }

  /**
   * A source transaction, or a chunk of a snapshot, begins.
   *
   * @param kind {@link RunKind#TRANSACTION} or {@link RunKind#SNAPSHOT}
   * @param gtid present on a transaction
   * @param committedAt the source's commit time, microseconds; of a chunk the time it was read at
   * @param bytes length in the binlog where the source tells it
   * @param partitions rows of these alone go to the log, of a chunk; empty for all
   */
  record Begin(
      RunKind kind,
      Optional<Gtid> gtid,
      Instant committedAt,
      OptionalLong bytes,
      Set<Integer> partitions)
      implements SourceEvent {
    public Begin {
      Objects.requireNonNull(committedAt);
      partitions = Set.copyOf(partitions);
      if (kind.isControl() || (kind == RunKind.TRANSACTION) != gtid.isPresent()) {
        throw new IllegalArgumentException("a transaction has a GTID, a snapshot chunk has none");
      }
    }

    /** A source transaction. */
    public static Begin transaction(Gtid gtid, Instant committedAt, OptionalLong bytes) {
      return new Begin(RunKind.TRANSACTION, Optional.of(gtid), committedAt, bytes, Set.of());
    }

    /** A chunk of a snapshot. */
    public static Begin chunk(Instant readAt, Set<Integer> partitions) {
      return new Begin(
          RunKind.SNAPSHOT, Optional.empty(), readAt, OptionalLong.empty(), partitions);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.begin(this);
    }
  }

  /**
   * One row changed.
   *
   * @param operation what happened
   * @param table the table's version in force at this place of the binlog
   * @param before the whole row before; present on update and delete
   * @param after the whole row after; present on insert, update and read
   */
  record RowChange(
      Operation operation, TableVersion table, Optional<Row> before, Optional<Row> after)
      implements SourceEvent {
    public RowChange {
      if (before.isPresent() != operation.hasBefore()
          || after.isPresent() != operation.hasAfter()) {
        throw new IllegalArgumentException(
            operation + " of " + table.name() + " lacks a row image");
      }
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.row(this);
    }
  }

  /**
   * The transaction, or the chunk, is complete.
   *
   * @param position where capture stands now
   * @param snapshot how far the table's snapshot is with this chunk; empty behind a transaction
   */
  record End(SourcePosition position, Optional<TableSnapshot> snapshot) implements SourceEvent {
    public End {
      Objects.requireNonNull(position);
      Objects.requireNonNull(snapshot);
    }

    /** Ends a transaction. */
    public End(SourcePosition position) {
      this(position, Optional.empty());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.end(this);
    }
  }

  /**
   * A snapshot of a table was asked for, or has ended without a further row; between two
   * transactions.
   *
   * @param snapshot the log remembers it, and gets a mark
   * @param version of the table; empty when it is not there: no mark then
   */
  record SnapshotMoved(TableSnapshot snapshot, Optional<TableVersion> version)
      implements SourceEvent {
    public SnapshotMoved {
      Objects.requireNonNull(snapshot);
      Objects.requireNonNull(version);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.snapshotMoved(this);
    }
  }

  /**
   * A captured table that capture was not told of when it began, or that was changed by what came
   * from the log, between two transactions. The log remembers its structure for later starts; there
   * is no record of it.
   *
   * @param table the table's version in force at this place of the binlog
   */
  record TableSeen(TableVersion table) implements SourceEvent {
    public TableSeen {
      Objects.requireNonNull(table);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.tableSeen(this);
    }
  }

  /**
   * A captured table's structure changed, between two transactions; or its name, then {@code
   * before} and {@code after} are versions of two tables.
   *
   * @param gtid of the statement
   * @param statement the DDL as the binlog has it
   * @param before the version before; empty for a new table
   * @param after the version after; empty for a dropped table
   * @param fills what rows that were there got in new columns
   * @param committedAt the source's time
   * @param position where capture stands after the statement
   * @param ddlId under which the log tells it, in every partition that a node masters: the GTID, or
   *     what the node that ran it first called it, where an applier has brought it here; empty when
   *     an applier has made the table for rows of the log, which tells it already
   * @param last false when more of the same statement follows: the log has all of it or nothing
   * @param snapshots of tables that go with the change, with their marks behind it
   */
  record SchemaChanged(
      Gtid gtid,
      String statement,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      List<ColumnFill> fills,
      Instant committedAt,
      SourcePosition position,
      Optional<String> ddlId,
      boolean last,
      List<TableSnapshot> snapshots)
      implements SourceEvent {
    public SchemaChanged {
      fills = List.copyOf(fills);
      snapshots = List.copyOf(snapshots);
    }

    /** The whole of a statement that somebody made here, which moves no snapshot. */
    public SchemaChanged(
        Gtid gtid,
        String statement,
        Optional<TableVersion> before,
        Optional<TableVersion> after,
        List<ColumnFill> fills,
        Instant committedAt,
        SourcePosition position) {
      this(
          gtid,
          statement,
          before,
          after,
          fills,
          committedAt,
          position,
          Optional.of(gtid.toString()),
          true,
          List.of());
    }

    /** The same, with what becomes of snapshots by it. */
    public SchemaChanged with(List<TableSnapshot> moved) {
      return new SchemaChanged(
          gtid, statement, before, after, fills, committedAt, position, ddlId, last, moved);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.schemaChanged(this);
    }
  }

  /**
   * A captured table lost all its documents, between two transactions.
   *
   * @param gtid of the statement
   * @param statement as the binlog has it
   * @param table the table's version
   * @param committedAt the source's time
   * @param position where capture stands after the statement
   * @param last false when more of the same statement follows: the log has all of it or nothing
   * @param snapshots of the table that begin with it, with their marks behind it
   */
  record Truncated(
      Gtid gtid,
      String statement,
      TableVersion table,
      Instant committedAt,
      SourcePosition position,
      boolean last,
      List<TableSnapshot> snapshots)
      implements SourceEvent {
    public Truncated {
      snapshots = List.copyOf(snapshots);
    }

    /** The same, with what becomes of snapshots by it. */
    public Truncated with(List<TableSnapshot> moved) {
      return new Truncated(gtid, statement, table, committedAt, position, last, moved);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.truncated(this);
    }
  }

  /**
   * Nothing of interest up to here: filtered traffic, or a heartbeat of an idle source.
   *
   * @param position where capture stands
   * @param sourceTime the source's clock
   */
  record Idle(SourcePosition position, Instant sourceTime) implements SourceEvent {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.idle(this);
    }
  }
}
