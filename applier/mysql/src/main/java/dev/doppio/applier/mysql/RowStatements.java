package dev.doppio.applier.mysql;

import dev.doppio.applier.mysql.RowPlan.Written;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
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

  /** Then the text of a statement depends on its rows, see {@link JsonSql}. */
  private final boolean hasJson;

  private final Map<Integer, String> upserts = new HashMap<>();
  private final Map<Integer, String> inserts = new HashMap<>();
  private final Map<Integer, String> exactDeletes = new HashMap<>();
  private final Map<Integer, String> equalDeletes = new HashMap<>();

  RowStatements(RowPlan plan) {
    this.plan = plan;
    this.columns = plan.columns();
    this.keys = plan.keyColumns();
    this.table = plan.target().name().quoted();
    this.hasJson =
        columns.stream()
            .anyMatch(c -> plan.version().columns().get(c.index()).type().type() == MySqlType.JSON);
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
  String upsert(List<Row> rows) {
    return hasJson
        ? upsert(insert(rows))
        : upserts.computeIfAbsent(rows.size(), n -> upsert(insert(rows)));
  }

  private String upsert(String insert) {
    return insert
        + " AS "
        + alias()
        + " ON DUPLICATE KEY UPDATE "
        + columns.stream().map(this::assignment).collect(Collectors.joining(", "));
  }

  /** Plain INSERT. */
  String insert(List<Row> rows) {
    return hasJson ? insertInto(rows) : inserts.computeIfAbsent(rows.size(), n -> insertInto(rows));
  }

  private String insertInto(List<Row> rows) {
    return "INSERT INTO "
        + table
        + " ("
        + list(columns, c -> name(c), ", ")
        + ") VALUES "
        + list(rows, row -> "(" + list(columns, c -> expression(c, row), ",") + ")", ",");
  }

  /** Overwrites the one row whose key is equal under the collation, key included. */
  String update(Row row) {
    return "UPDATE "
        + table
        + " SET "
        + list(columns, c -> name(c) + " = " + expression(c, row), ", ")
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

  /** What becomes the column's value, with one parameter. */
  private static String expression(Written column, Row row) {
    if (!(row.values()[column.index()] instanceof JsonValue json)) {
      return "?";
    }
    try {
      return JsonSql.expression(json);
    } catch (IllegalArgumentException e) {
      throw new DoppioException(
          FailureKind.TARGET_REJECTED,
          "document "
              + DocumentKey.of(row)
              + ", column "
              + column.target().name()
              + ": "
              + e.getMessage(),
          e);
    }
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
