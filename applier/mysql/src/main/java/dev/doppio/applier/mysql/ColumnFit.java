package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import java.util.List;
import java.util.Optional;

/**
 * Whether a column of the replica takes every value of a column of the log, byte for byte. A wider
 * column of the same family does; another charset does not, nor another collation of a key column.
 */
final class ColumnFit {
  private static final List<List<MySqlType>> WIDENING =
      List.of(
          List.of(
              MySqlType.TINYINT,
              MySqlType.SMALLINT,
              MySqlType.MEDIUMINT,
              MySqlType.INT,
              MySqlType.BIGINT),
          List.of(
              MySqlType.VARCHAR,
              MySqlType.TINYTEXT,
              MySqlType.TEXT,
              MySqlType.MEDIUMTEXT,
              MySqlType.LONGTEXT),
          List.of(
              MySqlType.VARBINARY,
              MySqlType.TINYBLOB,
              MySqlType.BLOB,
              MySqlType.MEDIUMBLOB,
              MySqlType.LONGBLOB));

  private ColumnFit() {}

  /** Why the column does not fit, with both types; empty when it does. */
  static Optional<String> misfit(Column source, TargetColumn target, boolean key) {
    String both =
        "column %s is %s%s in the log and %s%s at the replica"
            .formatted(
                source.name(),
                ColumnSql.type(source.type()),
                source.type().collation().map(name -> " " + name).orElse(""),
                target.typeText(),
                target.collation().map(name -> " " + name).orElse(""));
    if (!sameCharset(source.type(), target, key) || !takesType(source.type(), target)) {
      return Optional.of(both);
    }
    if (source.nullable() && !target.nullable()) {
      return Optional.of("column " + source.name() + " takes NULL in the log, not at the replica");
    }
    if (source.generated() != target.generated()) {
      return Optional.of(
          "column "
              + source.name()
              + (source.generated()
                  ? " is generated at the source, plain at the replica"
                  : " is plain at the source, generated at the replica"));
    }
    return Optional.empty();
  }

  /** True when type, charset, collation and nullability are just those of the log. */
  static boolean exact(Column source, TargetColumn target) {
    return ColumnSql.type(source.type()).equals(target.typeText())
        && sameCharset(source.type(), target, true)
        && source.nullable() == target.nullable();
  }

  private static boolean sameCharset(ColumnType source, TargetColumn target, boolean exactly) {
    if (source.collation().isEmpty() || target.collation().isEmpty()) {
      return source.collation().isEmpty() == target.collation().isEmpty();
    }
    String one = source.collation().get();
    String other = target.collation().get();
    return exactly
        ? Collations.same(one, other)
        : Collations.charset(one).equals(Collations.charset(other));
  }

  private static boolean takesType(ColumnType source, TargetColumn target) {
    String text = ColumnSql.type(source);
    if (text.equals(target.typeText())) {
      return true;
    }
    if (target.base().isEmpty() || source.unsigned() != target.unsigned()) {
      return false;
    }
    MySqlType to = target.base().get();
    if (source.type() == to) {
      return sameFamilyIsWider(source, target, text);
    }
    return WIDENING.stream()
        .anyMatch(
            family ->
                family.contains(source.type())
                    && family.contains(to)
                    && family.indexOf(source.type()) < family.indexOf(to)
                    && (text.indexOf('(') < 0 || source.length() <= target.length()));
  }

  private static boolean sameFamilyIsWider(ColumnType source, TargetColumn target, String text) {
    return switch (source.type()) {
      case VARCHAR, VARBINARY -> source.length() <= target.length();
      case DECIMAL -> source.scale() == target.scale() && source.length() <= target.length();
      // Members added at the end keep the numbers, and so the bytes, of those before.
      case ENUM, SET -> target.typeText().startsWith(text.substring(0, text.length() - 1) + ",");
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, BIT, YEAR -> false;
      case DATE, TIME, DATETIME, TIMESTAMP, CHAR, BINARY, JSON -> false;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> true;
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
      case VECTOR -> source.length() <= target.length();
      case GEOMETRY, POINT, LINESTRING, POLYGON -> false;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> false;
    };
  }
}
