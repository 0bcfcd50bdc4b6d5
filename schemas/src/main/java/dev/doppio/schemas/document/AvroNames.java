package dev.doppio.schemas.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** MySQL's names as Avro allows them: ASCII letters, digits and underscores, no digit in front. */
final class AvroNames {
  private static final Set<String> PRIMITIVES =
      Set.of("null", "boolean", "int", "long", "float", "double", "bytes", "string");

  private AvroNames() {}

  /** Every other character becomes an underscore; a leading digit, a primitive's name get one. */
  static String of(String name) {
    StringBuilder result = new StringBuilder(name.length() + 1);
    name.codePoints().forEach(c -> result.append(isAllowed(c) ? (char) c : '_'));
    if (Character.isDigit(result.charAt(0))) {
      result.insert(0, '_');
    }
    if (PRIMITIVES.contains(result.toString())) {
      result.append('_');
    }
    return result.toString();
  }

  private static boolean isAllowed(int c) {
    return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
  }

  /**
   * Unique names for a table's columns: allowed names stay, then clashes get _2, _3... in order.
   */
  static List<String> unique(List<String> columns) {
    Set<String> taken = new HashSet<>(columns);
    List<String> result = new ArrayList<>();
    for (String column : columns) {
      String name = of(column);
      String candidate = name;
      for (int n = 2; !candidate.equals(column) && !taken.add(candidate); n++) {
        candidate = name + "_" + n;
      }
      result.add(candidate);
    }
    return result;
  }
}
