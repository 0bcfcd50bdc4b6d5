package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an operator wants to have compared, and how.
 *
 * @param tables {@code database.table}, {@code *} for any characters; empty for all
 * @param partitions of these alone; empty for all
 * @param pace what it may take
 * @param report gets all that is found
 * @param state keeps how far it is
 * @param repair what differs is written, too
 */
public record Wanted(
    List<String> tables,
    Set<Integer> partitions,
    Limits pace,
    Optional<Path> report,
    Optional<Path> state,
    boolean repair) {
  public Wanted {
    tables = List.copyOf(tables);
    partitions = Set.copyOf(partitions);
    Objects.requireNonNull(pace);
    Objects.requireNonNull(report);
    Objects.requireNonNull(state);
  }

  /**
   * What a comparison may take.
   *
   * @param rowsPerSecond at most; infinite for no bound
   * @param maxLag no further rows are read while the replica is behind by more
   * @param patience when it is behind by so much the comparison ends
   * @param settle how long documents that are written all the time are read again in the end
   */
  public record Limits(double rowsPerSecond, Duration maxLag, Duration patience, Duration settle) {
    public Limits {
      if (!(rowsPerSecond > 0)) {
        throw new IllegalArgumentException("--rate " + rowsPerSecond + " is not above 0");
      }
      Objects.requireNonNull(maxLag);
      Objects.requireNonNull(patience);
      Objects.requireNonNull(settle);
    }
  }

  /**
   * Those of the tables that are meant.
   *
   * @throws DoppioException CONFIGURATION when a pattern fits none
   */
  List<TableName> tables(List<TableName> captured) {
    for (String pattern : tables) {
      if (captured.stream().noneMatch(table -> table.matchesAny(List.of(pattern)))) {
        throw refused("--tables: no captured table is " + pattern + "; there are " + captured);
      }
    }
    return captured.stream().filter(table -> tables.isEmpty() || table.matchesAny(tables)).toList();
  }

  /**
   * Those of the partitions that are meant.
   *
   * @param there which the replica has and the source writes
   * @throws DoppioException CONFIGURATION when one is not among them
   */
  SortedSet<PartitionId> partitions(SortedSet<PartitionId> there) {
    Set<Integer> numbers =
        there.stream().map(PartitionId::number).collect(Collectors.toCollection(TreeSet::new));
    if (!numbers.containsAll(partitions) || there.isEmpty()) {
      throw refused(
          "--partitions: of those that the storage node masters the replica has " + numbers);
    }
    return there.stream()
        .filter(partition -> partitions.isEmpty() || partitions.contains(partition.number()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Tells one comparison from another, for what is left of it in a file. */
  String words() {
    return (tables.isEmpty() ? "" : ", tables " + new TreeSet<>(tables))
        + (partitions.isEmpty() ? "" : ", partitions " + new TreeSet<>(partitions));
  }

  private static DoppioException refused(String what) {
    return new DoppioException(FailureKind.CONFIGURATION, what);
  }
}
