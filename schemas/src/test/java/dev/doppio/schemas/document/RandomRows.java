package dev.doppio.schemas.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Tables and rows of every column type, from a seed that a failing run prints. */
public final class RandomRows {
  private static final String[] TEXTS = {
    "", " ", "plain", "Ünïcödé", "日本語", "😀 beyond the BMP", "a/b%c", "x".repeat(300), "nul\0nul"
  };
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final RandomGenerator random;

  /** Rows from a seed. */
  public RandomRows(long seed) {
    this.random = new Random(seed);
  }

  /** The seed of this run: {@code -Dseed}, else a new one; printed either way. */
  public static long seed() {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("random rows from -Dseed=" + seed);
    return seed;
  }

  /** A table with a column of every type, and a few in its key. */
  public TableVersion table() {
    List<Column> columns = new ArrayList<>();
    for (MySqlType type : MySqlType.values()) {
      String name = type.name().toLowerCase(java.util.Locale.ROOT);
      columns.add(new Column(name, type(type), random.nextBoolean(), false));
    }
    columns.add(new Column("big unsigned", unsigned(), true, false));
    columns.add(new Column("computed", ColumnType.of(MySqlType.INT), true, true));
    List<Integer> key = new ArrayList<>();
    while (key.isEmpty()) {
      for (int i = 0; i < columns.size(); i++) {
        if (canBeKey(columns.get(i)) && random.nextInt(8) == 0) {
          key.add(i);
        }
      }
    }
    java.util.Collections.shuffle(key, new Random(random.nextLong()));
    return new TableVersion(new TableName("shop", "every-type"), columns, key);
  }

  private static boolean canBeKey(Column column) {
    return !column.generated() && column.type().type() != MySqlType.JSON;
  }

  private static ColumnType unsigned() {
    return new ColumnType(MySqlType.BIGINT, 0, 0, true, Optional.empty(), List.of());
  }

  private ColumnType type(MySqlType type) {
    return switch (type) {
      case DECIMAL -> new ColumnType(type, 65, 30, false, Optional.empty(), List.of());
      case BIT -> new ColumnType(type, 13, 0, false, Optional.empty(), List.of());
      case BINARY, VARBINARY -> new ColumnType(type, 300, 0, false, Optional.empty(), List.of());
      case VECTOR -> new ColumnType(type, 3, 0, false, Optional.empty(), List.of());
      case DATETIME, TIME, TIMESTAMP ->
          new ColumnType(type, random.nextInt(7), 0, false, Optional.empty(), List.of());
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          new ColumnType(type, 300, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of());
      case ENUM, SET ->
          new ColumnType(
              type, 0, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of("a", "b", "ö,"));
      default -> ColumnType.of(type);
    };
  }

  /** A row with values in every column that takes them. */
  public Row row(TableVersion table) {
    Object[] values = new Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      Column column = table.columns().get(i);
      boolean empty = column.generated() || (!table.key().contains(i) && random.nextInt(5) == 0);
      values[i] = empty ? null : value(column.type());
    }
    return new Row(table, values);
  }

  private Object value(ColumnType type) {
    return switch (type.type()) {
      case TINYINT -> (long) random.nextInt(-128, 256);
      case SMALLINT, MEDIUMINT, INT -> (long) random.nextInt();
      case BIGINT ->
          type.unsigned() && random.nextBoolean()
              ? new MySqlLiteral("18446744073709551615")
              : (Object) random.nextLong();
      case DECIMAL ->
          new BigDecimal(new BigInteger(215, new Random(random.nextLong())), type.scale())
              .multiply(BigDecimal.valueOf(random.nextInt(-1, 2)));
      case FLOAT -> Float.intBitsToFloat(random.nextInt() & 0xBFFFFFFF);
      case DOUBLE -> Double.longBitsToDouble(random.nextLong() & 0xBFFFFFFFFFFFFFFFL);
      case YEAR -> random.nextBoolean() ? 0L : random.nextLong(1901, 2156);
      case DATE -> literalOr("0000-00-00", random.nextLong(-700_000, 2_900_000));
      case TIME -> random.nextLong(-35 * MICROS_PER_DAY + 1, 35 * MICROS_PER_DAY);
      case DATETIME -> literalOr("2024-00-00 00:00:00", day() + random.nextLong(MICROS_PER_DAY));
      case TIMESTAMP -> literalOr("0000-00-00 00:00:00", random.nextLong(1L << 51));
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, SET -> text();
      case ENUM -> random.nextInt(4) == 0 ? new MySqlLiteral("0") : text();
      case BIT -> bytes(2);
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> bytes(random.nextInt(300));
      case VECTOR -> bytes(12);
      case GEOMETRY, POINT, LINESTRING, POLYGON -> bytes(random.nextInt(300));
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> bytes(random.nextInt(300));
      case JSON ->
          new JsonValue(text(), random.nextBoolean() ? Optional.empty() : Optional.of(bytes(20)));
    };
  }

  private long day() {
    return random.nextLong(-700_000, 2_900_000) * MICROS_PER_DAY;
  }

  private Object literalOr(String literal, long value) {
    return random.nextInt(4) == 0 ? new MySqlLiteral(literal) : (Object) value;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
