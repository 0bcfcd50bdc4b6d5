package dev.doppio.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings in force, as {@code --check} prints them: YAML that could be a file again. */
final class Effective {
  private static final int ORIGIN_COLUMN = 56;
  private final Map<String, Object> tree = new LinkedHashMap<>();
  private final List<String> paths = new ArrayList<>();

  private record Leaf(String shown, Provenance provenance) {}

  /**
   * @param section dotted, empty at the top
   * @param key may hold dots itself, as Kafka's do
   */
  void add(String section, String key, String value, Provenance provenance) {
    put(section, key, new Leaf(quoted(value), provenance));
  }

  void addList(String section, String key, List<String> values, Provenance provenance) {
    String shown = "[" + String.join(", ", values.stream().map(Effective::quoted).toList()) + "]";
    put(section, key, new Leaf(shown, provenance));
  }

  /** A secret is there; from where, is all that is shown. */
  void addHidden(String section, String key, Provenance provenance) {
    put(section, "# " + key, new Leaf("(hidden)", provenance));
    known(section, key);
  }

  /** A path that can be written, though nothing is. */
  void known(String section, String key) {
    paths.add(section.isEmpty() ? key : section + "." + key);
  }

  /** All paths that were asked for. */
  List<String> paths() {
    return paths;
  }

  private void put(String section, String key, Leaf leaf) {
    known(section, key);
    Map<String, Object> place = tree;
    if (!section.isEmpty()) {
      for (String part : section.split("\\.")) {
        place = below(place, part);
      }
    }
    place.put(key, leaf);
  }

  @SuppressWarnings("unchecked") // only maps and leaves are put in
  private static Map<String, Object> below(Map<String, Object> place, String part) {
    return (Map<String, Object>)
        place.computeIfAbsent(part, name -> new LinkedHashMap<String, Object>());
  }

  /** One setting a line, each with its origin. */
  String print() {
    StringBuilder out = new StringBuilder();
    print(out, tree, "");
    return out.toString();
  }

  @SuppressWarnings("unchecked") // only maps and leaves are put in
  private static void print(StringBuilder out, Map<String, Object> place, String indent) {
    place.forEach(
        (key, value) -> {
          if (value instanceof Leaf leaf) {
            String line = indent + key + ": " + leaf.shown();
            out.append(String.format("%-" + ORIGIN_COLUMN + "s # %s%n", line, leaf.provenance()));
          } else {
            out.append(indent).append(key).append(":").append(System.lineSeparator());
            print(out, (Map<String, Object>) value, indent + "  ");
          }
        });
  }

  private static String quoted(String value) {
    boolean plain =
        value.matches("[A-Za-z0-9/][A-Za-z0-9._/@+,=-]*(:[A-Za-z0-9._/@+,=-]+)*")
            && !value.matches("(?i)null|yes|no|on|off|~");
    return plain ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
