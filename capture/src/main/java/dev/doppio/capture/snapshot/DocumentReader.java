package dev.doppio.capture.snapshot;

import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** Takes documents as they come. */
  public interface Sink {
    /**
     * @param place fields of its key as conditions take them
     */
    void take(List<String> place, Row row);
  }

  /**
   * Reads those that one statement sees, in the order of the key.
   *
   * @param where a condition on the table, which is called {@code t}; empty for all
   * @param most rows at most
   */
  public void stream(TableVersion table, String where, int most, Sink to) {
    RowSelect select = new RowSelect(table);
    RowDecoder decoder = new RowDecoder(table, charsets);
    sql.stream(
        select.sql(where, most),
        fields -> {
          List<String> place =
              table.key().stream().map(index -> HexFormat.of().formatHex(fields[index])).toList();
          to.take(place, decoder.decode(select.cells(fields)));
          return true;
        });
  }

  /**
   * Reads those that one statement sees; all are in memory.
   *
   * @param where a condition on the table, which is called {@code t}
   * @param most rows at most
   */
  public Map<DocumentKey, Row> read(TableVersion table, String where, int most) {
    Map<DocumentKey, Row> rows = new LinkedHashMap<>();
    stream(table, where, most, (place, row) -> rows.put(DocumentKey.of(row), row));
    return rows;
  }
}
