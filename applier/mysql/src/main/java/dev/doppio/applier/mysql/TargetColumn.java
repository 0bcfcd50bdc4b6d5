package dev.doppio.applier.mysql;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import java.util.Objects;
import java.util.Optional;

/**
 * A column as the replica has it.
 *
 * @param name its name
 * @param typeText MySQL's words for the type, in the form of {@link ColumnSql#type}
 * @param base the type without its parameters; empty for a type that the log does not carry
 * @param length characters, bytes, bits or digits; 0 where the type has none
 * @param scale of DECIMAL
 * @param unsigned of numbers
 * @param collation of text
 * @param nullable whether it takes NULL
 * @param optional whether an INSERT may leave it out: nullable, or with a default
 * @param generated computed by the replica itself
 */
record TargetColumn(
    String name,
    String typeText,
    Optional<MySqlType> base,
    long length,
    int scale,
    boolean unsigned,
    Optional<String> collation,
    boolean nullable,
    boolean optional,
    boolean generated) {
  TargetColumn {
    Objects.requireNonNull(name);
    Objects.requireNonNull(typeText);
  }

  /** As the replica would have a column of the log. */
  static TargetColumn of(Column column) {
    ColumnType type = column.type();
    return new TargetColumn(
        column.name(),
        ColumnSql.type(type),
        Optional.of(type.type()),
        type.length(),
        type.scale(),
        type.unsigned(),
        type.collation(),
        column.nullable(),
        column.nullable(),
        column.generated());
  }

  /** The charset: the collation up to its first underscore. */
  Optional<String> charset() {
    return collation.map(Collations::charset);
  }
}
