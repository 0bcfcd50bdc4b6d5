package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.Replica.sized;
import static dev.doppio.applier.mysql.Replica.text;
import static dev.doppio.applier.mysql.Replica.type;
import static dev.doppio.applier.mysql.Replica.unsigned;

import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Values at the edges of each type. */
final class TypeCases {
  private static final String UTF8 = "utf8mb4_0900_ai_ci";

  private static final String TRICKY = "it's \\ \" \0 \n % _ gr\u00fcn \ud83d\ude00 \u202e";

  private TypeCases() {}

  static Stream<TypeCase> all() {
    return Stream.of(
            numbers(),
            largeNumbers(),
            times(),
            dateTimes(),
            texts(),
            charsets(),
            members(),
            json(),
            binaries())
        .flatMap(List::stream);
  }

  private static List<TypeCase> numbers() {
    return List.of(
        new TypeCase("tinyint", type(MySqlType.TINYINT), true, -128L, "-128", 127L, "127"),
        new TypeCase("tinyint unsigned", unsigned(MySqlType.TINYINT), true, 255L, "255", 0L, "0"),
        new TypeCase("smallint", type(MySqlType.SMALLINT), true, -32768L, "-32768"),
        new TypeCase(
            "mediumint unsigned", unsigned(MySqlType.MEDIUMINT), true, 16777215L, "16777215"),
        new TypeCase("int unsigned", unsigned(MySqlType.INT), true, 4294967295L, "4294967295"),
        new TypeCase(
            "bigint",
            type(MySqlType.BIGINT),
            true,
            Long.MIN_VALUE,
            "-9223372036854775808",
            Long.MAX_VALUE,
            "9223372036854775807"));
  }

