package dev.doppio.capture.stream;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import java.util.Optional;

/**
 * A table that no statement has touched since the start: as the log has it.
 *
 * @param version of the place where the stream began
 */
record LoggedTable(TableVersion version) implements KnownTable {
  @Override
  public List<String> names() {
    return version.columns().stream().map(Column::name).toList();
  }

  @Override
  public List<String> key() {
    return version.key().stream().map(part -> version.columns().get(part).name()).toList();
  }

  @Override
  public List<String> members(int column) {
    return type(column).members();
  }

  @Override
  public String typeName(int column) {
    ColumnType type = type(column);
    return type.type() + (type.unsigned() ? " UNSIGNED" : "");
  }

  @Override
  public int length(int column) {
    return type(column).length();
  }

  @Override
  public int scale(int column) {
    return type(column).scale();
  }

  @Override
  public boolean nullable(int column) {
    return version.columns().get(column).nullable();
  }

  @Override
  public boolean generated(int column) {
    return version.columns().get(column).generated();
  }

  @Override
  public Optional<String> charset(int column) {
    return type(column).charset();
  }

  private ColumnType type(int column) {
    return version.columns().get(column).type();
  }
}
