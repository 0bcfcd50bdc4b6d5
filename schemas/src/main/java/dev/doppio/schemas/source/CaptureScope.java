package dev.doppio.schemas.source;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.List;
import java.util.Map;

/**
 * What a capture covers, as its configuration says it. It is part of the position: a table that the
 * scope of a position does not cover is missing from the log up to there, whatever the
 * configuration says by now.
 *
 * @param databases captured databases by logical name, with the mode that decides which MySQL
 *     schemas belong to them
 * @param include patterns {@code database.table}, {@code *} for any characters; empty means all
 * @param exclude the same; wins over include
 */
public record CaptureScope(
    Map<String, PartitionMode> databases, List<String> include, List<String> exclude) {
  public CaptureScope {
    databases = Map.copyOf(databases);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** Every table of these databases. */
  public static CaptureScope of(Map<String, PartitionMode> databases) {
    return new CaptureScope(databases, List.of(), List.of());
  }

  /** True when the MySQL schema belongs to one of the databases. */
  public boolean coversSchema(String schema) {
    return databases.entrySet().stream()
        .anyMatch(database -> database.getValue().covers(database.getKey(), schema));
  }

  /** True when the table is captured. */
  public boolean covers(TableName table) {
    return coversSchema(table.database())
        && (include.isEmpty() || table.matchesAny(include))
        && !table.matchesAny(exclude);
  }
}
