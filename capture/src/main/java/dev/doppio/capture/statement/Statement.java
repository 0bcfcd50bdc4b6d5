package dev.doppio.capture.statement;

import dev.doppio.capture.statement.Tokens.Token;
import dev.doppio.schemas.document.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A statement of the binlog, classified.
 *
 * @param sql its text
 * @param defaultDatabase the database it ran in; may be empty
 * @param effect what it may do to documents
 * @param words every identifier and word, lower case, to find out whether a database is meant
 */
public record Statement(String sql, String defaultDatabase, Effect effect, Set<String> words) {
  private static final int MAX_SHOWN = 300;

  public Statement {
    words = Set.copyOf(words);
  }

  /** Classifies a statement. */
  public static Statement of(String sql, String defaultDatabase) {
    List<Token> tokens = Tokens.of(sql);
    Set<String> words = new HashSet<>();
    tokens.forEach(token -> words.add(token.text().toLowerCase(Locale.ROOT)));
    return new Statement(sql, defaultDatabase, Effects.of(tokens), words);
  }

  /**
   * True when the statement may touch a database of these: it runs in one, or names one. Errs on
   * the side of true.
   *
   * @param databases whether a MySQL schema is one of them
   */
  public boolean mayTouch(Predicate<String> databases) {
    return (!defaultDatabase.isEmpty() && databases.test(defaultDatabase))
        || words.stream().anyMatch(databases);
  }

  /** Tables that follow DROP TABLE, TRUNCATE, ALTER TABLE, CREATE TABLE or RENAME TABLE. */
  public List<TableName> tables() {
    List<Token> tokens = Tokens.of(sql);
    List<TableName> tables = new ArrayList<>();
    boolean several = startsWith(tokens, "DROP") || startsWith(tokens, "RENAME");
    int at = Effects.firstName(tokens);
    while (at >= 0 && at < tokens.size()) {
      boolean qualified = at + 2 < tokens.size() && tokens.get(at + 1).is(".");
      String database = qualified ? tokens.get(at).text() : defaultDatabase;
      String table = tokens.get(qualified ? at + 2 : at).text();
      if (!database.isEmpty() && !table.isEmpty()) {
        tables.add(new TableName(database, table));
      }
      at += qualified ? 3 : 1;
      boolean goesOn =
          several && at < tokens.size() && (tokens.get(at).is(",") || tokens.get(at).is("TO"));
      at = goesOn ? at + 1 : -1;
    }
    return tables;
  }

  private static boolean startsWith(List<Token> tokens, String keyword) {
    return !tokens.isEmpty() && tokens.get(0).is(keyword);
  }

  /** True when the statement gives added columns a value other than NULL in existing rows. */
  public boolean setsDefaults() {
    return Effects.setsDefaults(Tokens.of(sql));
  }

  /** The text for a message, cut. */
  public String shown() {
    String line = sql.replaceAll("\\s+", " ").trim();
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }
}
