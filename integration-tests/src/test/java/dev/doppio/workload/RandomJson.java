package dev.doppio.workload;

import java.util.Random;
import java.util.StringJoiner;

/** SQL expressions of JSON documents: of every type that JSON_TYPE() tells. */
final class RandomJson {
  private static final int DEPTH = 3;

  private final Random random;

  RandomJson(Random random) {
    this.random = random;
  }

  /** A document: often a container, sometimes a scalar. */
  String document() {
    return random.nextInt(6) == 0
        ? "CAST(JSON_EXTRACT(JSON_ARRAY(" + scalar() + "), '$[0]') AS JSON)"
        : container(0);
  }

  private String container(int depth) {
    boolean object = random.nextBoolean();
    StringJoiner parts = new StringJoiner(", ", object ? "JSON_OBJECT(" : "JSON_ARRAY(", ")");
    for (int i = random.nextInt(6); i > 0; i--) {
      String name = RandomTypes.text(random, "\u00e4\"\u20ac");
      String value = depth < DEPTH && random.nextInt(3) == 0 ? container(depth + 1) : scalar();
      parts.add(object ? name + ", " + value : value);
    }
    return parts.toString();
  }

  private String scalar() {
    return switch (random.nextInt(15)) {
      case 0 -> "NULL";
      case 1 -> "CAST('" + random.nextBoolean() + "' AS JSON)";
      case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 3 ->
          "CAST("
              + Long.toUnsignedString(random.nextLong() >>> random.nextInt(64))
              + " AS UNSIGNED)";
      case 4 -> "CAST('" + real() + "' AS DOUBLE)";
      case 5 -> random.nextInt(1_000_000) + "." + random.nextInt(1_000) + "0";
      case 6 -> "CAST('" + RandomTypes.date(random) + "' AS DATE)";
      case 7 ->
          "CAST('"
              + (random.nextBoolean() ? "-" : "")
              + random.nextInt(839)
              + RandomTypes.clock(random, ":")
              + "' AS TIME(6))";
      case 8 ->
          "CAST('2024-02-29 "
              + random.nextInt(24)
              + RandomTypes.clock(random, ":")
              + "' AS DATETIME(6))";
      case 9 -> "X'" + RandomTypes.hex(random, random.nextInt(40)) + "'";
      case 10 -> RandomTypes.figure(random, "POINT");
      case 11 -> "REPEAT('x', " + random.nextInt(400) + ")";
      case 12 -> "CAST('-0.0' AS JSON)";
      default -> RandomTypes.text(random, "\u00e4\ud83d\ude00\b\f\t\r");
    };
  }

  private double real() {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : 0.1;
  }
}
