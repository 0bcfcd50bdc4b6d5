package dev.doppio.schemas.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentKeyTest {
  private static final ColumnType TEXT =
      new ColumnType(MySqlType.VARCHAR, 99, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of());

  @Test
  void aDocumentOfARenamedTableKeepsTheRestOfItsPath() {
    DocumentKey key = new DocumentKey("doc%20s/a%2Fb/7").in(new TableName("shop", "old/docs"));
    assertThat(key.path()).isEqualTo("old%2Fdocs/a%2Fb/7");
    assertThat(key.table()).isEqualTo("old/docs");
  }

  @Test
  void partsComeInKeyOrderAndReadBack() {
    TableVersion table =
        new TableVersion(
            new TableName("shop", "a table/é"),
            List.of(
                new Column("one", TEXT, false, false),
                new Column("two", ColumnType.of(MySqlType.BLOB), false, false)),
            List.of(1, 0));
    Row row = new Row(table, new Object[] {"ü !-_.~", new byte[] {0, 'A', (byte) 0xFF}});
    DocumentKey key = DocumentKey.of(row);
    assertThat(key.path()).isEqualTo("a%20table%2F%C3%A9/%00A%FF/%C3%BC%20%21-_.~");
    assertThat(key.table()).isEqualTo("a table/é");
    assertThat(key.parts().get(0)).isEqualTo(new byte[] {0, 'A', (byte) 0xFF});
    assertThat(new String(key.parts().get(1), StandardCharsets.UTF_8)).isEqualTo("ü !-_.~");
  }

  @Test
  void keysThatACollationCallsEqualStayApart() {
    TableVersion table =
        new TableVersion(
            new TableName("shop", "t"), List.of(new Column("c", TEXT, false, false)), List.of(0));
    assertThat(DocumentKey.of(new Row(table, new Object[] {"bob"})))
        .isNotEqualTo(DocumentKey.of(new Row(table, new Object[] {"BOB"})));
    assertThat(DocumentKey.of(new Row(table, new Object[] {""})).path()).isEqualTo("t/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "t", "/x", "!opening"})
  void whatHasNoTableOrNoKeyIsNoKey(String path) {
    assertThatThrownBy(() -> new DocumentKey(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"t/a%", "t/a%4", "t/%4g", "t/%c3%BC", "t/ü", "t/a b", "t/%+1"})
  void onlyOneSpellingOfAPartReads(String path) {
    assertThatThrownBy(() -> new DocumentKey(path).parts())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRowWithoutItsKeyHasNone() {
    TableVersion table =
        new TableVersion(
            new TableName("shop", "t"), List.of(new Column("c", TEXT, false, false)), List.of(0));
    assertThatThrownBy(() -> DocumentKey.of(new Row(table, new Object[] {null})))
        .hasMessageContaining("shop.t")
        .hasMessageContaining("c");
  }
}
