package dev.doppio.cli.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compares all tables of one MySQL schema on two servers. */
public final class Comparison {
  private final int mostExamples;

  /**
   * @param mostExamples how many differences the report shows; all are counted
   */
  public Comparison(int mostExamples) {
    this.mostExamples = mostExamples;
  }

  /**
   * Reads both sides to the end; nobody should write meanwhile.
   *
   * @param source what is right
   * @param replica what is judged
   * @param database the schema on both
   */
  public Report compare(Connection source, Connection replica, String database)
      throws SQLException {
    prepare(source);
    prepare(replica);
    Map<String, TableShape> left = TableShape.of(source, database);
    Map<String, TableShape> right = TableShape.of(replica, database);
    TreeSet<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    Report sum = new Report(0, 0, 0, 0, List.of());
    for (String name : names) {
      String table = database + "." + name;
      if (!left.containsKey(name) || !right.containsKey(name)) {
        sum = sum.plus(tableMissing(table, left.containsKey(name)), mostExamples);
      } else {
        sum = sum.plus(shapes(left.get(name), right.get(name)), mostExamples);
        sum = sum.plus(rows(source, replica, left.get(name)), mostExamples);
      }
    }
    return sum;
  }

  /** The same session on both sides, whatever the servers' defaults are. */
  private static void prepare(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET NAMES utf8mb4");
      sql.execute(
          "SET SESSION time_zone = '+00:00', sql_mode = '', group_concat_max_len = 1048576");
    }
  }

  private static Report tableMissing(String table, boolean inSource) {
    String what = inSource ? "no such table in the replica" : "no such table at the source";
    return new Report(0, 0, 0, 1, List.of(new Difference(table, "", what)));
  }

  private static Report shapes(TableShape left, TableShape right) {
    List<Difference> differences = new ArrayList<>();
    if (!left.columns().equals(right.columns()) || !left.key().equals(right.key())) {
      String what = "columns or primary key differ: " + left.columns() + " / " + right.columns();
      differences.add(new Difference(left.toString(), "", what));
    }
    if (left.key().isEmpty()) {
      differences.add(new Difference(left.toString(), "", "no primary key to compare by"));
    }
    return new Report(0, 0, 0, differences.size(), differences);
  }

  private Report rows(Connection source, Connection replica, TableShape shape) throws SQLException {
    if (shape.key().isEmpty()) {
      return new Report(1, 0, 0, 0, List.of());
    }
    List<String> columns = shape.columns().stream().map(TableShape.Column::name).toList();
    try (HexRows left = new HexRows(source, shape);
        HexRows right = new HexRows(replica, shape)) {
      return new Merge(shape.toString(), columns, mostExamples).compare(left, right);
    }
  }
}
