package dev.doppio.cli.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Compares all tables of one MySQL schema with a copy that is no MySQL: each document by key and
 * content. Tables have to fit into memory, and their columns to be of types that both print alike:
 * numbers, text, JSON, bytes, dates and moments.
 */
public final class CopyComparison {
  /** A moment's fraction is printed with as many digits as the column, or the copy, has. */
  private static final Pattern FRACTION =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)(?:\\.0+|(\\.\\d*?)0*)");

  private final int mostExamples;

  /**
   * @param mostExamples how many differences the report shows; all are counted
   */
  public CopyComparison(int mostExamples) {
    this.mostExamples = mostExamples;
  }

  /**
   * Reads both sides to the end; nobody should write meanwhile.
   *
   * @param source what is right
   * @param copy what is judged
   * @param database the schema
   */
  public Report compare(Connection source, Copy copy, String database) throws SQLException {
    try (Statement sql = source.createStatement()) {
      sql.execute("SET NAMES utf8mb4");
      sql.execute("SET SESSION time_zone = '+00:00', sql_mode = ''");
    }
    Report sum = new Report(0, 0, 0, 0, List.of());
    for (TableShape shape : TableShape.of(source, database).values()) {
      Map<String, Document> expected = new SourceDocuments(shape).read(source);
      sum =
          sum.plus(
              compare(shape.toString(), expected, to -> copy.read(shape.name(), to)), mostExamples);
    }
    return sum;
  }

  /**
   * One table.
   *
   * @param table for messages
   * @param expected by key
   * @param copy brings what is there
   */
  static Report compare(
      String table, Map<String, Document> expected, Consumer<Consumer<Document>> copy) {
    List<Difference> differences = new ArrayList<>();
    Map<String, Document> there = new TreeMap<>();
    copy.accept(
        document -> {
          if (there.put(document.key(), document) != null) {
            differences.add(new Difference(table, document.key(), "is there twice"));
          }
        });
    TreeSet<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(there.keySet());
    for (String key : keys) {
      String what =
          !there.containsKey(key)
              ? "missing in the copy"
              : !expected.containsKey(key)
                  ? "only in the copy"
                  : columns(expected.get(key), there.get(key));
      if (!what.isEmpty()) {
        differences.add(new Difference(table, key, what));
      }
    }
    long bytes = expected.values().stream().mapToLong(CopyComparison::bytes).sum();
    return new Report(1, expected.size(), bytes, differences.size(), differences);
  }

  private static String columns(Document source, Document copy) {
    TreeSet<String> names = new TreeSet<>(source.values().keySet());
    names.addAll(copy.values().keySet());
    names.removeIf(name -> plain(source, name).equals(plain(copy, name)));
    return names.isEmpty() ? "" : "differs in " + String.join(", ", names);
  }

  /** A value in the form that both sides share; NULL is none. */
  private static List<String> plain(Document document, String column) {
    String value = document.values().get(column);
    return value == null ? List.of() : List.of(withoutTrailingZeros(value));
  }

  private static String withoutTrailingZeros(String value) {
    var moment = FRACTION.matcher(value);
    return moment.matches()
        ? moment.group(1) + (moment.group(2) == null ? "" : moment.group(2))
        : value;
  }

  private static long bytes(Document document) {
    return document.values().values().stream().mapToLong(String::length).sum();
  }
}
