package dev.doppio.workload;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Types of columns at random, each with a source of values. */
final class RandomTypes {
  private static final Map<String, Integer> INTEGERS =
      Map.of("TINYINT", 8, "SMALLINT", 16, "MEDIUMINT", 24, "INT", 32, "BIGINT", 64);

  private static final List<String> FIGURES =
      List.of(
          "POINT",
          "LINESTRING",
          "POLYGON",
          "MULTIPOINT",
          "MULTILINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION",
          "GEOMETRY");

  /** With letters of each, beside those of ASCII. */
  private static final Map<String, String> CHARSETS =
      Map.of(
          "utf8mb4", "\u00e4\u00df\u20ac\ud83d\ude00\u4e2d",
          "utf8mb3", "\u00e4\u00df\u20ac\u4e2d",
          "latin1", "\u00e4\u00df\u20ac\u00ff",
          "ascii", "~",
          "utf16", "\u00e4\ud83d\ude00",
          "utf16le", "\u4e2d\ud83d\ude00",
          "ucs2", "\u00e4\u4e2d",
          "utf32", "\ud83d\ude00\u20ac",
          "cp1251", "\u0416\u044f",
          "latin2", "\u0141\u0159");

  /** Of the collations that a resource id may have. */
  static final List<String> KEY_COLLATIONS =
      List.of(
          "utf8mb4_0900_ai_ci",
          "utf8mb4_0900_as_cs",
          "utf8mb4_bin",
          "utf8mb4_0900_bin",
          "utf8mb4_general_ci",
          "utf8mb4_unicode_ci",
          "utf8mb3_general_ci",
          "latin1_swedish_ci",
          "latin1_bin",
          "ascii_general_ci",
          "ascii_bin");

  private final Random random;
  private final boolean vectors;

  /** A type as DDL has it, and its values. */
  record Type(String ddl, Function<Random, String> value) {}

  RandomTypes(Random random, boolean vectors) {
    this.random = random;
    this.vectors = vectors;
  }

  /** Any type. */
  Type any() {
    return switch (random.nextInt(vectors ? 16 : 15)) {
      case 0, 1 -> integer();
      case 2 -> decimal();
      case 3 -> random.nextBoolean() ? doubles() : floats();
      case 4 -> bits();
      case 5, 6 -> temporal();
      case 7, 8, 9 -> text();
      case 10, 11 -> binary();
      case 12 -> members();
      case 13 -> new Type("JSON", r -> new RandomJson(r).document());
      case 14 -> spatial();
      default -> new Type("VECTOR(3)", RandomTypes::vector);
    };
  }

  Type integer() {
    String name = one(random, List.copyOf(INTEGERS.keySet()));
    int size = INTEGERS.get(name);
    boolean unsigned = random.nextBoolean();
    BigInteger lowest = unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(size - 1).negate();
    BigInteger highest = lowest.add(BigInteger.ONE.shiftLeft(size)).subtract(BigInteger.ONE);
    return new Type(
        name + (unsigned ? " UNSIGNED" : ""),
        r ->
            switch (r.nextInt(5)) {
              case 0 -> lowest.toString();
              case 1 -> highest.toString();
              case 2 -> Integer.toString(r.nextInt(100));
              default -> lowest.add(new BigInteger(size, r)).toString();
            });
  }

  Type decimal() {
    int precision = 1 + random.nextInt(65);
    int scale = random.nextInt(Math.min(precision, 30) + 1);
    return new Type(
        "DECIMAL(" + precision + "," + scale + ")" + (random.nextInt(4) == 0 ? " UNSIGNED" : ""),
        r -> {
          BigInteger digits = new BigInteger(r.nextInt(4 * precision), r);
          BigInteger fitting = digits.mod(BigInteger.TEN.pow(precision));
          return new BigDecimal(r.nextBoolean() ? fitting : fitting.negate(), scale)
              .toPlainString();
        });
  }

  private static Type doubles() {
    return new Type(
        "DOUBLE",
        r -> {
          double value = Double.longBitsToDouble(r.nextLong());
          return Double.isFinite(value) && r.nextInt(4) > 0 ? "'" + value + "'" : "0.1e0";
        });
  }

  private static Type floats() {
    return new Type(
        "FLOAT",
        r -> {
          float value = Float.intBitsToFloat(r.nextInt());
          return Float.isFinite(value) && r.nextInt(4) > 0 ? "'" + value + "'" : "-1.5e0";
        });
  }

  private static String vector(Random r) {
    return "STRING_TO_VECTOR('[" + r.nextGaussian() + ", 0, " + r.nextInt(9) + "]')";
  }

  private Type bits() {
    int size = 1 + random.nextInt(64);
    return new Type("BIT(" + size + ")", r -> "b'" + new BigInteger(size, r).toString(2) + "'");
  }

  Type temporal() {
    int digits = random.nextInt(7);
    return switch (random.nextInt(5)) {
      case 0 -> new Type("YEAR", r -> r.nextInt(4) == 0 ? "0" : "" + (1901 + r.nextInt(255)));
      case 1 -> new Type("DATE", r -> "'" + date(r) + "'");
      case 2 ->
          new Type(
              "TIME(" + digits + ")",
              r -> "'" + (r.nextBoolean() ? "-" : "") + r.nextInt(839) + clock(r, ":") + "'");
      case 3 ->
          new Type(
              "DATETIME(" + digits + ")",
              r -> "'" + date(r) + " " + r.nextInt(24) + clock(r, ":") + "'");
      default ->
          new Type(
              "TIMESTAMP(" + digits + ")",
              r ->
                  r.nextInt(9) == 0
                      ? "'0000-00-00 00:00:00'"
                      : "FROM_UNIXTIME(" + (1 + r.nextInt(Integer.MAX_VALUE - 1)) + ".123456)");
    };
  }

