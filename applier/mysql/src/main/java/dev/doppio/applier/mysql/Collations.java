package dev.doppio.applier.mysql;

/** Names of collations and charsets, which differ between releases for one charset only. */
final class Collations {
  private Collations() {}

  /** {@code utf8_general_ci} was given its honest name, {@code utf8mb3_general_ci}, in 8.0.30. */
  static String canonical(String collation) {
    return collation.equals("utf8") || collation.startsWith("utf8_")
        ? "utf8mb3" + collation.substring("utf8".length())
        : collation;
  }

  /** The charset of a collation. */
  static String charset(String collation) {
    String name = canonical(collation);
    int end = name.indexOf('_');
    return end < 0 ? name : name.substring(0, end);
  }

  /** True when both name the same collation. */
  static boolean same(String one, String other) {
    return canonical(one).equals(canonical(other));
  }
}
