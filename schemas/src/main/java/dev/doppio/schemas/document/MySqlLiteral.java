package dev.doppio.schemas.document;

import java.util.Objects;

/**
 * MySQL's own literal, for a value the plain Avro type of its column can't hold: {@code
 * 0000-00-00}, {@code 18446744073709551615}, the error value of an ENUM.
 *
 * @param text as MySQL prints it
 */
public record MySqlLiteral(String text) {
  public MySqlLiteral {
    Objects.requireNonNull(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
