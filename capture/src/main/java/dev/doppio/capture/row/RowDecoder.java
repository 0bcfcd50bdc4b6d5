package dev.doppio.capture.row;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Rows of one table version. Not thread-safe. */
public final class RowDecoder {
  private final TableVersion table;
  private final List<Function<Object, Object>> cells = new ArrayList<>();
  private final boolean[] leftOut;

  /**
   * @throws DoppioException SOURCE_UNSUPPORTED when a column's charset has no exact decoder
   */
  public RowDecoder(TableVersion table, SingleByteTables charsets) {
    this.table = table;
    this.leftOut = new boolean[table.columns().size()];
    for (int i = 0; i < leftOut.length; i++) {
      Column column = table.columns().get(i);
      leftOut[i] = column.generated() && !table.key().contains(i);
      cells.add(decoder(column, charsets));
    }
  }

  private Function<Object, Object> decoder(Column column, SingleByteTables charsets) {
    try {
      return CellDecoder.of(column, charsets);
    } catch (IllegalArgumentException e) {
      throw unsupported(column, e);
    }
  }

  /** The table version. */
  public TableVersion table() {
    return table;
  }

  /**
   * A row; values of generated columns outside the key are dropped.
   *
   * @param raw a cell per column, null for SQL NULL; see {@link CellDecoder}
   * @throws DoppioException SOURCE_UNSUPPORTED when a cell can't be carried exactly
   */
  public Row decode(Object[] raw) {
    Object[] values = new Object[leftOut.length];
    for (int i = 0; i < values.length; i++) {
      if (raw[i] != null && !leftOut[i]) {
        values[i] = cell(i, raw[i]);
      }
    }
    return new Row(table, values);
  }

  private Object cell(int index, Object raw) {
    try {
      return cells.get(index).apply(raw);
    } catch (IllegalArgumentException | ClassCastException | ArithmeticException e) {
      throw unsupported(table.columns().get(index), e);
    }
  }

  private DoppioException unsupported(Column column, RuntimeException cause) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        "column "
            + column.name()
            + " of "
            + table.name()
            + ", "
            + column.type().type()
            + ": "
            + cause.getMessage()
            + "; exclude the table, or change the column (convert it to utf8mb4 if it is text)",
        cause);
  }
}
