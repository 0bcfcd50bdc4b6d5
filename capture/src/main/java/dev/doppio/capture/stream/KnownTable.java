package dev.doppio.capture.stream;

import dev.doppio.capture.structure.Members;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A table as the statements have left it at a place: Debezium's model, of which only what the
 * binlog itself does not say is believed (names, members, key), and what the model lacks. A table
 * of which only one of both is there is none that is known.
 */
final class KnownTable {
  private final Table table;
  private final Set<String> generated;

  /**
   * @param table the model
   * @param generated its generated columns, lower case
   */
  KnownTable(Table table, Set<String> generated) {
    this.table = table;
    this.generated = generated;
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

  /** True when the server computes the column. */
  boolean generated(int column) {
    return generated.contains(table.columns().get(column).name().toLowerCase(Locale.ROOT));
  }

  Optional<String> charset(int column) {
    return Optional.ofNullable(table.columns().get(column).charsetName());
  }
}
