package dev.doppio.capture.statement;

import static dev.doppio.capture.statement.Tokens.word;

import dev.doppio.capture.statement.Tokens.Token;
import dev.doppio.schemas.change.ColumnFill;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the literal behind DEFAULT, in the form in which the log tells it. */
final class Literals {
  private Literals() {}

  /**
   * The literal at a place; empty for what is none, or is another one in some SQL mode or character
   * set.
   */
  static Optional<String> at(List<Token> tokens, int from) {
    return from < tokens.size() && tokens.get(from).is("(")
        ? inParentheses(Tokens.inside(tokens, from))
        : plain(tokens, from);
  }

  private static Optional<String> inParentheses(List<Token> tokens) {
    Optional<String> literal = plain(tokens, 0);
    return literal.filter(any -> end(tokens, 0) == tokens.size());
  }

  private static Optional<String> plain(List<Token> tokens, int from) {
    String word = word(tokens, from);
    if (word.equals("TRUE") || word.equals("FALSE")) {
      return Optional.of(word.equals("TRUE") ? "1" : "0");
    }
    if (from >= tokens.size()) {
      return Optional.empty();
    }
    if (Set.of("X", "B").contains(word)) {
      return string(tokens, from + 1)
          .map(text -> word.toLowerCase(Locale.ROOT) + "'" + text + "'")
          .filter(ColumnFill::isLiteral);
    }
    Optional<String> text = string(tokens, from);
    String said =
        text.isPresent()
            ? "'" + text.get().replace("'", "''") + "'"
            : number(tokens, from, end(tokens, from));
    // Other letters depend on the character set of the session.
    return Optional.of(said)
        .filter(ColumnFill::isLiteral)
        .filter(literal -> literal.chars().allMatch(c -> c < 0x80));
  }

  private static Optional<String> string(List<Token> tokens, int at) {
    return at < tokens.size() ? tokens.get(at).string() : Optional.empty();
  }

  private static String number(List<Token> tokens, int from, int end) {
    StringBuilder text = new StringBuilder();
    tokens.subList(from, end).forEach(token -> text.append(token.text()));
    String number = text.toString();
    return number.startsWith("+") ? number.substring(1) : number;
  }

  /** Behind the literal: a sign, digits, a point and an exponent are tokens of their own. */
  private static int end(List<Token> tokens, int from) {
    if (Set.of("X", "B").contains(word(tokens, from))) {
      return Math.min(tokens.size(), from + 2);
    }
    int at = from;
    at += isSign(tokens, at) ? 1 : 0;
    boolean point = is(tokens, at, ".");
    at++;
    if (point || is(tokens, at, ".")) {
      at += point ? 1 : isDigits(tokens, at + 1) ? 2 : 1;
    }
    boolean exponent = at > 0 && word(tokens, at - 1).matches("[0-9]+E");
    return Math.min(tokens.size(), exponent ? at + 2 : at);
  }

  private static boolean isDigits(List<Token> tokens, int at) {
    return word(tokens, at).matches("[0-9].*");
  }

  private static boolean isSign(List<Token> tokens, int at) {
    return is(tokens, at, "-") || is(tokens, at, "+");
  }

  private static boolean is(List<Token> tokens, int at, String sign) {
    return at < tokens.size() && tokens.get(at).is(sign);
  }
}
