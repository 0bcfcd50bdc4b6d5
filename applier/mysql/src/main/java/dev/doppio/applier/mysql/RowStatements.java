package dev.doppio.applier.mysql;

import dev.doppio.applier.mysql.RowPlan.Written;
import dev.doppio.schemas.document.Row;
import java.io.ByteArrayInputStream;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements of a {@link RowPlan}, their texts kept by number of rows, and their parameters.
 * Not thread-safe.
 */
final class RowStatements {
  /** Rows of one statement; powers of two up to it are used, so that few texts serve all sizes. */
  static final int MAX_ROWS = 256;

  /** In bytes; a row that is longer is sent in the binary protocol, a longer BLOB in pieces. */
  static final int LARGE_VALUE = 4 << 20;

  private static final String ALIAS = "doppio_row";

  private final RowPlan plan;
  private final List<Written> columns;
  private final List<Written> keys;
  private final String table;
  private final Map<Integer, String> upserts = new HashMap<>();
  private final Map<Integer, String> inserts = new HashMap<>();
  private final Map<Integer, String> exactDeletes = new HashMap<>();
  private final Map<Integer, String> equalDeletes = new HashMap<>();

  RowStatements(RowPlan plan) {
    this.plan = plan;
    this.columns = plan.columns();
    this.keys = plan.keyColumns();
    this.table = plan.target().name().quoted();
  }

  /** How many of {@code rows} go into the next statement. */
  static int chunk(int rows) {
    return Integer.highestOneBit(Math.min(rows, MAX_ROWS));
  }

  /**
   * Writes rows by primary key; one whose key is equal under the collation gets the new key's
   * bytes. Were there a unique key that leads to a row with another primary key, the NULL that the
   * key column would get stops the statement: an upsert never touches another document. That needs
   * strict mode.
   */
  String upsert(int rows) {
    return upserts.computeIfAbsent(
        rows,
        n ->
            insert(n)
                + " AS "
                + alias()
                + " ON DUPLICATE KEY UPDATE "
                + columns.stream().map(this::assignment).collect(Collectors.joining(", ")));
  }

  /** Plain INSERT. */
  String insert(int rows) {
    String names = list(columns, c -> name(c), ", ");
    String row = "(" + list(columns, c -> "?", ",") + ")";
    return inserts.computeIfAbsent(
        rows,
        n ->
            "INSERT INTO "
                + table
                + " ("
                + names
                + ") VALUES "
                + String.join(",", Collections.nCopies(n, row)));
  }

  /** Overwrites the one row whose key is equal under the collation, key included. */
  String update() {
    return "UPDATE "
        + table
        + " SET "
        + list(columns, c -> name(c) + " = ?", ", ")
        + " WHERE "
        + list(keys, c -> name(c) + " = ?", " AND ");
  }

  /** Deletes rows whose keys are the same byte for byte: {@code bob} is not {@code BOB}. */
  String deleteExact(int rows) {
    return exactDeletes.computeIfAbsent(rows, n -> delete(n, RowStatements::exactCondition));
  }

  /** Deletes rows whose keys are equal under the collation: what an INSERT would run into. */
  String deleteEqual(int rows) {
    return equalDeletes.computeIfAbsent(rows, n -> delete(n, c -> name(c) + " = ?"));
  }

  /** The value of each written column, from parameter {@code index}; returns the next index. */
  int bindRow(PreparedStatement statement, int index, Row row) throws SQLException {
    int next = index;
    for (Written column : columns) {
      bind(statement, next++, row, column);
    }
    return next;
  }

  /** The key's values for {@link #deleteEqual} and the WHERE of {@link #update}. */
  int bindEqualKey(PreparedStatement statement, int index, Row row) throws SQLException {
    int next = index;
    for (Written column : keys) {
      bind(statement, next++, row, column);
    }
    return next;
  }

  /** The key's values for {@link #deleteExact}. */
  int bindExactKey(PreparedStatement statement, int index, Row row) throws SQLException {
    int next = index;
    for (Written column : keys) {
      bind(statement, next++, row, column);
      if (comparesByCollation(column)) {
        bind(statement, next++, row, column);
      }
    }
    return next;
  }

  /** True when the row can't be written in strict mode: it holds an ENUM's error value. */
  boolean needsRelaxedMode(Row row) {
    for (Written column : columns) {
      Object value = row.values()[column.index()];
      if (value != null
          && SqlValue.isEnumError(plan.version().columns().get(column.index()).type(), value)) {
        return true;
      }
    }
    return false;
  }

  private void bind(PreparedStatement statement, int index, Row row, Written column)
      throws SQLException {
    Object value = row.values()[column.index()];
    Object parameter =
        value == null
            ? null
            : SqlValue.of(plan.version().columns().get(column.index()).type(), value);
    // Text is not streamed: the driver would cut it between the halves of a surrogate pair.
    if (parameter instanceof byte[] bytes && bytes.length > LARGE_VALUE) {
      statement.setBinaryStream(index, new ByteArrayInputStream(bytes), bytes.length);
    } else {
      statement.setObject(index, parameter);
    }
  }

  private String assignment(Written column) {
    String name = name(column);
    String incoming = alias() + "." + name;
    if (keys.isEmpty() || !column.equals(keys.get(0))) {
      return name + " = " + incoming;
    }
    String sameKey =
        list(keys, c -> table + "." + name(c) + " = " + alias() + "." + name(c), " AND ");
    return name + " = IF(" + sameKey + ", " + incoming + ", NULL)";
  }

  private String delete(int rows, Function<Written, String> condition) {
    String row = "(" + list(keys, condition, " AND ") + ")";
    // The hint keeps the optimizer from scanning a small table, which would wait for rows that
    // other
    // partitions have locked.
    return "DELETE /*+ INDEX("
        + Names.quoted(plan.target().name().table())
        + " PRIMARY) */ FROM "
        + table
        + " WHERE "
        + String.join(" OR ", Collections.nCopies(rows, row));
  }

  private static String exactCondition(Written column) {
    String equal = name(column) + " = ?";
    return comparesByCollation(column)
        ? equal
            + " AND CAST("
            + name(column)
            + " AS BINARY) = CAST(CONVERT(? USING "
            + column.target().charset().orElseThrow()
            + ") AS BINARY)"
        : equal;
  }

  /** Members of an ENUM or SET are never equal to one another; text can be, and by padding too. */
  private static boolean comparesByCollation(Written column) {
    return column.target().collation().isPresent()
        && !column.target().typeText().startsWith("enum(")
        && !column.target().typeText().startsWith("set(");
  }

  private String alias() {
    return plan.target().name().table().equalsIgnoreCase(ALIAS) ? ALIAS + "_2" : ALIAS;
  }

  private static String name(Written column) {
    return Names.quoted(column.target().name());
  }

  private static <T> String list(List<T> parts, Function<T, String> text, String separator) {
    return parts.stream().map(text).collect(Collectors.joining(separator));
  }
}