  /** Zero dates and days that are not there are among them. */
  static String date(Random r) {
    return switch (r.nextInt(8)) {
      case 0 -> "0000-00-00";
      case 1 -> "2023-02-31";
      case 2 -> "2024-00-00";
      case 3 -> "9999-12-31";
      default ->
          String.format("%04d-%02d-%02d", 1 + r.nextInt(9999), 1 + r.nextInt(12), r.nextInt(29));
    };
  }

  static String clock(Random r, String colon) {
    return String.format(
        "%s%02d%s%02d.%06d", colon, r.nextInt(60), colon, r.nextInt(60), r.nextInt(1_000_000));
  }

  Type text() {
    String charset = one(random, CHARSETS.keySet().stream().sorted().toList());
    String form =
        switch (random.nextInt(6)) {
          case 0 -> "CHAR(12)";
          case 1 -> "TINYTEXT";
          case 2 -> "TEXT";
          case 3 -> random.nextBoolean() ? "MEDIUMTEXT" : "LONGTEXT";
          default -> "VARCHAR(40)";
        };
    String collation = random.nextInt(3) == 0 ? " COLLATE " + charset + "_bin" : "";
    return new Type(
        form + " CHARACTER SET " + charset + collation, r -> text(r, CHARSETS.get(charset)));
  }

  /** A text that may stand in a key: short, of few letters, so that keys meet. */
  Type keyText(String collation) {
    return new Type(
        "VARCHAR(20) CHARACTER SET " + collation.replaceFirst("_.*", "") + " COLLATE " + collation,
        r -> {
          StringBuilder text = new StringBuilder();
          for (int i = r.nextInt(4); i >= 0; i--) {
            text.append("aAbBz/% ".charAt(r.nextInt(8)));
          }
          return text(text + (r.nextInt(4) == 0 ? " " : ""));
        });
  }

  Type binary() {
    return switch (random.nextInt(5)) {
      case 0 -> new Type("BINARY(9)", r -> "X'" + hex(r, r.nextInt(10)) + "'");
      case 1 -> new Type("TINYBLOB", r -> "X'" + hex(r, r.nextInt(200)) + "'");
      case 2 -> new Type("BLOB", r -> "X'" + hex(r, r.nextInt(3_000)) + "'");
      case 3 ->
          new Type(
              random.nextBoolean() ? "MEDIUMBLOB" : "LONGBLOB",
              r -> "REPEAT(X'" + hex(r, 7) + "', " + r.nextInt(20_000) + ")");
      default -> new Type("VARBINARY(30)", r -> "X'" + hex(r, r.nextInt(31)) + "'");
    };
  }

  Type members() {
    return random.nextBoolean()
        ? new Type(
            "ENUM('a','it''s','comma,','','\u00f6') CHARACTER SET utf8mb4",
            r -> Integer.toString(r.nextInt(6)))
        : new Type("SET('a','b','c','\u00df')", r -> Integer.toString(r.nextInt(16)));
  }

  private Type spatial() {
    String kind = one(random, FIGURES);
    return new Type(kind, r -> figure(r, kind));
  }

  static String figure(Random r, String kind) {
    String wkt =
        switch (kind.equals("GEOMETRY") ? one(r, FIGURES) : kind) {
          case "LINESTRING" -> "LINESTRING(" + point(r) + ", " + point(r) + ", 5 5)";
          case "POLYGON" -> "POLYGON((0 0, 0 9, 9 9, 0 0))";
          case "MULTIPOINT" -> "MULTIPOINT((" + point(r) + "), (1 1))";
          case "MULTILINESTRING" -> "MULTILINESTRING((0 0, " + point(r) + "), (2 2, 3 3.5))";
          case "MULTIPOLYGON" -> "MULTIPOLYGON(((0 0, 0 9, 9 9, 0 0)))";
          case "GEOMETRYCOLLECTION" ->
              r.nextBoolean()
                  ? "GEOMETRYCOLLECTION EMPTY"
                  : "GEOMETRYCOLLECTION(POINT(" + point(r) + "))";
          default -> "POINT(" + point(r) + ")";
        };
    return "ST_GeomFromText('" + wkt + "', " + (r.nextBoolean() ? 0 : 4326) + ")";
  }

  private static String point(Random r) {
    return r.nextInt(80) + "." + r.nextInt(1_000) + " -" + r.nextInt(90);
  }

  static String text(Random r, String letters) {
    List<String> all = new ArrayList<>(List.of("a", "B", " ", "'", "\\", "\0", "\n", "long "));
    letters.codePoints().forEach(letter -> all.add(Character.toString(letter)));
    StringBuilder text = new StringBuilder();
    for (int i = r.nextInt(8); i > 0; i--) {
      text.append(one(r, all));
    }
    return text(text.toString());
  }

  /** A literal whose bytes no escape and no charset of the connection touches. */
  static String text(String value) {
    byte[] utf8 = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return "_utf8mb4 X'" + HexFormat.of().formatHex(utf8) + "'";
  }

  static String hex(Random r, int bytes) {
    byte[] data = new byte[bytes];
    r.nextBytes(data);
    return HexFormat.of().formatHex(data);
  }

  static <T> T one(Random r, List<T> all) {
    return all.get(r.nextInt(all.size()));
  }
}
