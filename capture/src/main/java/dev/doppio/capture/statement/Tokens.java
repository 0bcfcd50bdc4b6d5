package dev.doppio.capture.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A statement's tokens without comments; what stands in a versioned comment ({@code /*!50100 ...})
 * is part of the statement. A string literal is one token that no keyword and no name equals.
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
   * @param string what a string literal holds; of one in double quotes, which is an identifier in
   *     some SQL modes, the same as its text
   */
  record Token(String text, boolean quoted, Optional<String> string) {
    Token(String text, boolean quoted) {
      this(text, quoted, Optional.empty());
    }

    /** Not a string literal. */
    boolean mayBeName() {
      return string.filter(text -> !text.equals(this.text)).isEmpty();
    }

    boolean is(String keyword) {
      return !quoted && text.equalsIgnoreCase(keyword);
    }

    /** The keyword it may be, upper case; empty for a quoted identifier. */
    String word() {
      return quoted ? "" : text.toUpperCase(Locale.ROOT);
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

  /** The keyword at a place, upper case; empty beyond the end and for quoted identifiers. */
  static String word(List<Token> tokens, int at) {
    return at >= 0 && at < tokens.size() ? tokens.get(at).word() : "";
  }

  /** Parts between the commas that stand in no parentheses. */
  static List<List<Token>> split(List<Token> tokens) {
    List<List<Token>> parts = new ArrayList<>();
    int start = 0;
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && token.is(",")) {
        parts.add(tokens.subList(start, i));
        start = i + 1;
      }
    }
    parts.add(tokens.subList(start, tokens.size()));
    return parts.stream().filter(part -> !part.isEmpty()).toList();
  }

  /** What stands between the parenthesis at a place and the one that closes it. */
  static List<Token> inside(List<Token> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return tokens.subList(open + 1, i);
      }
    }
    return tokens.subList(Math.min(open + 1, tokens.size()), tokens.size());
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
      } else if (c == '#' || isDashComment()) {
        skipTo("\n");
      } else {
        readToken(c);
      }
    }
  }

  /** Two dashes are a comment before white space and at the end, else two signs. */
  private boolean isDashComment() {
    return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
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
    if (c == '`') {
      tokens.add(new Token(quoted(c), true));
    } else if (c == '"') {
      String text = quoted(c);
      tokens.add(new Token(text, true, Optional.of(text)));
    } else if (c == '\'') {
      tokens.add(new Token("'...'", true, Optional.of(quoted(c))));
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
        text.append(c).append(sql.charAt(at++));
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
