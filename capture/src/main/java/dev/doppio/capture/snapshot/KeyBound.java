package dev.doppio.capture.snapshot;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.SnapshotRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A place in the order of a table's key, as a condition in SQL. The server compares, so case,
 * accents and trailing spaces count as the column's collation says, in the order of the index.
 */
final class KeyBound {
  private static final HexFormat HEX = HexFormat.of();

  private final List<Column> columns;
  private final List<String> literals;

  private KeyBound(List<Column> columns, List<String> literals) {
    this.columns = columns;
    this.literals = literals;
  }

  /**
   * The place of a row.
   *
   * @param fields of all key columns as the server printed them, in hexadecimal
   */
  static KeyBound ofRow(TableVersion table, List<String> fields) {
    List<Column> columns = columns(table, fields.size());
    return new KeyBound(
        columns,
        IntStream.range(0, fields.size())
            .mapToObj(i -> printed(columns.get(i), HEX.parseHex(fields.get(i))))
            .toList());
  }

  /**
   * The place that somebody has typed.
   *
   * @param texts of the leading key columns, or all; binary ones in hexadecimal, with 0x before it
   * @throws DoppioException CONFIGURATION when a column can't have the value
   */
  static KeyBound typed(TableVersion table, List<String> texts) {
    if (texts.size() > table.key().size()) {
      throw refused(
          table, texts.size() + " values, and the key has " + table.key().size() + " columns");
    }
    List<Column> columns = columns(table, texts.size());
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      literals.add(literal(table, columns.get(i), texts.get(i)));
    }
    return new KeyBound(columns, literals);
  }

  /** What is wrong with a request for this table; empty when it can be read. */
  static Optional<String> objection(TableVersion table, SnapshotRequest request) {
    try {
      typed(table, request.fromKey());
      typed(table, request.toKey());
      return Optional.empty();
    } catch (DoppioException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static List<Column> columns(TableVersion table, int count) {
    return table.key().subList(0, count).stream().map(table.columns()::get).toList();
  }

  /** A column in a statement of {@link RowSelect}. */
  static String quoted(Column column) {
    return "t.`" + column.name().replace("`", "``") + "`";
  }

  /** True of rows behind this place. */
  String after() {
    return after(0, false);
  }

  /** True of rows at this place, or behind it. */
  String from() {
    return after(0, true);
  }

  /** True of rows at this place, or before it. */
  String to() {
    return "NOT (" + after() + ")";
  }

  /** True of the row that the collation finds at this place. */
  String at() {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> quoted(columns.get(i)) + " = " + literals.get(i))
        .collect(Collectors.joining(" AND "));
  }

  /** One column at a time: of a comparison of whole rows MySQL makes no range of the index. */
  private String after(int index, boolean inclusive) {
    String name = quoted(columns.get(index));
    String value = literals.get(index);
    if (index == columns.size() - 1) {
      return name + (inclusive ? " >= " : " > ") + value;
    }
    return name
        + " >= "
        + value
        + " AND ("
        + name
        + " > "
        + value
        + " OR ("
        + after(index + 1, inclusive)
        + "))";
  }

  private static String printed(Column column, byte[] field) {
    String text = new String(field, StandardCharsets.ISO_8859_1);
    return switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, BIT, ENUM, SET -> number(text);
      case FLOAT, DOUBLE -> number(text);
      case YEAR, DATE, TIME, DATETIME, TIMESTAMP -> "'" + time(text) + "'";
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          "_" + column.type().charset().orElseThrow() + " " + hex(field) + collation(column);
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> hex(field);
      case JSON, VECTOR, GEOMETRY, POINT, LINESTRING, POLYGON -> throw noKey(column);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> throw noKey(column);
    };
  }

  private static IllegalArgumentException noKey(Column column) {
    return new IllegalArgumentException("a snapshot by a key of " + column.type().type());
  }

  private static String literal(TableVersion table, Column column, String text) {
    try {
      return switch (column.type().type()) {
        case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
            "CONVERT(_utf8mb4 "
                + hex(text.getBytes(StandardCharsets.UTF_8))
                + " USING "
                + column.type().charset().orElseThrow()
                + ")"
                + collation(column);
        case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
            hex(HEX.parseHex(text.substring(text.startsWith("0x") ? 2 : text.length() + 1)));
        default -> printed(column, text.getBytes(StandardCharsets.UTF_8));
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw refused(table, "'" + text + "' is no value of key column " + column.name());
    }
  }

  private static DoppioException refused(TableVersion table, String what) {
    return new DoppioException(
        FailureKind.CONFIGURATION, "a key of table " + table.name() + ": " + what);
  }

  private static String collation(Column column) {
    return column.type().collation().map(name -> " COLLATE " + name).orElse("");
  }

  private static String hex(byte[] bytes) {
    return bytes.length == 0 ? "''" : "x'" + HEX.formatHex(bytes) + "'";
  }

  private static String number(String text) {
    return matching(text, "[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  }

  private static String time(String text) {
    return matching(text, "[0-9: .-]+");
  }

  /** What goes into a statement has to be what it seems. */
  private static String matching(String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("'" + text + "'");
    }
    return text;
  }
}
