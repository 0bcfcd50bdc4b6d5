package dev.doppio.capture.structure;

import dev.doppio.capture.statement.ColumnChanges;
import dev.doppio.capture.statement.ColumnChanges.Definition;
import dev.doppio.capture.statement.ColumnChanges.Filling;
import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a statement did to a table, judged by the versions before and after. A change is of
 * structure only when every document that no row event touches stays what it was, in the same
 * partition, with a value in added columns that can be told: then a target can follow by the
 * versions and these values alone.
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

  private static final int MAX_BYTES_PER_CHARACTER = 4;

  private final TableVersion before;
  private final TableVersion after;
  private final ColumnChanges said;

  /**
   * @param before the version before
   * @param after the version after
   * @param said what the statement says of columns: versions alone can't tell a column that was
   *     dropped and made anew from one that stayed
   */
  public StructureChange(TableVersion before, TableVersion after, ColumnChanges said) {
    this.before = before;
    this.after = after;
    this.said = said;
  }

  /** Why documents change without row events; empty when only the structure does. */
  public List<String> objections() {
    List<String> objections = new ArrayList<>();
    if (!keyOf(after, this::origin).equals(keyOf(before, Optional::of))) {
      objections.add("its primary key changes, and with it every document's key");
    }
    for (Column column : after.columns()) {
      Optional<Column> origin = origin(column);
      Optional<Column> namesake = before.indexOf(column.name()).map(before.columns()::get);
      if (namesake.isPresent() && !namesake.equals(origin)) {
        taken(namesake.get(), column).ifPresent(objections::add);
      } else if (origin.isPresent()) {
        changed(origin.get(), column).ifPresent(objections::add);
      } else {
        added(column).ifPresent(objections::add);
      }
    }
    return objections;
  }

  private Optional<Column> origin(Column column) {
    return said.origin(column.name()).flatMap(before::indexOf).map(before.columns()::get);
  }

  /** What each part of the key was before; its type decides how a document is placed. */
  private static List<Optional<KeyPart>> keyOf(
      TableVersion table, Function<Column, Optional<Column>> origin) {
    return table.key().stream()
        .map(table.columns()::get)
        .map(column -> origin.apply(column).map(old -> new KeyPart(old.name(), column.type())))
        .toList();
  }

  private record KeyPart(String name, ColumnType type) {}

  /** A consumer that goes by names would keep the values of a column that is gone. */
  private static Optional<String> taken(Column old, Column column) {
    return old.generated() && column.generated()
        ? Optional.empty()
        : Optional.of(
            "column "
                + column.name()
                + " is another one than the column "
                + column.name()
                + " before, whose values are gone");
  }

  private Optional<String> added(Column column) {
    boolean told =
        said.definition(column.name())
            .map(Definition::filling)
            .filter(filling -> tells(filling, column))
            .isPresent();
    return column.generated() || told
        ? Optional.empty()
        : Optional.of(
            "existing rows get a value in the new column "
                + column.name()
                + " that the statement does not tell");
  }

  /** What is not told as a literal is what any consumer can tell by the type. */
  private static boolean tells(Filling filling, Column column) {
    return switch (filling.kind()) {
      case NULL -> column.nullable();
      case ZERO -> !column.nullable();
      case LITERAL -> !hangsOnTheTimeZone(filling.literal(), column.type().type());
      case UNTOLD -> false;
    };
  }

  private static boolean hangsOnTheTimeZone(String literal, MySqlType type) {
    return type == MySqlType.TIMESTAMP
        || type == MySqlType.DATETIME && literal.matches(".*[+-][0-9]{2}:[0-9]{2}'");
  }

  /** What rows that were there got in new columns, where it is neither NULL nor the type's zero. */
  public List<ColumnFill> fills() {
    return after.columns().stream()
        .filter(column -> !column.generated() && said.origin(column.name()).isEmpty())
        .flatMap(column -> said.definition(column.name()).stream().flatMap(d -> fill(column, d)))
        .toList();
  }

  private static Stream<ColumnFill> fill(Column column, Definition definition) {
    Filling filling = definition.filling();
    return filling.kind() == Filling.Kind.LITERAL
        ? Stream.of(new ColumnFill(column.name(), filling.literal()))
        : Stream.empty();
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
    if (isUnbounded(old, type)) {
      return charsetHolds(old, type);
    }
    boolean wider =
        WIDTHS.containsKey(old.type())
            && WIDTHS.containsKey(type.type())
            && old.type().javaClass() == type.type().javaClass()
            && WIDTHS.get(old.type()) < WIDTHS.get(type.type());
    return (wider || old.type() == type.type() || isOfVariableLength(old.type(), type.type()))
        && (old.unsigned() == type.unsigned() || old.unsigned() && wider)
        && old.length() - old.scale() <= type.length() - type.scale()
        && old.scale() <= type.scale()
        && sameFixedLength(old, type)
        && charsetHolds(old, type)
        && startsWith(type.members(), old.members());
  }

  /** A text or bytes of bounded length become a TEXT or BLOB that takes the longest of them. */
  private static boolean isUnbounded(ColumnType old, ColumnType type) {
    boolean text = old.type() == MySqlType.CHAR || old.type() == MySqlType.VARCHAR;
    boolean bytes = old.type() == MySqlType.BINARY || old.type() == MySqlType.VARBINARY;
    long most = (text ? MAX_BYTES_PER_CHARACTER : 1L) * old.length();
    return switch (type.type()) {
      case TINYTEXT -> text && most < 1 << 8;
      case TEXT -> text && most < 1 << 16;
      case MEDIUMTEXT, LONGTEXT -> text;
      case TINYBLOB -> bytes && most < 1 << 8;
      case BLOB, MEDIUMBLOB, LONGBLOB -> bytes;
      default -> false;
    };
  }

  /** What the padding of the old type is stays as it was. */
  private static boolean isOfVariableLength(MySqlType old, MySqlType type) {
    return old == MySqlType.CHAR && type == MySqlType.VARCHAR
        || old == MySqlType.BINARY && type == MySqlType.VARBINARY;
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
