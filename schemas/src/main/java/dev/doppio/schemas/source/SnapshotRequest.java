package dev.doppio.schemas.source;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.gtid.Gtid;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What somebody wants to have read from a table into the log.
 *
 * @param id tells requests of one table apart
 * @param table the table
 * @param partitions rows of these alone; empty for all
 * @param fromKey first key, as typed: its leading columns, or all; empty for the table's beginning
 * @param toKey last key; empty for the table's end
 * @param server {@code host:port} of the replica to read from; empty for the storage node itself
 */
public record SnapshotRequest(
    String id,
    TableName table,
    Set<Integer> partitions,
    List<String> fromKey,
    List<String> toKey,
    Optional<String> server) {
  private static final String FIRST = "first";
  private static final String CAPTURED = "captured ";
  private static final String RELOADED = "reload ";

  public SnapshotRequest {
    Objects.requireNonNull(table);
    Objects.requireNonNull(server);
    partitions = Set.copyOf(new TreeSet<>(partitions));
    fromKey = List.copyOf(fromKey);
    toKey = List.copyOf(toKey);
    if (id.isBlank()) {
      throw new IllegalArgumentException("a snapshot has an id");
    }
  }

  /** The whole table, from the storage node itself. */
  public static SnapshotRequest whole(String id, TableName table) {
    return new SnapshotRequest(id, table, Set.of(), List.of(), List.of(), Optional.empty());
  }

  /** A table that is there when the log begins. */
  public static SnapshotRequest first(TableName table) {
    return whole(FIRST, table);
  }

  /** A table that comes under capture later, with rows. */
  public static SnapshotRequest captured(TableName table, Instant at) {
    return whole(CAPTURED + at, table);
  }

  /**
   * A table whose documents the log has told to be gone, since a statement changed them in a way
   * that it can't tell.
   */
  public static SnapshotRequest reload(TableName table, Gtid statement) {
    return whole(RELOADED + statement, table);
  }

  /** The same for a table that has another name by now. */
  public SnapshotRequest of(TableName renamed) {
    return new SnapshotRequest(id, renamed, partitions, fromKey, toKey, server);
  }

  /** True when the log began with it. */
  public boolean isFirst() {
    return id.equals(FIRST);
  }

  /** True when no operator asked: without it the log would lack rows. */
  public boolean isNeeded() {
    return isFirst() || id.startsWith(CAPTURED) || id.startsWith(RELOADED);
  }
}
