package dev.doppio.capture.statement;

import dev.doppio.capture.statement.Tokens.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rules by which statements are told apart. */
final class Effects {
  private static final Set<String> NO_DOCUMENTS =
      Set.of(
          "USER",
          "ROLE",
          "VIEW",
          "TRIGGER",
          "PROCEDURE",
          "FUNCTION",
          "EVENT",
          "SERVER",
          "TABLESPACE",
          "UNDO",
          "LOGFILE",
          "INSTANCE",
          "RESOURCE",
          "SPATIAL",
          "DEFINER",
          "SQL",
          "ALGORITHM",
          "AGGREGATE",
          "PREPARE",
          "LIBRARY",
          "DEFAULT",
          "TEMPORARY");

  private static final Set<String> SKIPPED_BEFORE_NAME =
      Set.of("IF", "NOT", "EXISTS", "TABLE", "TABLES", "ONLINE", "OFFLINE", "IGNORE", "EXTENDED");

  private Effects() {}

  static Effect of(List<Token> tokens) {
    if (tokens.isEmpty()) {
      return Effect.NONE;
    }
    return switch (word(tokens, 0)) {
      case "BEGIN" -> Effect.BEGINS;
      case "START" -> word(tokens, 1).equals("TRANSACTION") ? Effect.BEGINS : Effect.NONE;
      case "COMMIT" -> Effect.COMMITS;
      case "ROLLBACK" -> Effect.ROLLS_BACK;
      case "XA" -> Effect.XA;
      case "SAVEPOINT",
          "RELEASE",
          "GRANT",
          "REVOKE",
          "SET",
          "USE",
          "ANALYZE",
          "CHECK",
          "OPTIMIZE" ->
          Effect.NONE;
      case "REPAIR",
          "FLUSH",
          "INSTALL",
          "UNINSTALL",
          "CHANGE",
          "RESET",
          "PURGE",
          "LOCK",
          "UNLOCK" ->
          Effect.NONE;
      case "IMPORT", "CLONE", "DO", "SELECT", "SHOW" -> Effect.UNKNOWN;
      case "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "CALL", "WITH" -> Effect.ROWS;
      case "TRUNCATE" -> Effect.CONTENT;
      case "RENAME" -> word(tokens, 1).equals("USER") ? Effect.NONE : Effect.CONTENT;
      case "CREATE", "ALTER", "DROP" -> ofDefinition(tokens);
      default -> Effect.UNKNOWN;
    };
  }

  private static Effect ofDefinition(List<Token> tokens) {
    int at = 1;
    boolean replaces = word(tokens, at).equals("OR") && word(tokens, at + 1).equals("REPLACE");
    String object = word(tokens, replaces ? at + 2 : at);
    if (object.equals("SPATIAL") && word(tokens, at + 1).equals("INDEX")) {
      return Effect.STRUCTURE;
    }
    if (NO_DOCUMENTS.contains(object)) {
      return Effect.NONE;
    }
    return switch (object) {
      case "DATABASE", "SCHEMA", "INDEX", "UNIQUE", "FULLTEXT" -> Effect.STRUCTURE;
      case "TABLE", "ONLINE", "OFFLINE", "IGNORE" ->
          word(tokens, 0).equals("ALTER") ? ofAlter(tokens) : Effect.STRUCTURE;
      default -> Effect.UNKNOWN;
    };
  }

  private static Effect ofAlter(List<Token> tokens) {
    for (int i = 2; i < tokens.size(); i++) {
      if (changesContent(tokens, i)) {
        return Effect.CONTENT;
      }
    }
    return Effect.STRUCTURE;
  }

  /** A renamed column keeps its values and its place; a renamed table takes its documents away. */
  private static boolean changesContent(List<Token> tokens, int i) {
    return switch (word(tokens, i)) {
      case "EXCHANGE", "DISCARD", "IMPORT" -> true;
      case "RENAME" -> !Set.of("INDEX", "KEY", "COLUMN").contains(word(tokens, i + 1));
      case "DROP", "TRUNCATE" -> word(tokens, i + 1).equals("PARTITION");
      case "ENGINE" -> !engine(tokens, i + 1).equals("INNODB");
      default -> false;
    };
  }

  private static String engine(List<Token> tokens, int i) {
    return word(tokens, i).equals("=") ? word(tokens, i + 1) : word(tokens, i);
  }

  static boolean setsDefaults(List<Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      String next = word(tokens, i + 1);
      boolean ofTable = Set.of("CHARACTER", "CHARSET", "COLLATE").contains(next);
      if (word(tokens, i).equals("DEFAULT") && !next.equals("NULL") && !ofTable) {
        return true;
      }
    }
    return false;
  }

  /** Index of the first table's name; -1 when the statement is not about tables. */
  static int firstName(List<Token> tokens) {
    int at = 1;
    if (word(tokens, 0).equals("CREATE") && word(tokens, 1).equals("OR")) {
      at = 3;
    }
    boolean truncates = word(tokens, 0).equals("TRUNCATE");
    if (!truncates && !SKIPPED_BEFORE_NAME.contains(word(tokens, at))) {
      return -1;
    }
    while (SKIPPED_BEFORE_NAME.contains(word(tokens, at))) {
      at++;
    }
    return at;
  }

  /** The keyword at a place, upper case; empty beyond the end and for quoted identifiers. */
  private static String word(List<Token> tokens, int i) {
    if (i >= tokens.size() || tokens.get(i).quoted()) {
      return "";
    }
    return tokens.get(i).text().toUpperCase(Locale.ROOT);
  }
}
