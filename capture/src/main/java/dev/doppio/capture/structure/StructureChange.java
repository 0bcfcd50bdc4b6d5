package dev.doppio.capture.structure;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a statement did to a table, judged by the versions before and after. A change is of
 * structure only when every document that no row event touches stays what it was, in the same
 * partition, with NULL in added columns: then a target can follow by the versions alone.
 */
public final class StructureChange {
  private static final Map<MySqlType, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry(MySqlType.TINYINT, 1),
          Map.entry(MySqlType.SMALLINT, 2),
          Map.entry(MySqlType.MEDIUMINT, 3),
          Map.entry(MySqlType.INT, 4),
          Map.entry(MySqlType.BIGINT, 8),
          Map.entry(MySqlType.TINYTEXT, 1),
          Map.entry(MySqlType.TEXT, 2),
          Map.entry(MySqlType.MEDIUMTEXT, 3),
          Map.entry(MySqlType.LONGTEXT, 4),
          Map.entry(MySqlType.TINYBLOB, 1),
          Map.entry(MySqlType.BLOB, 2),
          Map.entry(MySqlType.MEDIUMBLOB, 3),
          Map.entry(MySqlType.LONGBLOB, 4));

  private final TableVersion before;
  private final TableVersion after;
  private final boolean setsDefaults;

  /**
   * @param before the version before
   * @param after the version after
   * @param setsDefaults whether the statement gives a column a default other than NULL
   */
  public StructureChange(TableVersion before, TableVersion after, boolean setsDefaults) {
    this.before = before;
    this.after = after;
    this.setsDefaults = setsDefaults;
  }

  /** Why documents change without row events; empty when only the structure does. */
  public List<String> objections() {
    List<String> objections = new ArrayList<>();
    if (!keyOf(before).equals(keyOf(after))) {
      objections.add("its primary key changes, and with it every document's key");
    }
    for (Column column : after.columns()) {
      Optional<Column> old = before.indexOf(column.name()).map(before.columns()::get);
      if (old.isPresent()) {
        changed(old.get(), column).ifPresent(objections::add);
      } else if (setsDefaults && !column.generated() && !isRenamed(column)) {
        objections.add("existing rows get a default in the new column " + column.name());
      }
    }
    return objections;
  }

  /** By type and place, as far as versions can tell. */
  private static List<ColumnType> keyOf(TableVersion table) {
    return table.key().stream().map(index -> table.columns().get(index).type()).toList();
  }

  /** A new name in the place of one that is gone, with the same type. */
  private boolean isRenamed(Column column) {
    int index = after.columns().indexOf(column);
    return index < before.columns().size()
        && after.indexOf(before.columns().get(index).name()).isEmpty()
        && before.columns().get(index).type().equals(column.type());
  }

  private static Optional<String> changed(Column old, Column column) {
    if (old.generated() != column.generated()) {
      return Optional.of("column " + column.name() + " becomes, or stops being, generated");
    }
    if (column.generated()) {
      return Optional.empty();
    }
    if (old.nullable() && !column.nullable()) {
      return Optional.of("NULLs of column " + column.name() + " may have been replaced");
    }
    return holds(old.type(), column.type())
        ? Optional.empty()
        : Optional.of(
            "values of column " + column.name() + " may be converted, " + shown(old, column));
  }

  private static String shown(Column old, Column column) {
    return old.type().type() + " to " + column.type().type();
  }

  /** True when every value of the old type is the same value in the new one. */
  private static boolean holds(ColumnType old, ColumnType type) {
    boolean wider =
        old.type() == type.type()
            || (WIDTHS.containsKey(old.type())
                && WIDTHS.containsKey(type.type())
                && old.type().javaClass() == type.type().javaClass()
                && WIDTHS.get(old.type()) < WIDTHS.get(type.type()));
    return wider
        && old.unsigned() == type.unsigned()
        && old.length() - old.scale() <= type.length() - type.scale()
        && old.scale() <= type.scale()
        && sameFixedLength(old, type)
        && charsetHolds(old, type)
        && startsWith(type.members(), old.members());
  }

  /** BINARY pads and BIT shifts: their length is part of the value. */
  private static boolean sameFixedLength(ColumnType old, ColumnType type) {
    boolean fixed = type.type() == MySqlType.BINARY || type.type() == MySqlType.BIT;
    return !fixed || old.length() == type.length();
  }

  private static boolean charsetHolds(ColumnType old, ColumnType type) {
    String to = type.charset().orElse("");
    return old.charset().equals(type.charset()) || to.equals("utf8mb4");
  }

  private static boolean startsWith(List<String> members, List<String> old) {
    return members.size() >= old.size() && members.subList(0, old.size()).equals(old);
  }
}
