package dev.doppio.capture.statement;

import static dev.doppio.capture.statement.Tokens.word;

import dev.doppio.capture.statement.Tokens.Token;
import dev.doppio.schemas.document.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Which tables a statement is about, and where its clauses begin. */
final class TableNames {
  private static final Set<String> BEFORE_NAME =
      Set.of("IF", "NOT", "EXISTS", "TABLE", "TABLES", "ONLINE", "OFFLINE", "IGNORE", "EXTENDED");

  private static final Set<String> OF_INDEX = Set.of("INDEX", "UNIQUE", "FULLTEXT", "SPATIAL");

  private final List<Token> tokens;
  private final String defaultDatabase;
  private final List<TableName> names = new ArrayList<>();

  private TableNames(List<Token> tokens, String defaultDatabase) {
    this.tokens = tokens;
    this.defaultDatabase = defaultDatabase;
  }

  /** In the order of the statement; of a rename, old and new names in turn. */
  static List<TableName> of(List<Token> tokens, String defaultDatabase) {
    TableNames reader = new TableNames(tokens, defaultDatabase);
    reader.read();
    return List.copyOf(reader.names);
  }

  private void read() {
    int at = first(tokens);
    if (at < 0) {
      return;
    }
    boolean several = Set.of("DROP", "RENAME").contains(word(tokens, 0));
    at = name(tokens, at);
    while (several && Set.of(",", "TO").contains(word(tokens, at))) {
      at = name(tokens, at + 1);
    }
    if (word(tokens, 0).equals("ALTER")) {
      clauses(tokens).forEach(this::others);
    }
  }

  /** The other table of a clause: the new name, or the one partitions are exchanged with. */
  private void others(List<Token> clause) {
    if (renamesTable(clause)) {
      name(clause, Set.of("TO", "AS", "=").contains(word(clause, 1)) ? 2 : 1);
    } else if (word(clause, 0).equals("EXCHANGE")) {
      int table = find(clause, "TABLE");
      if (table >= 0) {
        name(clause, table + 1);
      }
    }
  }

  /** Takes the name at a place; returns the index behind it. */
  private int name(List<Token> from, int at) {
    at(from, at, defaultDatabase).ifPresent(names::add);
    return at + (isQualified(from, at) ? 3 : 1);
  }

  /** The name at a place; empty where no database is known. */
  static Optional<TableName> at(List<Token> tokens, int at, String defaultDatabase) {
    if (at >= tokens.size()) {
      return Optional.empty();
    }
    boolean qualified = isQualified(tokens, at);
    String database = qualified ? tokens.get(at).text() : defaultDatabase;
    String table = tokens.get(qualified ? at + 2 : at).text();
    return database.isEmpty() || table.isEmpty()
        ? Optional.empty()
        : Optional.of(new TableName(database, table));
  }

  private static boolean isQualified(List<Token> tokens, int at) {
    return at + 2 < tokens.size() && tokens.get(at + 1).is(".");
  }

  /** True for a clause of ALTER TABLE that gives the table another name. */
  static boolean renamesTable(List<Token> clause) {
    return word(clause, 0).equals("RENAME")
        && !Set.of("INDEX", "KEY", "COLUMN").contains(word(clause, 1));
  }

  /** The clauses of an ALTER TABLE. */
  static List<List<Token>> clauses(List<Token> tokens) {
    int first = first(tokens);
    return first < 0
        ? List.of()
        : Tokens.split(tokens.subList(behind(tokens, first), tokens.size()));
  }

  /** The index behind the first table's name. */
  static int behind(List<Token> tokens, int first) {
    return Math.min(tokens.size(), first + (isQualified(tokens, first) ? 3 : 1));
  }

  /** Index of the first table's name; -1 when the statement is not about tables. */
  static int first(List<Token> tokens) {
    String verb = word(tokens, 0);
    int at = verb.equals("CREATE") && word(tokens, 1).equals("OR") ? 3 : 1;
    if (Set.of("CREATE", "DROP").contains(verb) && OF_INDEX.contains(word(tokens, at))) {
      int on = find(tokens, "ON");
      return on < 0 ? -1 : on + 1;
    }
    if (!verb.equals("TRUNCATE") && !BEFORE_NAME.contains(word(tokens, at))) {
      return -1;
    }
    while (BEFORE_NAME.contains(word(tokens, at))) {
      at++;
    }
    return at;
  }

  private static int find(List<Token> tokens, String keyword) {
    return IntStream.range(0, tokens.size())
        .filter(i -> tokens.get(i).is(keyword))
        .findFirst()
        .orElse(-1);
  }
}
