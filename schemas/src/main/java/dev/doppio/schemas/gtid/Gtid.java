package dev.doppio.schemas.gtid;

import java.util.Locale;

/**
 * Global transaction identifier of MySQL: {@code uuid:number} or, tagged (MySQL 8.3 and newer),
 * {@code uuid:tag:number}.
 *
 * @param source lower-case server UUID, with {@code :tag} where there is one
 * @param number from 1
 */
public record Gtid(String source, long number) {
  private static final int UUID = 36;
  private static final int TAG = 32;

  public Gtid {
    source = source.toLowerCase(Locale.ROOT);
    if (!isSource(source) || number < 1) {
      throw new IllegalArgumentException("not a GTID: '" + source + ":" + number + "'");
    }
  }

  /** By hand, as it is asked for every transaction. */
  private static boolean isSource(String text) {
    if (text.length() < UUID || (text.length() > UUID && !isTag(text))) {
      return false;
    }
    for (int i = 0; i < UUID; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTag(String text) {
    int length = text.length() - UUID - 1;
    if (text.charAt(UUID) != ':' || length < 1 || length > TAG) {
      return false;
    }
    for (int i = UUID + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9' && i > UUID + 1;
      if (!digit && c != '_' && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return true;
  }

  /** Reads the text MySQL prints for one transaction. */
  public static Gtid parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("not a GTID: '" + text + "'");
    }
    return new Gtid(
        text.substring(0, colon).trim(), Long.parseLong(text.substring(colon + 1).trim()));
  }

  @Override
  public String toString() {
    return source + ":" + number;
  }
}
