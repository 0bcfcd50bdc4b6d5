package dev.doppio.capture.snapshot;

import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.row.RowDecoder;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The primary key of a table, for statements that look at parts of it: what to select, where a row
 * lies, and conditions on the table, which has to be called {@code t}. The session has to be in
 * UTC, and its {@code character_set_results} NULL. Not thread-safe.
 */
public final class KeyColumns {
  private final TableVersion key;
  private final RowSelect select;
  private final RowDecoder decoder;

  /**
   * @param table its structure
   * @param charsets of the server that made it
   */
  public KeyColumns(TableVersion table, Charsets charsets) {
    List<Column> columns = table.key().stream().map(table.columns()::get).toList();
    this.key =
        new TableVersion(
            table.name(), columns, IntStream.range(0, columns.size()).boxed().toList());
    this.select = new RowSelect(key);
    this.decoder = new RowDecoder(key, charsets);
  }

  /** How many fields a key has. */
  public int count() {
    return key.columns().size();
  }

  /** What to select, in the order of the key. */
  public String fields() {
    return select.fields();
  }

  /** For ORDER BY. */
  public String order() {
    return select.order();
  }

  /** The key of a row that begins with these fields; other columns are not in it. */
  public Row row(byte[][] fields) {
    return decoder.decode(select.cells(Arrays.copyOf(fields, count())));
  }

  /** The fields of a key as conditions take them: in hexadecimal. */
  public List<String> place(byte[][] fields) {
    return IntStream.range(0, count()).mapToObj(i -> HexFormat.of().formatHex(fields[i])).toList();
  }

  /** True of rows behind a place. */
  public String after(List<String> place) {
    return KeyBound.ofRow(key, place).after();
  }

  /** True of rows at a place or before it. */
  public String upTo(List<String> place) {
    return KeyBound.ofRow(key, place).to();
  }

  /** True of the row that the collation finds at a place: its bytes may be others. */
  public String at(List<String> place) {
    return KeyBound.ofRow(key, place).at();
  }
}
