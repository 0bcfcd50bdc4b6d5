package dev.doppio.capture.structure;

import dev.doppio.capture.statement.ColumnChanges;
import dev.doppio.capture.statement.Statement;
import dev.doppio.schemas.document.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns the server computes at a place of the binlog, by the words of all statements up to
 * there: no table map and no model of Debezium's says it, and the server's own answer is of now. A
 * statement that is told twice leaves what it left the first time. One thread at a time.
 */
public final class GeneratedColumns {
  private final Map<TableName, Set<String>> tables = new HashMap<>();

  /** None known. */
  public GeneratedColumns() {}

  /** The statement that comes next. */
  public void apply(Statement statement) {
    statement.droppedDatabase().ifPresent(this::forget);
    List<TableName> named = statement.tables();
    if (named.isEmpty()) {
      return;
    }
    if (statement.dropsTables()) {
      named.forEach(tables::remove);
    } else if (statement.createsTable()) {
      created(statement).ifPresent(columns -> tables.putIfAbsent(named.get(0), columns));
    } else if (statement.renamesTables()) {
      move(named);
    } else {
      alter(named.get(0), statement);
      // An ALTER may exchange partitions with a table, which takes no name away.
      if (statement.renamesAlteredTable()) {
        move(List.of(named.get(0), named.get(named.size() - 1)));
      }
    }
  }

  /** The table's generated columns, lower case; empty when no statement has made the table. */
  public Optional<Set<String>> of(TableName table) {
    return Optional.ofNullable(tables.get(table)).map(Set::copyOf);
  }

  /** Nothing is known of the table. */
  public void forget(TableName table) {
    tables.remove(table);
  }

  private void forget(String database) {
    tables.keySet().removeIf(table -> table.database().equals(database));
  }

  /** Empty for the copy of a table that no statement has made. */
  private Optional<Set<String>> created(Statement statement) {
    Optional<TableName> original = statement.copied();
    return original.isPresent()
        ? original.map(tables::get).map(HashSet::new)
        : Optional.of(with(new HashSet<>(), statement.columns()));
  }

  private void alter(TableName altered, Statement statement) {
    tables.computeIfPresent(
        altered,
        (table, old) -> {
          ColumnChanges said = statement.columns();
          HashSet<String> next = new HashSet<>(old);
          next.removeAll(said.dropped());
          next.removeAll(said.renamed().keySet());
          said.renamed().entrySet().stream()
              .filter(rename -> old.contains(rename.getKey()))
              .forEach(rename -> next.add(rename.getValue()));
          return with(next, said);
        });
  }

  private static HashSet<String> with(HashSet<String> columns, ColumnChanges said) {
    said.defined()
        .forEach(
            (column, definition) -> {
              if (definition.generated()) {
                columns.add(column);
              } else {
                columns.remove(column);
              }
            });
    return columns;
  }

  /** Old and new names in turn. */
  private void move(List<TableName> names) {
    for (int i = 0; i + 1 < names.size(); i += 2) {
      TableName to = names.get(i + 1);
      Optional.ofNullable(tables.remove(names.get(i))).ifPresent(old -> tables.put(to, old));
    }
  }
}
