package dev.doppio.workload;

import java.util.Random;
import java.util.function.Function;

/**
 * A column of a random table.
 *
 * @param type with charset and attributes, as DDL has them
 * @param nullable whether it takes NULL
 * @param writable false when the server computes it
 * @param value gives an SQL expression of a value, often at an edge of the type
 */
record RandomColumn(
    String name, String type, boolean nullable, boolean writable, Function<Random, String> value) {
  String quoted() {
    return "`" + name.replace("`", "``") + "`";
  }

  String definition() {
    return quoted() + " " + type + (!writable || nullable ? "" : " NOT NULL");
  }

  /** An expression: NULL in one of seven where it may be. */
  String expression(Random random) {
    return nullable && random.nextInt(7) == 0 ? "NULL" : value.apply(random);
  }
}
