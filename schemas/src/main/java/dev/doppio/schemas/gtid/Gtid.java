package dev.doppio.schemas.gtid;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Global transaction identifier of MySQL: {@code uuid:number} or, tagged (MySQL 8.3 and newer),
 * {@code uuid:tag:number}.
 *
 * @param source lower-case server UUID, with {@code :tag} where there is one
 * @param number from 1
 */
public record Gtid(String source, long number) {
  private static final Pattern SOURCE =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(:[a-z_][a-z0-9_]{0,31})?");

  public Gtid {
    source = source.toLowerCase(Locale.ROOT);
    if (!SOURCE.matcher(source).matches() || number < 1) {
      throw new IllegalArgumentException("not a GTID: '" + source + ":" + number + "'");
    }
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
