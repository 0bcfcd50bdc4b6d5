package dev.doppio.capture.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement's tokens without comments; what stands in a versioned comment ({@code /*!50100 ...})
 * is part of the statement. String literals are kept as one token that no keyword equals.
 */
final class Tokens {
  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean inVersioned;

  /**
   * A token.
   *
   * @param text the identifier without quotes, the word, or the punctuation
   * @param quoted true for an identifier in back-ticks or double quotes, which is no keyword
   */
  record Token(String text, boolean quoted) {
    boolean is(String keyword) {
      return !quoted && text.equalsIgnoreCase(keyword);
    }
  }

  private Tokens(String sql) {
    this.sql = sql;
  }

  static List<Token> of(String sql) {
    Tokens reader = new Tokens(sql);
    reader.read();
    return List.copyOf(reader.tokens);
  }

  private void read() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("/*!", at) || sql.startsWith("/*+", at)) {
        openVersioned();
      } else if (inVersioned && sql.startsWith("*/", at)) {
        inVersioned = false;
        at += 2;
      } else if (sql.startsWith("/*", at)) {
        skipTo("*/");
      } else if (c == '#' || sql.startsWith("-- ", at)) {
        skipTo("\n");
      } else {
        readToken(c);
      }
    }
  }

  private void openVersioned() {
    if (sql.startsWith("/*+", at)) {
      skipTo("*/");
      return;
    }
    at += 3;
    while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
      at++;
    }
    inVersioned = true;
  }

  private void skipTo(String end) {
    int found = sql.indexOf(end, at + 1);
    at = found < 0 ? sql.length() : found + end.length();
  }

  private void readToken(char c) {
    if (c == '`' || c == '"') {
      tokens.add(new Token(quoted(c), true));
    } else if (c == '\'') {
      quoted(c);
      tokens.add(new Token("'...'", true));
    } else if (isWord(c)) {
      int start = at;
      while (at < sql.length() && isWord(sql.charAt(at))) {
        at++;
      }
      tokens.add(new Token(sql.substring(start, at), false));
    } else {
      at++;
      tokens.add(new Token(String.valueOf(c).toLowerCase(Locale.ROOT), false));
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '@' || c > 0x7f;
  }

  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '\\' && quote != '`' && at < sql.length()) {
        text.append(sql.charAt(at++));
      } else if (c != quote) {
        text.append(c);
      } else if (at < sql.length() && sql.charAt(at) == quote) {
        text.append(c);
        at++;
      } else {
        break;
      }
    }
    return text.toString();
  }
}
