package dev.doppio.schemas.partition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes the folding tables from a real server: {@code java -cp <test classpath and Connector/J>
 * dev.doppio.schemas.partition.FoldingTableGenerator <JDBC URL> <folder of the tables>}.
 *
 * <p>A character's weights are a sequence of units. For every unit there is a character that has
 * this unit and no other; the smallest such (a lower-case ASCII letter before all others) stands
 * for it. So two texts fold equal exactly when the concatenations of their characters' weights are
 * equal.
 */
final class FoldingTableGenerator {
  private static final int HANGUL_FIRST = 0xAC00;
  private static final int HANGUL_LAST = 0xD7A3;

  private final SortedMap<Integer, List<String>> units = new TreeMap<>();
  private final Map<String, Integer> representatives = new HashMap<>();

  private FoldingTableGenerator() {}

  /** Writes every table. */
  public static void main(String[] args) throws SQLException, IOException {
    Map<String, String> tables =
        Map.of(
            "0900", "utf8mb4_0900_ai_ci",
            "general", "utf8mb4_general_ci",
            "unicode", "utf8mb4_unicode_ci",
            "unicode_520", "utf8mb4_unicode_520_ci",
            "latin1_swedish", "latin1_swedish_ci",
            "latin1_general", "latin1_general_ci",
            "ascii_general", "ascii_general_ci");
    try (Connection connection = DriverManager.getConnection(args[0])) {
      for (Map.Entry<String, String> table : tables.entrySet()) {
        List<String> lines =
            new FoldingTableGenerator().lines(new MySqlCollations(connection), table.getValue());
        Files.write(Path.of(args[1], "folding-" + table.getKey() + ".txt"), lines);
      }
    }
  }

  /** The lines of the table for a collation. */
  List<String> lines(CollationServer server, String collation) {
    int digits = collation.startsWith("utf8") ? 4 : 2;
    boolean implicit = collation.contains("unicode") || collation.contains("0900");
    CodePoints.weights(
        server, collation, (c, weights) -> units.put(c, split(weights, digits, implicit)));
    units.forEach(this::represent);
    List<String> lines = new ArrayList<>();
    lines.add("# Made by FoldingTableGenerator from the weights of " + collation + ".");
    lines.add("# The format is described at FoldingTable; the file is part of the log contract.");
    SortedMap<Integer, Optional<String>> targets = new TreeMap<>();
    units.forEach((c, sequence) -> targets.put(c, target(c, sequence)));
    addLines(targets, lines);
    return lines;
  }

  /** Implicit weights of the UCA are pairs whose first half begins with FB. */
  private static List<String> split(String weights, int digits, boolean implicit) {
    List<String> split = new ArrayList<>();
    for (int i = 0; i < weights.length(); ) {
      int end = i + (implicit && weights.startsWith("FB", i) ? 2 * digits : digits);
      split.add(weights.substring(i, end));
      i = end;
    }
    return split;
  }

  private void represent(int c, List<String> sequence) {
    if (sequence.size() == 1) {
      representatives.merge(
          sequence.get(0), c, (old, other) -> isLower(other) && !isLower(old) ? other : old);
    }
  }

  private static boolean isLower(int c) {
    return c >= 'a' && c <= 'z';
  }

  private Optional<String> target(int c, List<String> sequence) {
    List<Integer> target = new ArrayList<>();
    for (String unit : sequence) {
      Integer representative = representatives.get(unit);
      if (representative == null) {
        throw new IllegalStateException("no single character has the weight " + unit);
      }
      target.add(representative);
    }
    if (target.equals(List.of(c))) {
      return Optional.empty();
    }
    return Optional.of(isHangul(c, target) ? "hangul" : hex(target));
  }

  private static boolean isHangul(int c, List<Integer> target) {
    if (c < HANGUL_FIRST || c > HANGUL_LAST) {
      return false;
    }
    int index = c - HANGUL_FIRST;
    List<Integer> jamo =
        new ArrayList<>(List.of(0x1100 + index / (21 * 28), 0x1161 + index / 28 % 21));
    if (index % 28 > 0) {
      jamo.add(0x11A7 + index % 28);
    }
    return target.equals(jamo);
  }

  private static String hex(List<Integer> codePoints) {
    return codePoints.stream().map(c -> String.format("%04X", c)).collect(Collectors.joining(" "));
  }

  /** Neighbours with one target share a line. */
  private static void addLines(SortedMap<Integer, Optional<String>> targets, List<String> lines) {
    int first = -1;
    int last = -1;
    Optional<String> open = Optional.empty();
    for (Map.Entry<Integer, Optional<String>> entry : targets.entrySet()) {
      if (!entry.getValue().equals(open) || entry.getKey() != last + 1) {
        addLine(first, last, open, lines);
        first = entry.getKey();
        open = entry.getValue();
      }
      last = entry.getKey();
    }
    addLine(first, last, open, lines);
  }

  private static void addLine(int first, int last, Optional<String> target, List<String> lines) {
    target.ifPresent(
        text -> {
          String range = first == last ? "" : String.format("-%04X", last);
          String space = text.isEmpty() ? "" : " ";
          lines.add(String.format("%04X", first) + range + space + text);
        });
  }
}
