package dev.doppio.capture.mysql;

import dev.doppio.capture.row.SingleByteTables;
import dev.doppio.capture.row.TextDecoder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The server's charsets and collations, read once. Immutable. */
public final class Charsets implements SingleByteTables {
  private static final int BYTES = 256;

  private final Map<Integer, String> collations = new HashMap<>();
  private final Map<String, String> defaults = new HashMap<>();
  private final Map<String, char[]> tables = new HashMap<>();
  private final Map<String, Integer> longest = new HashMap<>();

  /** Asks over this connection. */
  public Charsets(SqlSession sql) {
    sql.query(
        "SELECT ID, COLLATION_NAME, CHARACTER_SET_NAME, IS_DEFAULT FROM"
            + " information_schema.COLLATIONS",
        row -> {
          collations.put(row.getInt(1), row.getString(2));
          if ("Yes".equals(row.getString(4))) {
            defaults.put(row.getString(3), row.getString(2));
          }
          return row;
        });
    sql.query(
        "SELECT CHARACTER_SET_NAME, MAXLEN FROM information_schema.CHARACTER_SETS",
        row -> longest.put(row.getString(1), row.getInt(2)));
    longest.forEach(
        (charset, length) -> {
          if (length == 1 && !charset.equals("binary")) {
            tables.put(charset, table(sql, charset));
          }
        });
  }

  private static char[] table(SqlSession sql, String charset) {
    StringBuilder bytes = new StringBuilder();
    for (int b = 0; b < BYTES; b++) {
      bytes.append(String.format("%02X", b));
    }
    List<String> mapped =
        sql.query(
            "SELECT HEX(CONVERT(CONVERT(X'" + bytes + "' USING " + charset + ") USING utf16))",
            row -> row.getString(1));
    String hex = mapped.get(0);
    char[] table = new char[BYTES];
    for (int b = 0; b < BYTES; b++) {
      char c = (char) Integer.parseInt(hex, 4 * b, 4 * b + 4, 16);
      table[b] = c == '?' && b != '?' ? UNDEFINED : c;
    }
    return table;
  }

  @Override
  public Optional<char[]> of(String charset) {
    return Optional.ofNullable(tables.get(charset)).map(char[]::clone);
  }

  /** Charsets, as the first part of a collation's name says them, that Doppio decodes exactly. */
  public Set<String> decodable() {
    Set<String> decodable = new HashSet<>();
    for (String collation : collations.values()) {
      String charset = collation.replaceFirst("_.*", "");
      if (TextDecoder.of(charset, this).isPresent()) {
        decodable.add(charset);
      }
    }
    return decodable;
  }

  /** The collation behind the number that a table map of the binlog holds. */
  public Optional<String> collation(int id) {
    return Optional.ofNullable(collations.get(id));
  }

  /** The collation a column has when a statement names the charset alone. */
  public Optional<String> defaultCollation(String charset) {
    return Optional.ofNullable(defaults.get(canonical(charset)));
  }

  /** Bytes of a charset's longest character. */
  public int longestCharacter(String charset) {
    return longest.getOrDefault(canonical(charset), 1);
  }

  /** Before 8.0.30 collations of utf8mb3 were named after its alias. */
  private static String canonical(String charset) {
    return charset.equals("utf8") ? "utf8mb3" : charset;
  }
}
