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
 *
 * @param model Debezium's
 * @param generatedColumns their names, lower case
 */
record ParsedTable(Table model, Set<String> generatedColumns) implements KnownTable {
  @Override
  public List<String> names() {
    return model.columns().stream().map(Column::name).toList();
  }

  @Override
  public List<String> key() {
    return model.primaryKeyColumnNames();
  }

  /** MySQL drops trailing spaces of what a statement says. */
  @Override
  public List<String> members(int column) {
    List<String> literals =
        Optional.ofNullable(model.columns().get(column).enumValues()).orElse(List.of());
    return Members.parse("enum(" + String.join(",", literals) + ")").stream()
        .map(String::stripTrailing)
        .toList();
  }

  @Override
  public String typeName(int column) {
    return model.columns().get(column).typeName().toUpperCase(Locale.ROOT);
  }

  @Override
  public int length(int column) {
    return Math.max(0, model.columns().get(column).length());
  }

  @Override
  public int scale(int column) {
    return model.columns().get(column).scale().orElse(0);
  }

  @Override
  public boolean nullable(int column) {
    return model.columns().get(column).isOptional();
  }

  @Override
  public boolean generated(int column) {
    return generatedColumns.contains(model.columns().get(column).name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Optional<String> charset(int column) {
    return Optional.ofNullable(model.columns().get(column).charsetName());
  }
}
