package dev.doppio.capture.statement;

import static dev.doppio.capture.statement.Tokens.word;

import dev.doppio.capture.statement.Tokens.Token;
import java.util.Arrays;
import java.util.List;
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

  /** Clauses that begin with these define columns: what stands behind is a name and its type. */
  private static final Set<String> OF_COLUMNS = Set.of("ADD", "MODIFY", "CHANGE", "ALTER");

  /** What a clause of ALTER TABLE may begin with. */
  private static final Set<String> CLAUSES =
      Set.copyOf(
          Arrays.asList(
              ("ADD ALTER CHANGE CONVERT DROP MODIFY ORDER RENAME ALGORITHM LOCK FORCE WITH WITHOUT"
                   + " DISABLE ENABLE PARTITION COALESCE REORGANIZE EXCHANGE TRUNCATE DISCARD"
                   + " IMPORT ANALYZE CHECK OPTIMIZE REBUILD REPAIR REMOVE UPGRADE SECONDARY_LOAD"
                   + " SECONDARY_UNLOAD AUTOEXTEND_SIZE AUTO_INCREMENT AVG_ROW_LENGTH CHARACTER"
                   + " CHARSET CHECKSUM COLLATE COMMENT COMPRESSION CONNECTION DATA DEFAULT"
                   + " DELAY_KEY_WRITE ENCRYPTION ENGINE ENGINE_ATTRIBUTE INDEX INSERT_METHOD"
                   + " KEY_BLOCK_SIZE MAX_ROWS MIN_ROWS PACK_KEYS PASSWORD ROW_FORMAT"
                   + " SECONDARY_ENGINE SECONDARY_ENGINE_ATTRIBUTE STATS_AUTO_RECALC"
                   + " STATS_PERSISTENT STATS_SAMPLE_PAGES STORAGE TABLESPACE TABLE_CHECKSUM UNION")
                  .split(" ")));

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
      case "IMPORT", "CLONE", "SHOW" -> Effect.UNKNOWN;
      case "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "CALL", "WITH" -> Effect.ROWS;
      case "SELECT", "DO" -> Effect.ROWS; // of a function that changes rows
      case "TRUNCATE" -> Effect.TRUNCATES;
      case "RENAME" -> word(tokens, 1).equals("USER") ? Effect.NONE : Effect.RENAMES;
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
      case "TABLE", "TABLES", "ONLINE", "OFFLINE", "IGNORE" ->
          word(tokens, 0).equals("ALTER") ? ofAlter(tokens) : Effect.STRUCTURE;
      default -> Effect.UNKNOWN;
    };
  }

  private static Effect ofAlter(List<Token> tokens) {
    List<List<Token>> clauses = TableNames.clauses(tokens);
    if (!clauses.stream().map(clause -> word(clause, 0)).allMatch(CLAUSES::contains)) {
      return Effect.UNKNOWN;
    }
    if (clauses.stream().anyMatch(Effects::changesContent)) {
      return Effect.CONTENT;
    }
    return clauses.stream().anyMatch(TableNames::renamesTable) ? Effect.RENAMES : Effect.STRUCTURE;
  }

  private static boolean changesContent(List<Token> clause) {
    String first = word(clause, 0);
    return switch (first) {
      case "EXCHANGE", "DISCARD", "IMPORT" -> true;
      case "DROP", "TRUNCATE" -> word(clause, 1).equals("PARTITION");
      default -> !OF_COLUMNS.contains(first) && changesEngine(clause);
    };
  }

  private static boolean changesEngine(List<Token> options) {
    for (int i = 0; i < options.size(); i++) {
      if (word(options, i).equals("ENGINE")) {
        int at = word(options, i + 1).equals("=") ? i + 2 : i + 1;
        return at < options.size() && !options.get(at).text().equalsIgnoreCase("InnoDB");
      }
    }
    return false;
  }
}
