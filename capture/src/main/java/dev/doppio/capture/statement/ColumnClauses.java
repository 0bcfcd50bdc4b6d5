package dev.doppio.capture.statement;

import static dev.doppio.capture.statement.Tokens.word;

import dev.doppio.capture.statement.ColumnChanges.Definition;
import dev.doppio.capture.statement.ColumnChanges.Filling;
import dev.doppio.capture.statement.Tokens.Token;
import java.util.List;
import java.util.Set;

/** Reads the clauses of ALTER TABLE and the parenthesis of CREATE TABLE that are about columns. */
final class ColumnClauses {
  private static final Set<String> NO_COLUMN =
      Set.of(
          "INDEX",
          "KEY",
          "UNIQUE",
          "FULLTEXT",
          "SPATIAL",
          "PRIMARY",
          "CONSTRAINT",
          "FOREIGN",
          "CHECK",
          "PARTITION",
          "LIKE");

  private final ColumnChanges.Builder changes = new ColumnChanges.Builder();

  private ColumnClauses() {}

  /** Of the clauses of an ALTER TABLE. */
  static ColumnChanges altered(List<List<Token>> clauses) {
    ColumnClauses reader = new ColumnClauses();
    clauses.forEach(reader::clause);
    return reader.changes.build();
  }

  /** Of a CREATE TABLE's parenthesis, without it. */
  static ColumnChanges created(List<Token> definitions) {
    ColumnClauses reader = new ColumnClauses();
    reader.addAll(definitions);
    return reader.changes.build();
  }

  private void clause(List<Token> clause) {
    boolean said = word(clause, 1).equals("COLUMN");
    int at = said ? 2 : 1;
    if (at >= clause.size()) {
      return;
    }
    boolean column = said || !NO_COLUMN.contains(word(clause, at));
    switch (word(clause, 0)) {
      case "ADD" -> {
        if (clause.get(at).is("(")) {
          addAll(Tokens.inside(clause, at));
        } else if (column) {
          add(clause.subList(at, clause.size()));
        }
      }
      case "DROP" -> {
        if (column) {
          changes.drop(clause.get(at).text());
        }
      }
      case "MODIFY" -> changes.define(clause.get(at).text(), definition(clause, at + 1));
      case "CHANGE" -> {
        if (at + 1 < clause.size()) {
          changes.rename(clause.get(at).text(), clause.get(at + 1).text());
          changes.define(clause.get(at + 1).text(), definition(clause, at + 2));
        }
      }
      case "RENAME" -> {
        if (said && at + 2 < clause.size()) {
          changes.rename(clause.get(at).text(), clause.get(at + 2).text());
        }
      }
      default -> {}
    }
  }

  private void addAll(List<Token> definitions) {
    Tokens.split(definitions).stream()
        .filter(part -> !NO_COLUMN.contains(word(part, 0)))
        .forEach(this::add);
  }

  private void add(List<Token> definition) {
    changes.add(definition.get(0).text(), definition(definition, 1));
  }

  private static Definition definition(List<Token> tokens, int from) {
    boolean generated = false;
    boolean required = false;
    Filling filling = Filling.NULLS;
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0) {
        generated |= token.is("AS");
        required |= token.is("NOT") && word(tokens, i + 1).equals("NULL");
        filling = isNumbered(tokens, i) ? Filling.UNTOLD : filling;
      }
      if (depth == 0 && token.is("DEFAULT") && !word(tokens, i + 1).equals("NULL")) {
        filling = Literals.at(tokens, i + 1).map(Filling::of).orElse(Filling.UNTOLD);
      }
    }
    boolean zero = required && filling.equals(Filling.NULLS);
    return new Definition(
        generated, generated ? Filling.NULLS : zero ? zero(tokens, from) : filling);
  }

  /** A TIMESTAMP that is required may have the time of the statement, by a variable. */
  private static Filling zero(List<Token> tokens, int from) {
    return word(tokens, from).equals("TIMESTAMP") ? Filling.UNTOLD : Filling.ZEROS;
  }

  /** Counted by the server, or a key. */
  private static boolean isNumbered(List<Token> tokens, int i) {
    return switch (word(tokens, i)) {
      case "AUTO_INCREMENT", "SERIAL", "PRIMARY" -> true;
      case "KEY" -> !Set.of("UNIQUE", "PRIMARY").contains(word(tokens, i - 1));
      default -> false;
    };
  }
}
