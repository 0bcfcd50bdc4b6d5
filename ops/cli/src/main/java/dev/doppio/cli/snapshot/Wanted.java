package dev.doppio.cli.snapshot;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.SnapshotRequest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an operator wants to have read.
 *
 * @param tables {@code database.table}, {@code *} for any characters
 * @param partitions rows of these alone; empty for all
 * @param fromKey first key; empty for the table's beginning
 * @param toKey last key; empty for the table's end
 * @param server {@code host:port} of a replica to read from
 */
public record Wanted(
    List<String> tables,
    Set<Integer> partitions,
    List<String> fromKey,
    List<String> toKey,
    Optional<String> server) {
  public Wanted {
    tables = List.copyOf(tables);
    partitions = Set.copyOf(partitions);
    fromKey = List.copyOf(fromKey);
    toKey = List.copyOf(toKey);
  }

  /**
   * A request for each table.
   *
   * @param id of these requests
   * @param captured tables that the log knows
   * @throws DoppioException CONFIGURATION when a pattern fits none, or keys are of several tables
   */
  List<SnapshotRequest> requests(String id, Collection<TableName> captured) {
    Set<String> chosen = new TreeSet<>();
    for (String pattern : tables) {
      Set<String> fitting =
          captured.stream()
              .filter(table -> table.matchesAny(List.of(pattern)))
              .map(TableName::quoted)
              .collect(Collectors.toSet());
      if (fitting.isEmpty()) {
        throw refused("--tables: no captured table is " + pattern + "; there are " + captured);
      }
      chosen.addAll(fitting);
    }
    if (chosen.size() > 1 && !(fromKey.isEmpty() && toKey.isEmpty())) {
      throw refused("--from-key and --to-key take one table, not " + chosen);
    }
    return captured.stream()
        .filter(table -> chosen.contains(table.quoted()))
        .map(table -> new SnapshotRequest(id, table, partitions, fromKey, toKey, server))
        .toList();
  }

  private static DoppioException refused(String what) {
    return new DoppioException(FailureKind.CONFIGURATION, what);
  }
}
