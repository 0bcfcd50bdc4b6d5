package dev.doppio.schemas.document;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A column's type, with all that decides how its values read and how a replica makes the column.
 *
 * @param type MySQL's type
 * @param length characters or bytes of CHAR, VARCHAR, BINARY, VARBINARY; bits of BIT; digits of
 *     DECIMAL; fractional digits of TIME, DATETIME and TIMESTAMP; dimensions of VECTOR; 0 elsewhere
 * @param scale of DECIMAL; 0 elsewhere
 * @param unsigned of integers, DECIMAL, FLOAT and DOUBLE
 * @param collation of text; the charset is its first part
 * @param members of ENUM and SET, in order
 */
public record ColumnType(
    MySqlType type,
    int length,
    int scale,
    boolean unsigned,
    Optional<String> collation,
    List<String> members) {
  public ColumnType {
    Objects.requireNonNull(type);
    members = List.copyOf(members);
    if (type.isText() != collation.isPresent()) {
      throw new IllegalArgumentException(type + ": text has a collation, nothing else has");
    }
  }

  /** A type without parameters, charset or members. */
  public static ColumnType of(MySqlType type) {
    return new ColumnType(type, 0, 0, false, Optional.empty(), List.of());
  }

  /** MySQL's charset: the collation up to its first underscore. */
  public Optional<String> charset() {
    return collation.map(name -> name.contains("_") ? name.substring(0, name.indexOf('_')) : name);
  }
}
