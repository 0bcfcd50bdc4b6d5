package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.SourceEvent;
import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Row events to row changes. A table's number in the binlog stands for one structure of it, until
 * the file ends or a statement changes a table. One thread.
 */
final class StreamedTables {
  private final Session session;
  private final Structures structures;
  private final Transactions transactions;
  private final TableVersions versions;
  private final Map<Long, Mapped> mapped = new HashMap<>();
  private final Set<TableName> empty = new HashSet<>();

  /** A table number; without a decoder when the table is not captured. */
  private record Mapped(TableName name, Optional<RowDecoder> decoder) {
    boolean isCheckpoint() {
      return name.database().equals(Doppio.CHECKPOINT_SCHEMA);
    }
  }

  StreamedTables(Session session, Structures structures, Transactions transactions) {
    this.session = session;
    this.structures = structures;
    this.transactions = transactions;
    this.versions = new TableVersions(session.charsets(), session.tables());
    session.known().forEach(versions::inForce);
  }

  TableVersions versions() {
    return versions;
  }

  /** Table numbers have a new meaning. */
  void forget() {
    mapped.clear();
  }

  /**
   * Tables that hold no document at this place, as far as that is known; the caller may change it.
   */
  Set<TableName> empty() {
    return empty;
  }

  void map(TableMapEventData data) {
    if (!empty.isEmpty()) {
      empty.remove(new TableName(data.getDatabase(), data.getTable()));
    }
    mapped.computeIfAbsent(data.getTableId(), id -> resolve(data));
  }

  private Mapped resolve(TableMapEventData data) {
    TableName name = new TableName(data.getDatabase(), data.getTable());
    return session.isCaptured(name)
        ? new Mapped(
            name,
            Optional.of(session.decoder(versions.at(new TableMap(data), structures.of(name)))))
        : new Mapped(name, Optional.empty());
  }

  void inserted(WriteRowsEventData data) throws InterruptedException {
    Optional<RowDecoder> decoder =
        decoder(data.getTableId(), data.getRows().isEmpty(), data.getIncludedColumns());
    if (decoder.isPresent()) {
      for (Serializable[] row : data.getRows()) {
        change(Operation.INSERT, decoder.get(), Optional.empty(), Optional.of(row));
      }
    } else if (announces(data.getTableId(), data.getIncludedColumns())) {
      data.getRows().forEach(transactions.intents()::written);
    }
  }

  void updated(UpdateRowsEventData data) throws InterruptedException {
    Optional<RowDecoder> decoder =
        decoder(
            data.getTableId(),
            data.getRows().isEmpty(),
            data.getIncludedColumnsBeforeUpdate(),
            data.getIncludedColumns());
    if (decoder.isPresent()) {
      for (Map.Entry<Serializable[], Serializable[]> row : data.getRows()) {
        change(
            Operation.UPDATE,
            decoder.get(),
            Optional.of(row.getKey()),
            Optional.of(row.getValue()));
      }
    } else if (announces(data.getTableId(), data.getIncludedColumns())) {
      data.getRows().forEach(row -> transactions.intents().written(row.getValue()));
    }
  }

  void deleted(DeleteRowsEventData data) throws InterruptedException {
    Optional<RowDecoder> decoder =
        decoder(data.getTableId(), data.getRows().isEmpty(), data.getIncludedColumns());
    if (decoder.isPresent()) {
      for (Serializable[] row : data.getRows()) {
        change(Operation.DELETE, decoder.get(), Optional.of(row), Optional.empty());
      }
    } else if (announces(data.getTableId(), data.getIncludedColumns())) {
      data.getRows().forEach(transactions.intents()::removed);
    }
  }

  /**
   * Empty when the rows are not to be captured.
   *
   * @param empty true for an event without rows, which needs no table either
   * @param images columns that each image of a row holds
   */
  private Optional<RowDecoder> decoder(long table, boolean empty, BitSet... images) {
    Mapped target = mapped.get(table);
    if (target == null && empty) {
      return Optional.empty();
    }
    if (target == null) {
      throw unsupported(
          "rows of table number " + table + ", which no table map names", "report it");
    }
    boolean skips = transactions.skips(target.isCheckpoint());
    return target.decoder().filter(rows -> !skips && isTold(rows, images));
  }

  /** True when the rows are announcements of appliers. */
  private boolean announces(long table, BitSet columns) {
    Mapped target = mapped.get(table);
    if (target == null || !target.name().equals(DdlIntents.TABLE)) {
      return false;
    }
    if (columns.cardinality() < DdlIntents.COLUMNS) {
      throw unsupported(
          "a row of table " + DdlIntents.TABLE + " has only some of its columns",
          "an applier's session had set binlog_row_image: take it out of its configuration");
    }
    return true;
  }

  /** False for rows that an operator has brought to the replicas himself. */
  private boolean isTold(RowDecoder rows, BitSet... images) {
    int columns = rows.table().columns().size();
    boolean whole = true;
    for (BitSet image : images) {
      whole &= image.cardinality() == columns;
    }
    if (whole && !transactions.isXa()) {
      return true;
    }
    boolean accepted = session.accepts(transactions.gtid());
    if (!whole && !accepted) {
      throw unsupported(
          "a row of table " + rows.table().name() + " has only some of its columns",
          "a session had set binlog_row_image, which is to be FULL: take SESSION_VARIABLES_ADMIN,"
              + " SYSTEM_VARIABLES_ADMIN and SUPER from the accounts of applications, so that none"
              + " can. Bring the effect of this transaction to every replica by hand, then name its"
              + " GTID under capture.override.statements; or start over with a new snapshot in a"
              + " new log");
    }
    return whole && !accepted;
  }

  private void change(
      Operation operation,
      RowDecoder decoder,
      Optional<Serializable[]> before,
      Optional<Serializable[]> after)
      throws InterruptedException {
    Optional<Row> old = before.map(decoder::decode);
    Optional<Row> young = after.map(decoder::decode);
    transactions.row(new SourceEvent.RowChange(operation, decoder.table(), old, young));
  }

  private DoppioException unsupported(String what, String remedy) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        "storage node "
            + session.config().node()
            + ", transaction "
            + transactions.gtid().map(Object::toString).orElse("without GTID")
            + ": "
            + what
            + "; "
            + remedy);
  }
}
