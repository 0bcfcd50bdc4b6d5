package dev.doppio.applier.hadoop;

import dev.doppio.logreader.ColumnRenames;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A step of a table from one version to another.
 *
 * @param before empty where the table is new to the log, or to this target
 * @param after the version that rows are to be taken of
 * @param renamed new column name, folded, to the old one
 * @param drops whether columns that are not in {@code after} go; they stay where others may still
 *     bring them
 * @param anew whether fields of other types give their names away
 */
record Evolution(
    Optional<TableVersion> before,
    TableVersion after,
    Map<String, String> renamed,
    boolean drops,
    boolean anew) {
  Evolution {
    renamed = Map.copyOf(renamed);
  }

  /** To a version that came without a statement. */
  static Evolution to(TableVersion after) {
    return new Evolution(Optional.empty(), after, Map.of(), false, false);
  }

  /** To that of a table which takes a name that another one may have had. */
  static Evolution anew(TableVersion after) {
    return new Evolution(Optional.empty(), after, Map.of(), false, true);
  }

  /**
   * By a statement.
   *
   * @throws dev.doppio.logreader.UndecidableChange when nobody can tell which column became which
   */
  static Evolution by(String statement, TableVersion before, TableVersion after, boolean drops) {
    Map<String, String> renamed = new HashMap<>();
    ColumnRenames.of(before, after, statement).forEach((from, to) -> renamed.put(fold(to), from));
    return new Evolution(Optional.of(before), after, renamed, drops, false);
  }

  TableName table() {
    return after.name();
  }

  /** Place in {@code before} of a column of {@code after}; empty for a new one. */
  Optional<Integer> origin(Column column) {
    return before.flatMap(
        version -> version.indexOf(renamed.getOrDefault(fold(column.name()), column.name())));
  }

  /** Places in {@code before} of columns that are not in {@code after}. */
  Set<Integer> gone() {
    Set<Integer> gone = new HashSet<>();
    before.ifPresent(
        version -> {
          for (int i = 0; i < version.columns().size(); i++) {
            gone.add(i);
          }
        });
    after.columns().forEach(column -> origin(column).ifPresent(gone::remove));
    return gone;
  }

  /** True when it takes something from documents of other nodes in the same table. */
  boolean takes() {
    return !gone().isEmpty() || !renamed.isEmpty();
  }

  static Layout none(TableVersion version) {
    int[] fields = new int[version.columns().size()];
    Arrays.fill(fields, Layout.NONE);
    return new Layout(fields);
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
