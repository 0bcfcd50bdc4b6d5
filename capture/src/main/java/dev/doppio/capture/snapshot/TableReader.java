package dev.doppio.capture.snapshot;

import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.SourceClock;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.TableCatalog;
import dev.doppio.capture.mysql.VisibleGtids;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads chunks at one server, a statement each. A table keeps its structure while it is read: the
 * transaction around the statement holds its metadata lock. Not thread-safe, but for {@link
 * #abort}.
 */
final class TableReader implements AutoCloseable {
  private static final int MAX_ROWS = 1_000;
  private static final int FIRST_ROWS = 100;
  private static final int WAIT_SECONDS = 5;
  private static final int WAITS = 6;
  private static final String ESTIMATE =
      "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

  private final Supplier<SqlSession> sessions;
  private final SqlSession control;
  private final VisibleGtids visible;
  private final Charsets charsets;
  private volatile SqlSession rows;
  private Optional<Known> known = Optional.empty();
  private int limit = FIRST_ROWS;

  /** A table as it was when a chunk was read last. */
  private record Known(TableName name, String definition, TableVersion version) {}

  TableReader(Supplier<SqlSession> sessions) {
    this.sessions = sessions;
    this.control = sessions.get();
    this.visible = new VisibleGtids(control);
    this.charsets = new Charsets(control);
    this.rows = connect();
  }

  private SqlSession connect() {
    SqlSession sql = sessions.get();
    sql.execute(
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
        "SET SESSION net_write_timeout = 3600",
        "SET SESSION transaction_isolation = 'REPEATABLE-READ'",
        "SET SESSION character_set_results = NULL");
    return sql;
  }

  /**
   * Reads what follows a snapshot's last key.
   *
   * @param told the server has executed all of this before it reads
   */
  Chunk read(TableSnapshot from, GtidSet told) {
    awaitExecuted(told);
    Instant readAt = new SourceClock(control).time();
    rows.execute("START TRANSACTION READ ONLY");
    Optional<TableVersion> version = locked(from.table());
    if (version.isEmpty()) {
      rows.execute("ROLLBACK");
      return Chunk.missing(visible.read(), readAt);
    }
    RowSelect select = new RowSelect(version.get());
    ChunkRows read = new ChunkRows(select, new RowDecoder(version.get(), charsets), from.lastKey());
    boolean all = rows.stream(select.sql(where(from, version.get()), limit), read);
    boolean end = all && read.read() < limit;
    if (all) {
      rows.execute("COMMIT");
    } else {
      rows.close();
      rows = connect();
    }
    limit = read.next(limit, MAX_ROWS);
    return read.chunk(end, estimate(from), visible.read(), readAt);
  }

  private void awaitExecuted(GtidSet told) {
    for (int i = 0; i < WAITS; i++) {
      if (visible.awaitExecuted(told, WAIT_SECONDS)) {
        return;
      }
    }
    throw new DoppioException(
        FailureKind.SOURCE_UNAVAILABLE,
        "a snapshot can't be read: the server has not executed "
            + told.minus(new SourceClock(control).read().executed())
            + " in "
            + WAITS * WAIT_SECONDS
            + " seconds; if it is a replica, see whether its replication runs");
  }

  /** The table's structure, which stays for the transaction; empty when it can't be read. */
  private Optional<TableVersion> locked(TableName table) {
    if (!rows.hasTable(table.quoted())) {
      return Optional.empty();
    }
    String definition = definition(table);
    boolean same =
        known
            .filter(last -> last.name().equals(table))
            .filter(last -> last.definition().equals(definition))
            .isPresent();
    if (!same) {
      limit = known.filter(last -> last.name().equals(table)).isPresent() ? limit : FIRST_ROWS;
      known =
          new TableCatalog(control)
              .table(table)
              .flatMap(TableFacts::version)
              .map(version -> new Known(table, definition, version));
    }
    return known.map(Known::version);
  }

  /** Without what changes with each row. */
  private String definition(TableName table) {
    List<String> text = new ArrayList<>();
    rows.stream(
        "SHOW CREATE TABLE " + table.quoted(),
        fields -> text.add(new String(fields[1], StandardCharsets.ISO_8859_1)));
    return text.get(0).replaceFirst(" AUTO_INCREMENT=\\d+", "");
  }

  private static String where(TableSnapshot from, TableVersion table) {
    SnapshotRequest request = from.request();
    Stream<String> begin =
        from.lastKey().isEmpty()
            ? bound(request.fromKey()).map(key -> KeyBound.typed(table, key).from())
            : Stream.of(KeyBound.ofRow(table, from.lastKey()).after());
    Stream<String> end = bound(request.toKey()).map(key -> KeyBound.typed(table, key).to());
    return Stream.concat(begin, end).collect(Collectors.joining(" AND "));
  }

  private static Stream<List<String>> bound(List<String> key) {
    return key.isEmpty() ? Stream.empty() : Stream.of(key);
  }

  private long estimate(TableSnapshot from) {
    return from.estimate() > 0
        ? from.estimate()
        : control.first(ESTIMATE, from.table().database(), from.table().table()).stream()
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0);
  }

  /** Ends a statement that runs. */
  void abort() {
    rows.abort();
    control.abort();
  }

  @Override
  public void close() {
    try (control) {
      rows.close();
    }
  }
}