  private static List<TypeCase> largeNumbers() {
    MySqlLiteral huge = new MySqlLiteral("18446744073709551615");
    String digits = "12345678901234567890123456789012345.123456789012345678901234567890";
    return List.of(
        new TypeCase(
            "bigint unsigned", unsigned(MySqlType.BIGINT), true, huge, huge.text(), 5L, "5"),
        new TypeCase(
            "decimal(65,30)",
            new ColumnType(MySqlType.DECIMAL, 65, 30, false, Optional.empty(), List.of()),
            true,
            new BigDecimal(digits),
            digits,
            new BigDecimal("-" + digits),
            "-" + digits,
            new BigDecimal("0E-30"),
            "0"),
        new TypeCase("year", type(MySqlType.YEAR), true, 0L, "0", 1901L, "1901", 2155L, "2155"),
        new TypeCase(
            "bit(64)",
            sized(MySqlType.BIT, 64),
            true,
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1},
            "b'" + "1".repeat(64) + "'",
            new byte[8],
            "b'0'",
            new byte[] {0, 0, 0, 0, 0, 0, 0x31, 0x32},
            "x'3132'"),
        new TypeCase("bit(3)", sized(MySqlType.BIT, 3), true, new byte[] {5}, "b'101'"));
  }

  private static List<TypeCase> times() {
    return List.of(
        new TypeCase(
            "date",
            type(MySqlType.DATE),
            true,
            -719528L,
            "'0000-01-01'",
            2932896L,
            "'9999-12-31'",
            new MySqlLiteral("0000-00-00"),
            "'0000-00-00'",
            new MySqlLiteral("2024-00-15"),
            "'2024-00-15'",
            new MySqlLiteral("2023-02-31"),
            "'2023-02-31'"),
        new TypeCase(
            "time(6)",
            sized(MySqlType.TIME, 6),
            true,
            -3_020_399_000_000L,
            "'-838:59:59.000000'",
            3_020_399_000_000L,
            "'838:59:59.000000'",
            -1L,
            "'-00:00:00.000001'"),
        new TypeCase("time", type(MySqlType.TIME), true, 3_600_000_000L, "'01:00:00'"));
  }

  private static List<TypeCase> dateTimes() {
    long micro = -62_135_596_800_000_000L;
    return List.of(
        new TypeCase(
            "datetime(6)",
            sized(MySqlType.DATETIME, 6),
            true,
            micro + 1,
            "'0001-01-01 00:00:00.000001'",
            -1L,
            "'1969-12-31 23:59:59.999999'",
            new MySqlLiteral("0000-00-00 00:00:00.000000"),
            "'0000-00-00 00:00:00'",
            new MySqlLiteral("2023-02-31 10:00:00.500000"),
            "'2023-02-31 10:00:00.5'"),
        new TypeCase("datetime", type(MySqlType.DATETIME), true, 0L, "'1970-01-01 00:00:00'"),
        new TypeCase(
            "timestamp(6)",
            sized(MySqlType.TIMESTAMP, 6),
            true,
            1_000_001L,
            "'1970-01-01 00:00:01.000001'",
            2_147_483_647_999_999L,
            "'2038-01-19 03:14:07.999999'",
            new MySqlLiteral("0000-00-00 00:00:00.000000"),
            "'0000-00-00 00:00:00'"));
  }

  private static List<TypeCase> texts() {
    return List.of(
        new TypeCase(
            "char(40) COLLATE utf8mb4_0900_ai_ci",
            text(MySqlType.CHAR, 40, UTF8),
            true,
            TRICKY,
            utf8(TRICKY),
            "",
            "''"),
        new TypeCase(
            "varchar(60) COLLATE utf8mb4_general_ci",
            text(MySqlType.VARCHAR, 60, "utf8mb4_general_ci"),
            true,
            TRICKY,
            utf8(TRICKY),
            "padded  ",
            "'padded  '"),
        new TypeCase(
            "longtext COLLATE utf8mb4_bin",
            text(MySqlType.LONGTEXT, 0, "utf8mb4_bin"),
            false,
            TRICKY.repeat(30_000),
            "REPEAT(" + utf8(TRICKY) + ", 30000)"));
  }

  private static List<TypeCase> charsets() {
    return List.of(
        new TypeCase(
            "varchar(60) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
            text(MySqlType.VARCHAR, 60, "latin1_swedish_ci"),
            true,
            "\u00e4\u20ac\u00ff\u0081",
            "_latin1 x'E480FF81'"),
        new TypeCase(
            "varchar(20) CHARACTER SET utf16 COLLATE utf16_general_ci",
            text(MySqlType.VARCHAR, 20, "utf16_general_ci"),
            true,
            "\ud83d\ude00 ab",
            utf8("\ud83d\ude00 ab")),
        new TypeCase(
            "varchar(20) CHARACTER SET sjis COLLATE sjis_japanese_ci",
            text(MySqlType.VARCHAR, 20, "sjis_japanese_ci"),
            true,
            "\u8868\\ \u30bd",
            utf8("\u8868\\ \u30bd")));
  }

  private static List<TypeCase> members() {
    return List.of(
        new TypeCase(
            "enum('it''s','b,\\\\','','7') COLLATE utf8mb4_0900_ai_ci",
            text(MySqlType.ENUM, 0, UTF8, "it's", "b,\\", "", "7"),
            true,
            "it's",
            "1",
            "b,\\",
            "2",
            "",
            "3",
            "7",
            "4",
            new MySqlLiteral("0"),
            "0"),
        new TypeCase(
            "set('a','it''s','c') COLLATE utf8mb4_0900_ai_ci",
            text(MySqlType.SET, 0, UTF8, "a", "it's", "c"),
            true,
            "",
            "0",
            "a,c",
            "5",
            "a,it's,c",
            "7"));
  }

  private static List<TypeCase> json() {
    return List.of(
        new TypeCase(
            "json",
            type(MySqlType.JSON),
            false,
            new JsonValue("{\"a\": [1, 2.5, \"it's \\\\ \u00e9\", null]}", Optional.empty()),
            utf8("{\"a\": [1, 2.5, \"it's \\\\ \u00e9\", null]}"),
            new JsonValue("null", Optional.empty()),
            "'null'",
            new JsonValue("18446744073709551615", Optional.empty()),
            "'18446744073709551615'"));
  }

  private static List<TypeCase> binaries() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return List.of(
        new TypeCase(
            "binary(4)",
            sized(MySqlType.BINARY, 4),
            true,
            new byte[] {1, 2, 0, 0},
            "x'0102'",
            new byte[] {'\'', '\\', -1, 32},
            "x'275CFF20'"),
        new TypeCase(
            "varbinary(300)",
            sized(MySqlType.VARBINARY, 300),
            true,
            all,
            hex(all),
            new byte[0],
            "''",
            new byte[] {'b', 'o', 'b', ' '},
            "'bob '"),
        new TypeCase(
            "longblob",
            type(MySqlType.LONGBLOB),
            false,
            Arrays.copyOf(all, 3_000_000),
            "RPAD(" + hex(all) + ", 3000000, x'00')"));
  }

  private static String utf8(String value) {
    return "_utf8mb4 " + hex(value.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(byte[] value) {
    return "x'" + HexFormat.of().formatHex(value) + "'";
  }
}
