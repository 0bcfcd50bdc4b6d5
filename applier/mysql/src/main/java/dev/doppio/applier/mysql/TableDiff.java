package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The ALTER TABLE that brings the replica's table to a version. It goes by what the table is and
 * not by what it should have been: a statement whose effect is there already, or in part, is no
 * error. Columns that only the replica has stay. A column that an operator made wider stays so.
 */
final class TableDiff {
  private final TargetTable target;
  private final TableVersion before;
  private final TableVersion after;
  private final Map<String, String> renames;
  private final ColumnDefaults defaults;
  private final List<String> order = new ArrayList<>();
  private final List<String> clauses = new ArrayList<>();

  private TableDiff(
      TargetTable target,
      TableVersion before,
      TableVersion after,
      Map<String, String> renames,
      ColumnDefaults defaults) {
    this.target = target;
    this.before = before;
    this.after = after;
    this.renames = renames;
    this.defaults = defaults;
    target.columns().forEach(column -> order.add(column.name()));
  }

  /**
   * The statement, or empty when the table is so already.
   *
   * @param renames old name to new name
   * @param defaults values of new columns in rows that are there, and of columns that were new
   *     before: rows of slower partitions come without them
   */
  static Optional<String> alter(
      TargetTable target,
      TableVersion before,
      TableVersion after,
      Map<String, String> renames,
      ColumnDefaults defaults) {
    List<String> clauses = new TableDiff(target, before, after, renames, defaults).clauses();
    return clauses.isEmpty()
        ? Optional.empty()
        : Optional.of("ALTER TABLE " + after.name().quoted() + " " + String.join(", ", clauses));
  }

  private List<String> clauses() {
    drop();
    Optional<String> previous = Optional.empty();
    for (Column column : after.columns()) {
      if (!column.generated()) {
        place(column, previous);
        previous = Optional.of(column.name());
      } else if (position(column.name()) >= 0) {
        previous = Optional.of(column.name());
      }
    }
    key();
    return clauses;
  }

  private void drop() {
    for (Column column : before.columns()) {
      boolean renamed = renames.keySet().stream().anyMatch(column.name()::equalsIgnoreCase);
      int at = position(column.name());
      if (!renamed && at >= 0 && after.indexOf(column.name()).isEmpty()) {
        clauses.add("DROP COLUMN " + Names.quoted(order.remove(at)));
      }
    }
  }

  private void place(Column column, Optional<String> previous) {
    String where = previous.map(name -> " AFTER " + Names.quoted(name)).orElse(" FIRST");
    int at = position(column.name());
    Optional<String> oldName = oldName(column.name());
    if (at < 0 && oldName.isPresent()) {
      clauses.add(
          "CHANGE COLUMN " + Names.quoted(oldName.get()) + " " + definition(column) + where);
      order.remove(position(oldName.get()));
      insert(column.name(), previous);
    } else if (at < 0) {
      clauses.add("ADD COLUMN " + definition(column) + where);
      insert(column.name(), previous);
    } else {
      boolean moved = !comesRightAfter(column.name(), previous);
      if (moved || isOutdated(column)) {
        clauses.add("MODIFY COLUMN " + definition(column) + (moved ? where : ""));
      }
      if (moved) {
        order.remove(position(column.name()));
        insert(column.name(), previous);
      }
    }
  }

  /**
   * What the log gave the column before is replaced; what an operator made of it stays if it fits.
   */
  private boolean isOutdated(Column column) {
    TargetColumn there = target.column(column.name()).orElseThrow();
    if (ColumnFit.exact(column, there)) {
      return false;
    }
    boolean isOurs =
        before
            .indexOf(column.name())
            .map(index -> ColumnFit.exact(before.columns().get(index), there))
            .orElse(false);
    return isOurs || ColumnFit.misfit(column, there, target.isKey(column.name())).isPresent();
  }

  private Optional<String> oldName(String name) {
    return renames.entrySet().stream()
        .filter(rename -> rename.getValue().equalsIgnoreCase(name))
        .map(Map.Entry::getKey)
        .filter(old -> position(old) >= 0)
        .findFirst();
  }

  /** Between the two may only stand columns that the log does not know. */
  private boolean comesRightAfter(String name, Optional<String> previous) {
    int from = previous.map(this::position).orElse(-1);
    int to = position(name);
    return from < to
        && order.subList(from + 1, to).stream().allMatch(other -> after.indexOf(other).isEmpty());
  }

  private void insert(String name, Optional<String> previous) {
    order.add(previous.map(this::position).orElse(-1) + 1, name);
  }

  private int position(String name) {
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private void key() {
    List<String> wanted = Names.keyColumns(after).stream().map(Column::name).toList();
    List<String> there =
        target.primaryKey().stream()
            .map(
                name ->
                    renames.entrySet().stream()
                        .filter(rename -> rename.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(name))
            .toList();
    boolean same =
        wanted.size() == there.size()
            && IntStream.range(0, wanted.size())
                .allMatch(i -> wanted.get(i).equalsIgnoreCase(there.get(i)));
    if (!same) {
      clauses.add("DROP PRIMARY KEY");
      clauses.add("ADD " + TableDdl.primaryKey(after));
    }
  }

  private String definition(Column column) {
    return ColumnSql.definition(column) + defaults.clause(column);
  }
}
