package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table as the replica has it.
 *
 * @param name the table
 * @param engine storage engine
 * @param columns in table order
 * @param primaryKey names of the primary key's columns, in key order; empty without one
 * @param uniqueKeys the other unique keys
 * @param triggers names of its triggers
 */
record TargetTable(
    TableName name,
    String engine,
    List<TargetColumn> columns,
    List<String> primaryKey,
    List<UniqueKey> uniqueKeys,
    List<String> triggers) {
  /**
   * A unique key beside the primary key.
   *
   * @param name the index
   * @param columns what it is made of; an expression is a part without a name and left out
   */
  record UniqueKey(String name, List<String> columns) {}

  TargetTable {
    Objects.requireNonNull(name);
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueKeys = List.copyOf(uniqueKeys);
    triggers = List.copyOf(triggers);
  }

  /** A column by name, without regard to case as MySQL does. */
  Optional<TargetColumn> column(String column) {
    return columns.stream().filter(c -> c.name().equalsIgnoreCase(column)).findFirst();
  }

  /** True when the column is part of the primary key. */
  boolean isKey(String column) {
    return primaryKey.stream().anyMatch(column::equalsIgnoreCase);
  }

  /**
   * Unique keys that two rows with different primary keys can meet in: those that do not contain
   * the whole primary key.
   */
  List<UniqueKey> clashingKeys() {
    return uniqueKeys.stream()
        .filter(
            unique ->
                !primaryKey.stream()
                    .allMatch(key -> unique.columns().stream().anyMatch(key::equalsIgnoreCase)))
        .toList();
  }
}
