package dev.doppio.cli.verify;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a replica has of a table, beside the version of it that the source has.
 *
 * @param isPresent whether there is one
 * @param objections why it does not take every document of the version, each with its remedy
 * @param columns names in lower case of those that are not computed there
 */
record KeptTable(boolean isPresent, List<String> objections, Set<String> columns) {
  KeptTable {
    objections = List.copyOf(objections);
    columns = Set.copyOf(columns);
  }

  /** Of a replica that has a place for every document of any version. */
  static KeptTable of(TableVersion version) {
    return new KeptTable(
        true,
        List.of(),
        version.columns().stream()
            .map(Column::name)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
  }

  /** True when it has the column, or may get it. */
  boolean holds(String column) {
    return !isPresent || columns.contains(column.toLowerCase(Locale.ROOT));
  }
}
