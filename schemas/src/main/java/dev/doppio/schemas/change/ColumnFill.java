package dev.doppio.schemas.change;

import java.util.regex.Pattern;

/**
 * What a new column holds in the rows that were there when it came.
 *
 * @param column its name
 * @param literal in the syntax of MySQL: a number, {@code 'text'} with quotes doubled and no
 *     backslash, {@code x'hexadecimal'} or {@code b'bits'}; means the same in every SQL mode
 */
public record ColumnFill(String column, String literal) {
  private static final Pattern LITERAL =
      Pattern.compile(
          "-?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
              + "|'(?:[^'\\\\]|'')*'|x'(?:[0-9A-Fa-f]{2})*'|b'[01]*'");

  public ColumnFill {
    if (!isLiteral(literal)) {
      throw new IllegalArgumentException("column " + column + ": no plain literal: " + literal);
    }
  }

  /** True for what can stand as a literal here. */
  public static boolean isLiteral(String text) {
    return LITERAL.matcher(text).matches();
  }
}
