package dev.doppio.capture.debezium;

import dev.doppio.capture.structure.Members;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table as the schema history has it at a place: Debezium's model, of which only what the binlog
 * itself does not say is believed: names, members, key.
 */
final class KnownTable {
  private final Table table;

  KnownTable(Table table) {
    this.table = table;
  }

  Table model() {
    return table;
  }

  List<String> names() {
    return table.columns().stream().map(Column::name).toList();
  }

  List<String> key() {
    return table.primaryKeyColumnNames();
  }

  /** Members of an ENUM or SET; MySQL drops trailing spaces of what a statement says. */
  List<String> members(int column) {
    List<String> literals =
        Optional.ofNullable(table.columns().get(column).enumValues()).orElse(List.of());
    return Members.parse("enum(" + String.join(",", literals) + ")").stream()
        .map(String::stripTrailing)
        .toList();
  }

  /** The column's type as a statement wrote it, upper case. */
  String typeName(int column) {
    return table.columns().get(column).typeName().toUpperCase(Locale.ROOT);
  }

  int length(int column) {
    return Math.max(0, table.columns().get(column).length());
  }

  int scale(int column) {
    return table.columns().get(column).scale().orElse(0);
  }

  boolean nullable(int column) {
    return table.columns().get(column).isOptional();
  }

  Optional<String> charset(int column) {
    return Optional.ofNullable(table.columns().get(column).charsetName());
  }
}
