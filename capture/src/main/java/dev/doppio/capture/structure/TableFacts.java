package dev.doppio.capture.structure;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A table as the server tells it now.
 *
 * @param name the table
 * @param engine the storage engine
 * @param columns in table order
 * @param primaryKey names of the key columns in key order; empty without a primary key
 * @param uniqueIndexes the others
 * @param foreignKeys of this table
 */
public record TableFacts(
    TableName name,
    String engine,
    List<ColumnFacts> columns,
    List<String> primaryKey,
    List<IndexFacts> uniqueIndexes,
    List<ForeignKeyFacts> foreignKeys) {
  public TableFacts {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueIndexes = List.copyOf(uniqueIndexes);
    foreignKeys = List.copyOf(foreignKeys);
  }

  /** Columns of a type that Doppio does not carry. */
  public List<ColumnFacts> unsupported() {
    return columns.stream().filter(column -> column.column().isEmpty()).toList();
  }

  /** Empty without a primary key or with an unsupported column. */
  public Optional<TableVersion> version() {
    if (primaryKey.isEmpty() || !unsupported().isEmpty()) {
      return Optional.empty();
    }
    List<Column> all = columns.stream().flatMap(column -> column.column().stream()).toList();
    List<Integer> key = primaryKey.stream().map(column -> indexOf(all, column)).toList();
    return Optional.of(new TableVersion(name, all, key));
  }

  private static int indexOf(List<Column> columns, String name) {
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no key column " + name));
  }
}
