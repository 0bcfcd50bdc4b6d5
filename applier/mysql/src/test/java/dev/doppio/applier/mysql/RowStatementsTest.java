package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.MySqlLiteral;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.json.FieldTypes;
import dev.doppio.schemas.json.JsonBinaryWriter;
import dev.doppio.schemas.json.JsonNode;
import dev.doppio.schemas.json.JsonText;
import dev.doppio.schemas.json.OpaqueText;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RowStatementsTest {
  private static final TableVersion ITEMS =
      Versions.items(
          2,
          Versions.number("id", MySqlType.BIGINT),
          new Column("who", Versions.varchar(20, "latin1_swedish_ci"), false, false),
          Versions.text("v", 10));

  private final RowStatements statements = new RowStatements(Versions.plan(ITEMS));

  @Test
  void anUpsertSetsTheKeyTooAndRefusesARowWithAnother() {
    assertThat(statements.upsert(rows(2)))
        .isEqualTo(
            "INSERT INTO `shop`.`items` (`id`, `who`, `v`) VALUES (?,?,?),(?,?,?) AS doppio_row ON"
                + " DUPLICATE KEY UPDATE `id` = IF(`shop`.`items`.`id` = doppio_row.`id` AND"
                + " `shop`.`items`.`who` = doppio_row.`who`, doppio_row.`id`, NULL), `who` ="
                + " doppio_row.`who`, `v` = doppio_row.`v`");
  }

  @Test
  void anExactDeleteComparesTextByItsBytesInTheColumnsCharset() {
    String row =
        "(`id` = ? AND `who` = ? AND CAST(`who` AS BINARY) = CAST(CONVERT(? USING latin1) AS"
            + " BINARY))";
    assertThat(statements.deleteExact(2))
        .isEqualTo(
            "DELETE /*+ INDEX(`items` PRIMARY) */ FROM `shop`.`items` WHERE " + row + " OR " + row);
    assertThat(statements.deleteEqual(1)).endsWith("WHERE (`id` = ? AND `who` = ?)");
  }

  @Test
  void anUpdateFindsItsRowByTheWholeKey() {
    assertThat(statements.update(rows(1).get(0)))
        .isEqualTo(
            "UPDATE `shop`.`items` SET `id` = ?, `who` = ?, `v` = ? WHERE `id` = ? AND `who` = ?");
  }

  @Test
  void aTextIsBuiltOnce() {
    assertThat(statements.upsert(rows(4))).isSameAs(statements.upsert(rows(4)));
    assertThat(statements.deleteExact(4)).isSameAs(statements.deleteExact(4));
  }

  private static List<Row> rows(int count) {
    return Collections.nCopies(count, new Row(ITEMS, new Object[] {1L, "me", null}));
  }

  @Test
  void jsonThatTextDoesNotGiveIsPutInItsPlace() {
    TableVersion table =
        Versions.items(
            1, Versions.number("id", MySqlType.BIGINT), Versions.number("j", MySqlType.JSON));
    RowStatements json = new RowStatements(Versions.plan(table));
    JsonNode exact = new JsonNode.Int(1);
    JsonNode price =
        new JsonNode.ObjectNode(
            List.of(new JsonNode.Member("a", OpaqueText.parse(FieldTypes.DECIMAL, "1.50"))));
    assertThat(json.insert(List.of(row(table, exact), row(table, price))))
        .endsWith(" VALUES (?,?),(?,JSON_SET(?, _utf8mb4 x'242e226122', 1.50))");
  }

  private static Row row(TableVersion table, JsonNode document) {
    return new Row(
        table,
        new Object[] {
          1L, new JsonValue(JsonText.of(document), Optional.of(JsonBinaryWriter.write(document)))
        });
  }

  @Test
  void fewTextsServeAllSizes() {
    assertThat(RowStatements.chunk(1)).isEqualTo(1);
    assertThat(RowStatements.chunk(300)).isEqualTo(256);
    assertThat(RowStatements.chunk(255)).isEqualTo(128);
  }

  @Test
  void namesAreQuotedAndTheAliasKeepsClearOfTheTable() {
    TableVersion odd =
        new TableVersion(
            new TableName("a`b", "doppio_row"),
            List.of(Versions.number("k`1", MySqlType.INT)),
            List.of(0));
    assertThat(
            new RowStatements(Versions.plan(odd)).upsert(List.of(new Row(odd, new Object[] {1L}))))
        .startsWith("INSERT INTO `a``b`.`doppio_row` (`k``1`) VALUES (?) AS doppio_row_2 ");
  }

  @Test
  void onlyAnEnumsErrorValueNeedsTheRelaxedMode() {
    TableVersion table =
        Versions.items(
            1,
            Versions.number("id", MySqlType.BIGINT),
            new Column("e", Versions.members(MySqlType.ENUM, "a", "0"), true, false));
    RowStatements odd = new RowStatements(Versions.plan(table));
    assertThat(odd.needsRelaxedMode(new Row(table, new Object[] {1L, new MySqlLiteral("0")})))
        .isTrue();
    assertThat(odd.needsRelaxedMode(new Row(table, new Object[] {1L, "0"}))).isFalse();
    assertThat(odd.needsRelaxedMode(new Row(table, new Object[] {new MySqlLiteral("9"), null})))
        .isFalse();
  }
}
