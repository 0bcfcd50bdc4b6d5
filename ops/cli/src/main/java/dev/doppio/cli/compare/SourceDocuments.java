package dev.doppio.cli.compare;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A table's rows as the documents that they are, by SQL alone. */
final class SourceDocuments {
  private final TableShape shape;

  SourceDocuments(TableShape shape) {
    this.shape = shape;
  }

  /** All of them by key; the table has to fit into memory. */
  Map<String, Document> read(Connection connection) throws SQLException {
    Map<String, Document> documents = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query())) {
      while (row.next()) {
        Document document = document(row);
        documents.put(document.key(), document);
      }
    }
    return documents;
  }

  private String query() {
    return "SELECT "
        + shape.columns().stream().map(SourceDocuments::select).collect(Collectors.joining(", "))
        + " FROM `"
        + shape.database()
        + "`.`"
        + shape.name()
        + "`";
  }

  private static String select(TableShape.Column column) {
    String quoted = "`" + column.name() + "`";
    return switch (kind(column)) {
      case BYTES -> "LOWER(HEX(" + quoted + "))";
      case FLOATING -> quoted + " + 0e0";
      case PRINTED -> "CAST(" + quoted + " AS CHAR)";
    };
  }

  private enum Form {
    BYTES,
    FLOATING,
    PRINTED
  }

  private static Form kind(TableShape.Column column) {
    return switch (column.dataType()) {
      case "bit", "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Form.BYTES;
      case "float", "double" -> Form.FLOATING;
      default -> Form.PRINTED;
    };
  }

  private Document document(ResultSet row) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < shape.columns().size(); i++) {
      TableShape.Column column = shape.columns().get(i);
      String text = row.getString(i + 1);
      if (text != null) {
        boolean floating = kind(column) == Form.FLOATING;
        values.put(column.name(), floating ? Double.toString(row.getDouble(i + 1)) : text);
      }
    }
    List<String> key = new ArrayList<>(List.of(shape.name()));
    shape.key().forEach(column -> key.add(values.get(column)));
    return new Document(
        key.stream().map(SourceDocuments::part).collect(Collectors.joining("/")), values);
  }

  /** As docs/log-contract.md has it for text and numbers. */
  private static String part(String text) {
    StringBuilder out = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (each & 0xFF);
      boolean plain =
          letter < 0x80 && (Character.isLetterOrDigit(letter) || "-_.~".indexOf(letter) >= 0);
      out.append(plain ? String.valueOf(letter) : String.format("%%%02X", (int) letter));
    }
    return out.toString();
  }
}
