package dev.doppio.capture.structure;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A statement that makes a table of a version: what the version holds and no more. A generated
 * column stands in it with an expression of no meaning.
 */
public final class CreateTable {
  private CreateTable() {}

  /** The statement, with the table's name without its schema. */
  public static String of(TableVersion table) {
    StringJoiner parts =
        new StringJoiner(", ", "CREATE TABLE " + quoted(table.name().table()) + " (", ")");
    table.columns().forEach(column -> parts.add(column(column)));
    List<String> key =
        table.key().stream().map(i -> quoted(table.columns().get(i).name())).toList();
    return parts.add("PRIMARY KEY (" + String.join(", ", key) + ")").toString();
  }

  private static String column(Column column) {
    return quoted(column.name())
        + " "
        + type(column.type())
        + (column.generated() ? " GENERATED ALWAYS AS (NULL) VIRTUAL" : "")
        + (column.nullable() ? " NULL" : " NOT NULL");
  }

  private static String type(ColumnType type) {
    return type.type()
        + parameters(type)
        + (type.unsigned() ? " UNSIGNED" : "")
        + type.charset().map(charset -> " CHARACTER SET " + charset).orElse("")
        + type.collation().map(collation -> " COLLATE " + collation).orElse("");
  }

  private static String parameters(ColumnType type) {
    if (type.type() == MySqlType.DECIMAL) {
      return "(" + type.length() + "," + type.scale() + ")";
    }
    if (!type.members().isEmpty()) {
      return type.members().stream()
          .map(CreateTable::literal)
          .collect(Collectors.joining(",", "(", ")"));
    }
    return switch (type.type()) {
      case CHAR, VARCHAR, BINARY, VARBINARY, BIT, VECTOR, TIME, DATETIME, TIMESTAMP ->
          "(" + type.length() + ")";
      default -> "";
    };
  }

  private static String literal(String member) {
    return "'" + member.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
