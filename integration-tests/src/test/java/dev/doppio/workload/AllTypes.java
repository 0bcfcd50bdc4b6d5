package dev.doppio.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** One table with every column type that first light carries, and rows at the types' edges. */
public final class AllTypes {
  private static final List<String> COLUMNS =
      List.of(
          "id BIGINT UNSIGNED NOT NULL PRIMARY KEY",
          "t TINYINT",
          "tu TINYINT UNSIGNED",
          "s SMALLINT",
          "su SMALLINT UNSIGNED",
          "m MEDIUMINT",
          "mu MEDIUMINT UNSIGNED",
          "i INT",
          "iu INT UNSIGNED",
          "b BIGINT",
          "bu BIGINT UNSIGNED",
          "d DECIMAL(65,30)",
          "f FLOAT",
          "dd DOUBLE",
          "bits BIT(64)",
          "bit1 BIT(1)",
          "y YEAR",
          "dt DATE",
          "dtt DATETIME(6)",
          "dt0 DATETIME",
          "ts TIMESTAMP(6) NULL",
          "tm TIME(6)",
          "tm0 TIME",
          "c CHAR(10)",
          "v VARCHAR(50)",
          "vl VARCHAR(50) CHARACTER SET latin1",
          "x TEXT",
          "bin BINARY(8)",
          "vb VARBINARY(20)",
          "bl LONGBLOB",
          "e ENUM('small','it''s','comma,','')",
          "st SET('a','b','c')",
          "j JSON",
          "g GEOMETRY",
          "p POINT",
          "hidden INT INVISIBLE DEFAULT 7",
          "computed BIGINT UNSIGNED AS (id DIV 2)",
          "by_default VARCHAR(40) DEFAULT (CONCAT('made ', 1 + 1))");

  /** Columns that get values; the last three make their own. */
  private static final String NAMES =
      COLUMNS.subList(0, COLUMNS.size() - 3).stream()
          .map(column -> column.substring(0, column.indexOf(' ')))
          .collect(Collectors.joining(", "));

  private AllTypes() {}

  /** Makes the table {@code all_types} and fills it. */
  public static void create(Connection connection, String database) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE IF NOT EXISTS `" + database + "`");
      sql.execute(
          "CREATE TABLE `"
              + database
              + "`.all_types ("
              + String.join(", ", COLUMNS)
              + ") CHARACTER SET utf8mb4");
    }
  }

  /** Inserts rows with ids from {@code first}: highest, lowest, empty and NULL values. */
  public static void insert(Connection connection, String database, long first)
      throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET time_zone = '+00:00'");
      String into = "INSERT INTO `" + database + "`.all_types (" + NAMES + ") VALUES (";
      sql.execute(into + first + ", " + highest() + ")");
      sql.execute(into + (first + 1) + ", " + lowest() + ")");
      sql.execute(into + (first + 2) + ", " + empty() + ")");
      sql.execute(into + (first + 3) + ", NULL".repeat(COLUMNS.size() - 4) + ")");
      sql.execute(into + Long.toUnsignedString(-1L - first) + ", " + highest() + ")");
    }
  }

  /** Changes every column of the rows that {@link #insert} made, then deletes one. */
  public static void change(Connection connection, String database, long first)
      throws SQLException {
    try (Statement sql = connection.createStatement()) {
      String table = "`" + database + "`.all_types";
      sql.execute(
          "UPDATE "
              + table
              + " SET t = -1, bu = 9223372036854775808, d = -d, f = 0.1, dd = 0.1, v = 'gr\u00fcn"
              + " \ud83d\ude00', bin = 'a', j = '[1, {\"k\": null}]', tm = '-00:00:00.000001' WHERE"
              + " id IN ("
              + first
              + ", "
              + (first + 3)
              + ")");
      sql.execute("DELETE FROM " + table + " WHERE id = " + (first + 2));
    }
  }

  private static String highest() {
    return "127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295,"
        + " 9223372036854775807, 18446744073709551615, 99999999999999999999999999999999999."
        + "999999999999999999999999999999, 3.4028234e38, 1.7976931348623157e308,"
        + " b'1111111111111111111111111111111111111111111111111111111111111111', b'1', 2155,"
        + " '9999-12-31', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59',"
        + " '2038-01-19 03:14:07.999999', '838:59:59.000000', '838:59:59', 'ten chars.',"
        + " REPEAT('\ud83d\ude00', 50), REPEAT('\u00ff', 50), REPEAT('long ', 5000),"
        + " X'FFFFFFFFFFFFFFFF', X'00FF00', REPEAT(X'00FF', 60000), 'comma,', 'a,b,c',"
        + " '{\"a\": {\"b\": [1, 2.5, \"\u00e9\", true, null, 18446744073709551615]}, \"\": -0.5}',"
        + " ST_GeomFromText('LINESTRING(1 2, 3 4.5)', 4326), ST_GeomFromText('POINT(-0.5 1e300)')";
  }

  private static String lowest() {
    return "-128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0,"
        + " -99999999999999999999999999999999999.999999999999999999999999999999, -3.4028234e38,"
        + " -1.7976931348623157e308, b'0', b'0', 1901, '1000-01-01',"
        + " '1000-01-01 00:00:00.000001', '1000-01-01 00:00:00', '1970-01-01 00:00:01.000001',"
        + " '-838:59:59.000000', '-838:59:59', 'a', ' v ', 'latin', 'text',"
        + " X'0100000000000000', X'00', X'00', 'it''s', 'c', JSON_OBJECT('a', 1.50, 'b',"
        + " JSON_ARRAY(CAST('2024-01-02' AS DATE), CAST('-12:00:00.5' AS TIME(6)), CAST(5 AS"
        + " UNSIGNED), JSON_OBJECT('', X'00FF', 'x.\"y', 0.1e0 + 0.2e0)), 'c', CAST('2024-01-02"
        + " 03:04:05.6' AS DATETIME(6))), ST_GeomFromText('GEOMETRYCOLLECTION EMPTY'),"
        + " ST_GeomFromText('POINT(1 2)')";
  }

  private static String empty() {
    return "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.1754944e-38, 2.2250738585072014e-308, b'101', b'0',"
        + " 0000, '1969-12-31', '1969-12-31 23:59:59.999999', '2000-02-29 12:00:00',"
        + " '2001-09-09 01:46:40.5', '00:00:00', '-00:00:01', '', '', '', '', '', '', '', '', '',"
        + " CAST(1.0 AS JSON), NULL, NULL";
  }
}
