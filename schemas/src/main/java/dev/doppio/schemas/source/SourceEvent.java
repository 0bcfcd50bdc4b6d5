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

    R schemaChanged(SchemaChanged change);

    R truncated(Truncated truncated);

    R idle(Idle idle);
  }

  /**
   * A source transaction, or a chunk of a snapshot, begins.
   *
   * @param kind {@link RunKind#TRANSACTION} or {@link RunKind#SNAPSHOT}
   * @param gtid present on a transaction
   * @param committedAt the source's commit time, microseconds
   * @param bytes length in the binlog where the source tells it
   */
  record Begin(RunKind kind, Optional<Gtid> gtid, Instant committedAt, OptionalLong bytes)
      implements SourceEvent {
    public Begin {
      Objects.requireNonNull(committedAt);
      if (kind.isControl() || (kind == RunKind.TRANSACTION) != gtid.isPresent()) {
        throw new IllegalArgumentException("a transaction has a GTID, a snapshot chunk has none");
      }
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
   * @param position where capture stands now; empty in the midst of a snapshot, where a restart
   *     could not resume and the log must therefore not commit
   */
  record End(Optional<SourcePosition> position) implements SourceEvent {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.end(this);
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
   */
  record SchemaChanged(
      Gtid gtid,
      String statement,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      List<ColumnFill> fills,
      Instant committedAt,
      SourcePosition position)
      implements SourceEvent {
    public SchemaChanged {
      fills = List.copyOf(fills);
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
   */
  record Truncated(
      Gtid gtid, String statement, TableVersion table, Instant committedAt, SourcePosition position)
      implements SourceEvent {
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
