package dev.doppio.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables of random shapes in one database, and random changes of their rows: of contents, of keys
 * and of resource ids, in transactions of several statements over several tables. The server stores
 * whatever it makes of a value: strict mode is off.
 */
public final class RandomTables {
  private static final int TABLES = 7;
  private static final int FIRST_ROWS = 12;
  private static final int MAX_STATEMENTS = 5;

  /** A key that is there already, a row that is too long for a key, a value no column takes. */
  private static final Set<Integer> REFUSALS = Set.of(1062, 1264, 1292, 1366, 1406, 1416, 1690);

  private final Connection connection;
  private final Random random;
  private final List<RandomTable> tables = new ArrayList<>();
  private int done;

  /**
   * Drafts the tables.
   *
   * @param connection for this alone; its session's modes are changed
   * @param database is made
   * @param vectors whether the server knows VECTOR
   */
  public RandomTables(Connection connection, String database, long seed, boolean vectors) {
    this.connection = connection;
    this.random = new Random(seed);
    int shape = random.nextInt(RandomTable.KEY_SHAPES);
    for (int i = 0; i < TABLES; i++) {
      String name = "`" + database + "`.`" + (i % 2 == 0 ? "t" : "Tab \u00fc") + i + "`";
      int next = (shape + i) % RandomTable.KEY_SHAPES;
      tables.add(RandomTable.of(name, next, random, vectors));
    }
  }

  /** CREATE TABLE of every other table, to be made elsewhere by hand. */
  public List<String> definitionsOfSome() {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < tables.size(); i += 2) {
      some.add(tables.get(i).ddl());
    }
    return some;
  }

  /** Names of those tables, quoted. */
  public List<String> namesOfSome() {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < tables.size(); i += 2) {
      some.add(tables.get(i).name());
    }
    return some;
  }

  /** Makes the tables and their first rows. */
  public void create() throws SQLException {
    prepare(connection);
    try (Statement sql = connection.createStatement()) {
      for (RandomTable table : tables) {
        sql.execute(table.ddl());
        for (int i = 0; i < FIRST_ROWS; i++) {
          run(sql, insert(table));
        }
      }
    }
  }

  /** The modes that {@link #definitionsOfSome} need. */
  public static void prepare(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'");
      sql.execute("SET SESSION time_zone = '+05:30'");
      sql.execute("SET SESSION sql_generate_invisible_primary_key = ON");
    }
  }

  /**
   * Changes rows.
   *
   * @return how many statements have changed something
   */
  public int change(int transactions) throws SQLException {
    int before = done;
    try (Statement sql = connection.createStatement()) {
      for (int i = 0; i < transactions; i++) {
        sql.execute("BEGIN");
        for (int j = 1 + random.nextInt(MAX_STATEMENTS); j > 0; j--) {
          run(sql, statement(RandomTypes.one(random, tables)));
        }
        sql.execute(random.nextInt(10) == 0 ? "ROLLBACK" : "COMMIT");
      }
    }
    return done - before;
  }

  private void run(Statement sql, String statement) throws SQLException {
    try {
      done += sql.executeUpdate(statement) > 0 ? 1 : 0;
    } catch (SQLException e) {
      if (!REFUSALS.contains(e.getErrorCode())) {
        throw new SQLException(e.getErrorCode() + " " + e.getMessage() + ": " + statement, e);
      }
    }
  }

  private String statement(RandomTable table) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> insert(table);
      case 2 -> insert(table).replaceFirst("INSERT", "REPLACE");
      case 3 -> "DELETE FROM " + table.name() + some(1 + random.nextInt(2));
      case 4 -> table.key().isEmpty() ? insert(table) : set(table, table.key(), 1);
      case 5 -> json(table);
      default -> set(table, several(table.writable()), 1 + random.nextInt(3));
    };
  }

  private String insert(RandomTable table) {
    List<RandomColumn> columns = table.writable();
    return "INSERT INTO "
        + table.name()
        + columns.stream().map(RandomColumn::quoted).collect(Collectors.joining(", ", " (", ")"))
        + columns.stream()
            .map(column -> column.expression(random))
            .collect(Collectors.joining(", ", " VALUES (", ")"));
  }

  private String set(RandomTable table, List<RandomColumn> columns, int rows) {
    return "UPDATE "
        + table.name()
        + columns.stream()
            .map(column -> column.quoted() + " = " + column.expression(random))
            .collect(Collectors.joining(", ", " SET ", ""))
        + some(rows);
  }

  /**
   * A document of what the row's other columns hold: of every type that a replica's SQL gives back
   * (decision 014), and that MySQL puts into JSON without harm, which text of wide characters is
   * not.
   */
  private String json(RandomTable table) {
    List<RandomColumn> documents =
        table.columns().stream().filter(column -> column.type().startsWith("JSON")).toList();
    if (documents.isEmpty()) {
      return set(table, several(table.writable()), 1);
    }
    String all =
        table.writable().stream()
            .filter(
                column ->
                    !column.type().matches("(VECTOR|BINARY|TINYBLOB|.*SET (ucs2|utf16|utf32)).*"))
            .map(RandomColumn::quoted)
            .collect(Collectors.joining(", "));
    return "UPDATE "
        + table.name()
        + " SET "
        + RandomTypes.one(random, documents).quoted()
        + " = JSON_ARRAY("
        + all
        + ")"
        + some(2);
  }

  private String some(int rows) {
    return " ORDER BY RAND(" + random.nextInt() + ") LIMIT " + rows;
  }

  private List<RandomColumn> several(List<RandomColumn> columns) {
    List<RandomColumn> several = columns.stream().filter(column -> random.nextInt(3) == 0).toList();
    return several.isEmpty() ? List.of(RandomTypes.one(random, columns)) : several;
  }
}
