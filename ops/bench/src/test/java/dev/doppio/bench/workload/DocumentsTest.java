package dev.doppio.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DocumentsTest {
  private static final Pattern ROW =
      Pattern.compile("\\((\\d+),(\\d+),(\\d+),'([^']*)','([^']*)','([^']*)'\\)");

  private record Row(long member, long document, int bytes) {}

  @Test
  void theirValuesHaveTheBytesThatWereAskedFor() {
    for (int bytes : List.of(Documents.LEAST_BYTES, 200, 870, 100_000)) {
      assertThat(rows(insert(new Documents(1, bytes), 0, 3)))
          .hasSize(3)
          .allMatch(row -> row.bytes() == bytes);
    }
  }

  @Test
  void noTwoHaveOneKeyAndAMemberHasSeveral() {
    List<Row> rows = rows(insert(new Documents(1, 100), 40, 100));

    assertThat(rows)
        .extracting(Row::document)
        .doesNotHaveDuplicates()
        .startsWith(40L)
        .endsWith(139L);
    assertThat(rows).extracting(Row::member).contains(0L, 1L, 2L);
  }

  @Test
  void theSameSeedWritesTheSame() {
    assertThat(insert(new Documents(7, 500), 0, 5)).isEqualTo(insert(new Documents(7, 500), 0, 5));
    assertThat(insert(new Documents(8, 500), 0, 5))
        .isNotEqualTo(insert(new Documents(7, 500), 0, 5));
  }

  private static String insert(Documents documents, long first, int count) {
    StringBuilder sql = new StringBuilder();
    documents.insert(first, count, sql);
    return sql.toString();
  }

  /** By the sizes of MySQL's types. */
  private static List<Row> rows(String sql) {
    List<Row> rows = new ArrayList<>();
    Matcher row = ROW.matcher(sql);
    while (row.find()) {
      int texts =
          row.group(4).getBytes(StandardCharsets.UTF_8).length
              + row.group(6).getBytes(StandardCharsets.UTF_8).length;
      rows.add(
          new Row(
              Long.parseLong(row.group(1)), Long.parseLong(row.group(2)), 8 + 8 + 4 + 8 + texts));
    }
    return rows;
  }
}
