package dev.doppio.schemas.document;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of a table version. Values stand in column order; each is null for SQL NULL, an instance of
 * its column type's {@link MySqlType#javaClass()}, or a {@link MySqlLiteral}. A generated column
 * has no value here (null), unless it is part of the key. The array is not copied: nobody changes
 * it after construction.
 *
 * @param table the version whose columns the values follow
 * @param values one per column
 */
public record Row(TableVersion table, Object[] values) {
  public Row {
    Objects.requireNonNull(table);
    if (values.length != table.columns().size()) {
      throw new IllegalArgumentException(
          table.name() + " has " + table.columns().size() + " columns, not " + values.length);
    }
  }

  /** The value of a column; empty for SQL NULL. */
  public Optional<Object> value(int column) {
    return Optional.ofNullable(values[column]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row that
        && table.equals(that.table)
        && Arrays.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  /** Names the table only: contents of documents never enter a log file. */
  @Override
  public String toString() {
    return "Row of " + table.name();
  }
}
