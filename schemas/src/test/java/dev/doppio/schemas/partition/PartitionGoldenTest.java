package dev.doppio.schemas.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.golden.GoldenFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From a resource id to its partition. */
class PartitionGoldenTest {
  private static final int PARTITIONS = 16;

  /** Of Kafka's own tests of its hash: signed values. */
  @Test
  void murmur2IsThatOfKafka() {
    Map<String, Integer> kafka =
        Map.of(
            "21", -973932308,
            "foobar", -790332482,
            "a-little-bit-long-string", -985981536,
            "a-little-bit-longer-string", -1486304829,
            "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971,
            "abc", 479470107);
    kafka.forEach(
        (text, hash) -> assertThat(Murmur2.positive(utf8(text))).isEqualTo(hash & 0x7fffffff));
  }

  @Test
  void murmur2KeepsItsValues() {
    GoldenFile file =
        new GoldenFile("murmur2.txt", "Bytes in hexadecimal: murmur2, without its sign bit.");
    for (String text : List.of("", "a", "ab", "abc", "abcd", "abcde", "21", "foobar", "Größe")) {
      String hex = HexFormat.of().formatHex(utf8(text));
      file.text("[" + hex + "]", Integer.toString(Murmur2.positive(utf8(text))));
    }
    file.check();
  }

  @Test
  void foldingsKeepTheirTexts() {
    GoldenFile file =
        new GoldenFile("foldings.txt", "Collation and text as code points: the folded text.");
    List<String> texts =
        List.of(
            "Bob  ",
            "straße",
            "Ærø",
            "ŸÝ",
            "ﬁ①Ω",
            "Ёлка",
            "각",
            "ひヒｶ",
            "😀𝐀",
            "a\u0000\u0301\u00AD",
            "\u00A0");
    for (String collation : FoldingVerifier.COLLATIONS) {
      CollationFolding folding = CollationFolding.of(collation).orElseThrow();
      for (String text : texts) {
        file.text(collation + " " + points(text), points(folding.fold(text)));
      }
    }
    file.check();
  }

  @Test
  void resourceIdsKeepTheirBytesAndTheirPartition() {
    GoldenFile file =
        new GoldenFile(
            "resource-ids.txt",
            "Canonical bytes of resource ids, and the partition of " + PARTITIONS);
    add(file, "INT", number(MySqlType.INT), -7L);
    add(file, "BIGINT", number(MySqlType.BIGINT), 4711L);
    add(
        file,
        "BIGINT UNSIGNED",
        new ColumnType(MySqlType.BIGINT, 0, 0, true, Optional.empty(), List.of()),
        new MySqlLiteral("18446744073709551615"));
    add(file, "DECIMAL(10,2)", sized(MySqlType.DECIMAL, 10, 2), new BigDecimal("-1.50"));
    add(file, "YEAR", number(MySqlType.YEAR), 2026L);
    add(file, "BIT(13)", sized(MySqlType.BIT, 13, 0), new byte[] {1, 2});
    add(file, "BINARY(4)", sized(MySqlType.BINARY, 4, 0), new byte[] {1, 2, 0, 0});
    add(file, "DATE", number(MySqlType.DATE), 20_455L);
    add(file, "zero DATE", number(MySqlType.DATE), new MySqlLiteral("0000-00-00"));
    add(file, "TIME(0)", number(MySqlType.TIME), -3_020_399_000_000L);
    add(file, "TIME(3)", sized(MySqlType.TIME, 3, 0), 3_661_500_000L);
    add(file, "DATETIME(6)", sized(MySqlType.DATETIME, 6, 0), 1_767_323_045_678_901L);
    add(file, "TIMESTAMP(0)", number(MySqlType.TIMESTAMP), 1_767_323_045_000_000L);
    add(file, "VARCHAR ci", text(MySqlType.VARCHAR, "utf8mb4_0900_ai_ci"), "Größe ");
    add(file, "VARCHAR ci, padded", text(MySqlType.VARCHAR, "utf8mb4_general_ci"), "Größe ");
    add(file, "VARCHAR bin", text(MySqlType.VARCHAR, "utf8mb4_bin"), "Größe ");
    add(file, "ENUM", text(MySqlType.ENUM, "latin1_swedish_ci"), "Large");
    add(file, "ENUM, error value", text(MySqlType.ENUM, "latin1_bin"), new MySqlLiteral("0"));
    TableVersion two =
        table(List.of(number(MySqlType.INT), text(MySqlType.CHAR, "ascii_general_ci")));
    add(file, "two columns", two, new Object[] {12L, "Ab"});
    file.check();
  }

  private static void add(GoldenFile file, String name, ColumnType type, Object value) {
    add(file, name, table(List.of(type)), new Object[] {value});
  }

  private static void add(GoldenFile file, String name, TableVersion table, Object[] values) {
    List<String> columns = table.columns().stream().map(Column::name).toList();
    Partitioner partitioner =
        new Partitioner(
            new DatabaseLayout(
                "shop",
                PARTITIONS,
                PartitionMode.HASH,
                IntStream.range(0, PARTITIONS).boxed().toList(),
                Map.of("t", columns),
                Map.of()));
    Row row = new Row(table, values);
    int partition = partitioner.partitionOf(row).number();
    byte[] bytes = new ResourceId(table, table.key()).canonicalBytes(row);
    assertThat(Murmur2.positive(bytes) % PARTITIONS).isEqualTo(partition);
    file.bytes(name, bytes).text("partition of " + name, Integer.toString(partition));
  }

  private static TableVersion table(List<ColumnType> types) {
    List<Column> columns =
        IntStream.range(0, types.size())
            .mapToObj(i -> new Column("c" + i, types.get(i), false, false))
            .toList();
    List<Integer> key = IntStream.range(0, types.size()).boxed().toList();
    return new TableVersion(new TableName("shop", "t"), columns, key);
  }

  private static ColumnType number(MySqlType type) {
    return ColumnType.of(type);
  }

  private static ColumnType sized(MySqlType type, int length, int scale) {
    return new ColumnType(type, length, scale, false, Optional.empty(), List.of());
  }

  private static ColumnType text(MySqlType type, String collation) {
    return new ColumnType(type, 40, 0, false, Optional.of(collation), List.of());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String points(String text) {
    return text.codePoints()
        .mapToObj(c -> String.format("%04X", c))
        .collect(java.util.stream.Collectors.joining(" ", "[", "]"));
  }
}
