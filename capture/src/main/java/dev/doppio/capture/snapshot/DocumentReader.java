package dev.doppio.capture.snapshot;

import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whole documents by condition, as a snapshot reads them. Not thread-safe. */
public final class DocumentReader {
  private final SqlSession sql;
  private final Charsets charsets;

  /**
   * @param sql in UTC, its {@code character_set_results} NULL
   * @param charsets of the server
   */
  public DocumentReader(SqlSession sql, Charsets charsets) {
    this.sql = sql;
    this.charsets = charsets;
  }

  /**
   * Reads those that one statement sees; all are in memory.
   *
   * @param where a condition on the table, which is called {@code t}
   * @param most rows at most
   */
  public Map<DocumentKey, Row> read(TableVersion table, String where, int most) {
    RowSelect select = new RowSelect(table);
    RowDecoder decoder = new RowDecoder(table, charsets);
    Map<DocumentKey, Row> rows = new LinkedHashMap<>();
    sql.stream(
        select.sql(where, most),
        fields -> {
          Row row = decoder.decode(select.cells(fields));
          rows.put(DocumentKey.of(row), row);
          return true;
        });
    return rows;
  }
}
