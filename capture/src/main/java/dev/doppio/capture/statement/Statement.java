package dev.doppio.capture.statement;

import static dev.doppio.capture.statement.Tokens.word;

import dev.doppio.capture.statement.Tokens.Token;
import dev.doppio.schemas.document.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A statement of the binlog, classified. Immutable. */
public final class Statement {
  private static final int MAX_SHOWN = 300;

  private final String sql;
  private final String defaultDatabase;
  private final List<Token> tokens;
  private final Effect effect;

  private Statement(String sql, String defaultDatabase) {
    this.sql = sql;
    this.defaultDatabase = defaultDatabase;
    this.tokens = Tokens.of(sql);
    this.effect = Effects.of(tokens);
  }

  /**
   * Classifies a statement.
   *
   * @param defaultDatabase the database it ran in; may be empty
   */
  public static Statement of(String sql, String defaultDatabase) {
    return new Statement(sql, defaultDatabase);
  }

  /** Its text. */
  public String sql() {
    return sql;
  }

  /** What it may do to documents. */
  public Effect effect() {
    return effect;
  }

  /**
   * True when the statement may touch a database of these: it runs in one, or has its name among
   * its words, as written. Errs on the side of true.
   *
   * @param databases whether a MySQL schema is one of them
   */
  public boolean mayTouch(Predicate<String> databases) {
    return (!defaultDatabase.isEmpty() && databases.test(defaultDatabase))
        || tokens.stream().filter(Token::mayBeName).map(Token::text).anyMatch(databases);
  }

  /** True when the word is in it. */
  public boolean says(String keyword) {
    return tokens.stream().anyMatch(token -> token.is(keyword));
  }

  /**
   * Tables that it names to do something to them, in order; of a rename, old and new names in turn;
   * the table of an index.
   */
  public List<TableName> tables() {
    return TableNames.of(tokens, defaultDatabase);
  }

  /** True for DROP TABLE, which the tables it names do not outlive. */
  public boolean dropsTables() {
    return word(tokens, 0).equals("DROP") && Set.of("TABLE", "TABLES").contains(word(tokens, 1));
  }

  /** True for CREATE TABLE, which makes tables without documents. */
  public boolean createsTable() {
    return word(tokens, 0).equals("CREATE") && word(tokens, 1).equals("TABLE");
  }

  /** True when it says IF NOT EXISTS, and so may do nothing. */
  public boolean mayDoNothing() {
    return createsTable() && word(tokens, 2).equals("IF");
  }

  /**
   * A table gets another name.
   *
   * @param from its name so far
   * @param to the next
   */
  public record Rename(TableName from, TableName to) {}

  /** The renames of a RENAME TABLE or ALTER TABLE, in their order. */
  public List<Rename> renames() {
    List<TableName> named = tables();
    List<Rename> renames = new ArrayList<>();
    if (renamesTables()) {
      for (int i = 0; i + 1 < named.size(); i += 2) {
        renames.add(new Rename(named.get(i), named.get(i + 1)));
      }
    } else if (renamesAlteredTable()) {
      renames.add(new Rename(named.get(0), named.get(named.size() - 1)));
    }
    return renames;
  }

  /** True for RENAME TABLE. */
  public boolean renamesTables() {
    return word(tokens, 0).equals("RENAME");
  }

  /** True for an ALTER TABLE that gives its table another name, the last of {@link #tables}. */
  public boolean renamesAlteredTable() {
    return word(tokens, 0).equals("ALTER")
        && TableNames.clauses(tokens).stream().anyMatch(TableNames::renamesTable);
  }

  /** The database of a DROP DATABASE. */
  public Optional<String> droppedDatabase() {
    boolean drops =
        word(tokens, 0).equals("DROP") && Set.of("DATABASE", "SCHEMA").contains(word(tokens, 1));
    return drops && tokens.size() > 2
        ? Optional.of(tokens.get(tokens.size() - 1).text())
        : Optional.empty();
  }

  /** The table that a CREATE TABLE ... LIKE copies. */
  public Optional<TableName> copied() {
    int first = TableNames.first(tokens);
    if (!createsTable() || first < 0) {
      return Optional.empty();
    }
    int at = TableNames.behind(tokens, first);
    at += word(tokens, at).equals("(") ? 1 : 0;
    return word(tokens, at).equals("LIKE")
        ? TableNames.at(tokens, at + 1, defaultDatabase)
        : Optional.empty();
  }

  /** What it does to the columns of its table; of a CREATE TABLE, the columns it defines. */
  public ColumnChanges columns() {
    int first = TableNames.first(tokens);
    if (first >= 0 && word(tokens, 0).equals("ALTER")) {
      return ColumnClauses.altered(TableNames.clauses(tokens));
    }
    int behind = first < 0 ? 0 : TableNames.behind(tokens, first);
    return createsTable() && word(tokens, behind).equals("(")
        ? ColumnClauses.created(Tokens.inside(tokens, behind))
        : ColumnChanges.none();
  }

  /** The text for a message, cut. */
  public String shown() {
    String line = sql.replaceAll("\\s+", " ").trim();
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }
}
