package dev.doppio.schemas.partition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Judges a folding by a server: whatever the server calls equal must fold equal. Looks at every
 * code point of the collation's charset, at random texts of those that share weights with others,
 * expand or are ignored, and at pairs of texts that differ in such code points and in trailing
 * spaces.
 */
public final class FoldingVerifier {
  /** Collations that have a folding table, for tests that go through all of them. */
  public static final List<String> COLLATIONS =
      List.of(
          "utf8mb4_0900_ai_ci",
          "utf8mb4_0900_as_ci",
          "utf8mb4_0900_as_cs",
          "utf8mb4_general_ci",
          "utf8mb3_general_ci",
          "utf8mb4_unicode_ci",
          "utf8mb3_unicode_ci",
          "utf8mb4_unicode_520_ci",
          "utf8mb3_unicode_520_ci",
          "latin1_swedish_ci",
          "latin1_general_ci",
          "ascii_general_ci",
          "utf8mb4_bin",
          "utf8mb4_0900_bin",
          "latin1_bin");

  private static final int CHUNKS = 20;
  private static final int CHUNK = 500;
  private static final int LONGEST = 6;

  /** Hexadecimal digits of a weight of the UCA. */
  private static final int UNIT_DIGITS = 4;

  private static final int VIOLATIONS_KEPT = 10;

  private final CollationServer server;
  private final Random random;

  /**
   * What was seen.
   *
   * @param texts how many texts the server weighed
   * @param shared how many of them had the weights of an earlier one
   * @param equalPairs how many sampled pairs the server called equal
   * @param violations the first few texts that the server calls equal and that fold differently
   */
  public record Report(
      String collation, long texts, long shared, long equalPairs, List<String> violations) {}

  /** A verifier; the seed decides the sample. */
  public FoldingVerifier(CollationServer server, long seed) {
    this.server = server;
    this.random = new Random(seed);
  }

  /** Judges the folding that the partitioner uses. */
  public Report verify(String collation) {
    return verify(collation, CollationFolding.of(collation).orElseThrow()::fold);
  }

  /** Judges any folding. */
  public Report verify(String collation, UnaryOperator<String> folding) {
    Classes classes = new Classes(folding);
    CodePoints.weights(
        server, collation, (c, weights) -> classes.addCodePoint(Character.toString(c), weights));
    List<String> notable = classes.notable();
    for (int i = 0; i < CHUNKS; i++) {
      List<String> texts = texts(notable);
      var weights = server.weights(collation, texts);
      for (int t = 0; t < texts.size(); t++) {
        String text = texts.get(t);
        weights.get(t).ifPresent(weight -> classes.add(text, weight));
      }
    }
    long equal = 0;
    for (int i = 0; i < CHUNKS; i++) {
      equal += judgePairs(collation, pairs(notable, classes), classes);
    }
    return new Report(collation, classes.texts, classes.shared, equal, classes.violations);
  }

  private long judgePairs(String collation, List<CollationServer.Pair> pairs, Classes classes) {
    List<Boolean> answers = server.equal(collation, pairs);
    long equal = 0;
    for (int i = 0; i < pairs.size(); i++) {
      if (answers.get(i)) {
        equal++;
        classes.judge(pairs.get(i).left(), pairs.get(i).right());
      }
    }
    return equal;
  }

  private List<String> texts(List<String> notable) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < CHUNK; i++) {
      texts.add(text(notable));
    }
    return texts;
  }

  /** Half of the texts come from neighbouring code points, as scripts and contractions do. */
  private String text(List<String> notable) {
    int near = random.nextInt(notable.size());
    boolean neighbours = random.nextBoolean();
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(LONGEST); i > 0; i--) {
      int at = neighbours ? near + random.nextInt(64) - 32 : random.nextInt(notable.size());
      text.append(notable.get(Math.floorMod(at, notable.size())));
    }
    return text.toString();
  }

  private List<CollationServer.Pair> pairs(List<String> notable, Classes classes) {
    List<CollationServer.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < CHUNK; i++) {
      String left = text(notable);
      StringBuilder right = new StringBuilder();
      left.codePoints()
          .forEach(
              c -> right.append(classes.ignored(random)).append(classes.alternative(c, random)));
      String spaces = " ".repeat(random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0);
      pairs.add(new CollationServer.Pair(left, right + spaces));
    }
    return pairs;
  }

  /** Texts seen so far by their weights. */
  private static final class Classes {
    private final UnaryOperator<String> folding;
    private final Map<String, String> firstByWeights = new HashMap<>();
    private final Map<String, List<String>> membersByWeights = new HashMap<>();
    private final Map<Integer, String> weightsOfNotable = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long texts;
    private long shared;

    Classes(UnaryOperator<String> folding) {
      this.folding = folding;
    }

    void addCodePoint(String text, String weights) {
      String first = firstByWeights.get(weights);
      if (first != null) {
        membersByWeights.computeIfAbsent(weights, w -> new ArrayList<>(List.of(first))).add(text);
      }
      add(text, weights);
    }

    void add(String text, String weights) {
      texts++;
      String first = firstByWeights.putIfAbsent(weights, text);
      if (first != null) {
        shared++;
        judge(first, text);
      }
    }

    void judge(String left, String right) {
      if (!folding.apply(left).equals(folding.apply(right))
          && violations.size() < VIOLATIONS_KEPT) {
        violations.add(hex(left) + " and " + hex(right) + " are equal but fold differently");
      }
    }

    private static String hex(String text) {
      return text.codePoints().mapToObj(c -> String.format("%04X", c)).toList().toString();
    }

    /** Code points of classes of several, at most a few thousand of one class. */
    List<String> notable() {
      List<String> notable = new ArrayList<>();
      membersByWeights.forEach(
          (weights, members) ->
              members.stream()
                  .limit(2000)
                  .forEach(
                      member -> {
                        notable.add(member);
                        weightsOfNotable.put(member.codePointAt(0), weights);
                      }));
      for (char c = '!'; c <= '~'; c++) {
        notable.add(Character.toString(c));
      }
      notable.sort(null);
      return notable;
    }

    /** Now and then a code point without weights, where the collation has such. */
    String ignored(Random random) {
      List<String> ignored = membersByWeights.getOrDefault("", List.of());
      return ignored.isEmpty() || random.nextInt(8) > 0
          ? ""
          : ignored.get(random.nextInt(ignored.size()));
    }

    /**
     * Another text of the same weights: a code point of the class, or one for each of its units.
     */
    String alternative(int c, Random random) {
      String weights = weightsOfNotable.getOrDefault(c, "");
      List<String> members = membersByWeights.getOrDefault(weights, List.of());
      String expansion = random.nextBoolean() ? expansion(weights) : "";
      if (!expansion.isEmpty()) {
        return expansion;
      }
      return members.isEmpty()
          ? Character.toString(c)
          : members.get(random.nextInt(members.size()));
    }

    /**
     * As ss for sharp s; empty where the weights are one unit or a unit belongs to no character.
     */
    private String expansion(String weights) {
      StringBuilder expansion = new StringBuilder();
      for (int i = 0; i + UNIT_DIGITS <= weights.length(); i += UNIT_DIGITS) {
        String unit = firstByWeights.get(weights.substring(i, i + UNIT_DIGITS));
        if (unit == null) {
          return "";
        }
        expansion.append(unit);
      }
      return expansion.toString();
    }
  }
}
