package dev.doppio.workload;

import dev.doppio.workload.RandomTypes.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A table at random.
 *
 * @param name quoted, with the database
 * @param key the key's columns, the resource id first
 * @param columns all others
 */
record RandomTable(String name, String ddl, List<RandomColumn> key, List<RandomColumn> columns) {

  /** How many shapes of a key there are. */
  static final int KEY_SHAPES = 12;

  static RandomTable of(String name, int shape, Random random, boolean vectors) {
    return new Draft(random, vectors).table(name, shape);
  }

  /** Columns that take values. */
  List<RandomColumn> writable() {
    List<RandomColumn> all = new ArrayList<>(key);
    all.addAll(columns);
    return all.stream().filter(RandomColumn::writable).toList();
  }

  private static final class Draft {
    private static final List<String> NAMES =
        List.of("c", "C d", "\u00fc", "it's", "a`b", "select");

    private final Random random;
    private final RandomTypes types;
    private final List<RandomColumn> key = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();

    Draft(Random random, boolean vectors) {
      this.random = random;
      this.types = new RandomTypes(random, vectors);
    }

    RandomTable table(String name, int shape) {
      key(shape);
      List<RandomColumn> columns = new ArrayList<>();
      for (int i = 3 + random.nextInt(9); i > 0; i--) {
        columns.add(column(RandomTypes.one(random, NAMES) + i));
      }
      columns.addAll(special());
      List<RandomColumn> all = new ArrayList<>(columns);
      // A key stands where it stands, not always in front.
      all.addAll(random.nextInt(columns.size() + 1), key);
      String definitions =
          all.stream().map(RandomColumn::definition).collect(Collectors.joining(", "));
      String primary =
          parts.isEmpty()
              ? ""
              : parts.stream().collect(Collectors.joining(", ", ", PRIMARY KEY (", ")"));
      return new RandomTable(
          name, "CREATE TABLE " + name + " (" + definitions + primary + ")", key, columns);
    }

    /** Without any, the server makes an invisible one. */
    private void key(int shape) {
      switch (shape) {
        case 0 -> part(types.integer());
        case 1 -> {
          part(types.integer());
          part(types.keyText(RandomTypes.one(random, RandomTypes.KEY_COLLATIONS)));
        }
        case 2 -> part(new Type("BINARY(3)", r -> "X'" + RandomTypes.hex(r, r.nextInt(3)) + "'"));
        case 3 ->
            part(new Type("VARBINARY(9)", r -> "X'" + RandomTypes.hex(r, r.nextInt(4)) + "'"));
        case 4 -> part(types.keyText("utf8mb4_0900_as_cs"));
        case 5 -> part(types.keyText("utf8mb4_0900_ai_ci"));
        case 6 -> part(types.keyText(RandomTypes.one(random, RandomTypes.KEY_COLLATIONS)));
        case 7 -> {
          part(types.integer());
          prefix(types.keyText("utf8mb4_0900_as_cs"), "TEXT", 5);
        }
        case 8 -> {
          part(types.decimal());
          prefix(new Type("BLOB", r -> "X'" + RandomTypes.hex(r, r.nextInt(3)) + "'"), "BLOB", 4);
        }
        case 9 -> {
          part(types.temporal());
          part(types.members());
        }
        case 10 -> {
          part(types.keyText(RandomTypes.one(random, RandomTypes.KEY_COLLATIONS)));
          part(types.temporal());
          part(types.integer());
        }
        default -> {}
      }
    }

    private void part(Type type) {
      RandomColumn column =
          new RandomColumn("k" + key.size(), type.ddl(), false, true, type.value());
      key.add(column);
      parts.add(column.quoted());
    }

    private void prefix(Type type, String form, int length) {
      String ddl = type.ddl().replace("VARCHAR(20)", form);
      RandomColumn column = new RandomColumn("k" + key.size(), ddl, false, true, type.value());
      key.add(column);
      parts.add(column.quoted() + "(" + length + ")");
    }

    private RandomColumn column(String name) {
      Type type = types.any();
      boolean nullable = random.nextInt(3) > 0;
      boolean isTimestamp = type.ddl().startsWith("TIMESTAMP");
      String hidden = random.nextInt(8) == 0 ? " INVISIBLE" : "";
      return new RandomColumn(
          name,
          type.ddl() + (nullable && isTimestamp ? " NULL" : "") + hidden,
          nullable,
          true,
          type.value());
    }

    /** Columns that the server fills: generated ones, and those with an expression as default. */
    private List<RandomColumn> special() {
      List<RandomColumn> special = new ArrayList<>();
      special.add(
          new RandomColumn(
              "d1",
              "VARCHAR(40) DEFAULT (UUID())",
              true,
              true,
              r -> r.nextBoolean() ? "DEFAULT" : "'d'"));
      special.add(
          new RandomColumn(
              "d2",
              "DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
              true,
              true,
              r -> "DEFAULT"));
      if (random.nextBoolean()) {
        special.add(computed("g1", "VARCHAR(60) AS (CONCAT('of ', d1)) VIRTUAL"));
        special.add(computed("g2", "BIGINT AS (CHAR_LENGTH(d1) * 2) STORED INVISIBLE"));
      }
      return special;
    }

    private static RandomColumn computed(String name, String type) {
      return new RandomColumn(name, type, true, false, r -> "DEFAULT");
    }
  }
}
