package dev.doppio.applier.hadoop;

import dev.doppio.schemas.document.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Names in the warehouse. A table is a folder there, so what a folder's name can't have is
 * percent-encoded; our own columns begin with one underscore, the document's never.
 */
final class Names {
  static final String KEY = "_key";
  static final String OPERATION = "_operation";
  static final String LOG_PARTITION = "_log_partition";
  static final String GENERATION = "_generation";
  static final String SEQUENCE = "_sequence";
  static final String ORDINAL = "_ordinal";
  static final String SOURCE_TIME = "_source_time";
  static final String ORIGIN = "_origin";
  static final String GTID = "_gtid";

  private static final String CHANGES = "_changes";
  private static final String LITERAL = "__literal";

  private Names() {}

  /** The table of the documents as they are now. */
  static TableIdentifier current(TableName table) {
    return TableIdentifier.of(Namespace.of(folder(table.database())), folder(table.table()));
  }

  /** The table of all changes. */
  static TableIdentifier changes(TableName table) {
    return TableIdentifier.of(
        Namespace.of(folder(table.database())), folder(table.table()) + CHANGES);
  }

  /** A document's column. */
  static String column(String name) {
    return name.startsWith("_") ? "_" + name : name;
  }

  /** The document's column that a field is of; empty for our own. */
  static Optional<String> documentColumn(String field) {
    if (field.startsWith("_") && !field.startsWith("__")) {
      return Optional.empty();
    }
    String name = field.startsWith("__") ? field.substring(1) : field;
    return Optional.of(
        name.endsWith(LITERAL) ? name.substring(0, name.length() - LITERAL.length()) : name);
  }

  /** The column of what another one's type can't hold. */
  static String literal(String column) {
    return column + LITERAL;
  }

  private static String folder(String name) {
    StringBuilder out = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          each >= 'a' && each <= 'z'
              || each >= 'A' && each <= 'Z'
              || each >= '0' && each <= '9'
              || each == '_'
              || each == '-'
              || each == '$';
      if (plain) {
        out.append((char) each);
      } else {
        out.append(String.format("%%%02X", each));
      }
    }
    return out.toString();
  }
}
