package dev.doppio.capture.config;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.gtid.Gtid;
import java.util.List;
import java.util.Set;

/**
 * Refusals of preflight that the operator has taken upon himself, on the record in the
 * configuration.
 *
 * @param unsafeDurability capture from a server that may lose the tail of its binlog in a crash
 *     ({@code sync_binlog} or {@code innodb_flush_log_at_trx_commit} not 1)
 * @param statements GTIDs of transactions that change documents without row events, or with rows
 *     that lack columns, and whose effect the operator has brought to every replica himself:
 *     capture goes on behind them
 * @param reloads GTIDs of statements that change documents without row events, after which their
 *     tables are read anew: the log tells that their documents are gone
 * @param relaxedUniqueKeys {@code database.table} patterns whose unique keys across partitions are
 *     not unique at replicas ({@code unique: relax})
 * @param relaxedForeignKeys {@code database.table} patterns whose foreign keys across partitions
 *     nobody enforces at replicas
 */
public record Overrides(
    boolean unsafeDurability,
    Set<Gtid> statements,
    Set<Gtid> reloads,
    List<String> relaxedUniqueKeys,
    List<String> relaxedForeignKeys) {
  public Overrides {
    statements = Set.copyOf(statements);
    reloads = Set.copyOf(reloads);
    relaxedUniqueKeys = List.copyOf(relaxedUniqueKeys);
    relaxedForeignKeys = List.copyOf(relaxedForeignKeys);
    relaxedUniqueKeys.forEach(TableName::parse);
    relaxedForeignKeys.forEach(TableName::parse);
  }

  /** Without reloads. */
  public Overrides(
      boolean unsafeDurability,
      Set<Gtid> statements,
      List<String> relaxedUniqueKeys,
      List<String> relaxedForeignKeys) {
    this(unsafeDurability, statements, Set.of(), relaxedUniqueKeys, relaxedForeignKeys);
  }

  /** None. */
  public static Overrides none() {
    return new Overrides(false, Set.of(), List.of(), List.of());
  }

  /** True when the table's unique keys need not contain the resource id. */
  public boolean relaxesUniqueKeysOf(TableName table) {
    return table.matchesAny(relaxedUniqueKeys);
  }

  /** True when the table's foreign keys need not contain the resource id. */
  public boolean relaxesForeignKeysOf(TableName table) {
    return table.matchesAny(relaxedForeignKeys);
  }
}
