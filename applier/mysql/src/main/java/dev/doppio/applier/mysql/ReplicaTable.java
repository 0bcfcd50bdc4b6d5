package dev.doppio.applier.mysql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table of the replica, beside the version of it that the source has.
 *
 * @param isPresent whether there is one
 * @param objections why it does not take every document of the version, each with its remedy
 * @param columns names in lower case of those that are not computed there
 */
public record ReplicaTable(boolean isPresent, List<String> objections, Set<String> columns) {
  public ReplicaTable {
    objections = List.copyOf(objections);
    columns = Set.copyOf(columns);
  }

  static ReplicaTable absent() {
    return new ReplicaTable(false, List.of(), Set.of());
  }

  static ReplicaTable of(TargetTable table, List<String> objections) {
    return new ReplicaTable(
        true,
        objections,
        table.columns().stream()
            .filter(column -> !column.generated())
            .map(column -> column.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
  }
}
