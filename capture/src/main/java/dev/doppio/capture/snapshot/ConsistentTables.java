package dev.doppio.capture.snapshot;

import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.TableCatalog;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Every table of a server as it was at one moment, in chunks by primary key: one transaction reads
 * them all, whatever is committed meanwhile. The server keeps what it has to show to it for as long
 * as this is open. A table whose structure changes can't be read any more. Not thread-safe.
 */
public final class ConsistentTables implements AutoCloseable {
  private static final int FIRST_ROWS = 20;
  private static final int MAX_ROWS = 1_000;

  /** Seconds that a statement may take, and the server may wait for us. */
  private static final int PATIENCE_SECONDS = 3_600;

  private final SqlSession control;
  private final SqlSession rows;
  private final Charsets charsets;

  private ConsistentTables(SqlSession control, SqlSession rows) {
    this.control = control;
    this.rows = rows;
    this.charsets = new Charsets(control);
  }

  /**
   * The moment is now.
   *
   * @param settings Connector/J properties
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE, SOURCE_REFUSED
   */
  public static ConsistentTables open(Endpoint server, Map<String, String> settings) {
    SqlSession control = SqlSession.open(server, settings);
    SqlSession rows = SqlSession.open(server, patient(settings));
    rows.execute(
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
        "SET SESSION net_write_timeout = " + PATIENCE_SECONDS,
        "SET SESSION wait_timeout = " + 24 * PATIENCE_SECONDS,
        "SET SESSION transaction_isolation = 'REPEATABLE-READ'",
        "SET SESSION character_set_results = NULL",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    return new ConsistentTables(control, rows);
  }

  private static Map<String, String> patient(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("socketTimeout", Integer.toString(PATIENCE_SECONDS * 1_000));
    return all;
  }

  /** Base tables of a schema. */
  public List<TableName> tables(String schema) {
    return new TableCatalog(control)
        .tables(schema, any -> true).stream().map(TableFacts::name).toList();
  }

  /** The structure of a table; empty when it has no primary key, or is not there. */
  public Optional<TableVersion> version(TableName table) {
    return new TableCatalog(control).table(table).flatMap(TableFacts::version);
  }

  /** The statement that makes a schema like the server's. */
  public String definition(String schema) {
    return text("SHOW CREATE DATABASE `" + schema.replace("`", "``") + "`");
  }

  /** The statement that makes a table like it. */
  public String definition(TableName table) {
    return text("SHOW CREATE TABLE " + table.quoted());
  }

  private String text(String statement) {
    List<String> text = new ArrayList<>();
    rows.stream(statement, fields -> text.add(new String(fields[1], StandardCharsets.UTF_8)));
    return text.get(0);
  }

  /**
   * All rows in the order of the key.
   *
   * @param sink takes them in chunks of some MiB
   */
  public void read(TableVersion table, Consumer<List<Row>> sink) {
    RowSelect select = new RowSelect(table);
    List<String> lastKey = List.of();
    int limit = FIRST_ROWS;
    boolean more = true;
    while (more) {
      ChunkRows chunk = new ChunkRows(select, new RowDecoder(table, charsets), lastKey);
      String where = lastKey.isEmpty() ? "" : KeyBound.ofRow(table, lastKey).after();
      rows.stream(
          select.sql(where, limit),
          fields -> {
            chunk.take(fields);
            return true; // giving the connection up would end the moment
          });
      sink.accept(chunk.rows());
      more = chunk.read() == limit;
      lastKey = chunk.lastKey();
      limit = chunk.next(limit, MAX_ROWS);
    }
  }

  @Override
  public void close() {
    try (control) {
      rows.close();
    }
  }
}
