package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.statement.Statement;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A structure that the log has is the one from which the statements behind it are followed. */
final class StructuresTest {
  private static final TableName NAME = new TableName("shop", "it's `odd`");

  private final TableVersion table = ofEveryType();
  private final Structures structures = Sessions.structures(table);

  @Test
  void everyColumnThatTheLogHoldsIsKnownWithItsTypeAndItsKeyAtTheStart() {
    isKnown(structures.of(NAME).orElseThrow());
  }

  @Test
  void theParserThatTheFirstStatementOpensKnowsTheSameOfATableThatItDoesNotTouch() {
    Statement other = Statement.of("CREATE TABLE other (id INT PRIMARY KEY)", "shop");
    assertThat(structures.apply(other, "shop")).isEmpty();
    assertThat(structures.captured()).containsOnlyKeys(NAME, new TableName("shop", "other"));
    isKnown(structures.captured().get(NAME));
    assertThat(structures.of(NAME)).contains(structures.captured().get(NAME));
  }

  private void isKnown(KnownTable known) {
    assertThat(known.names()).isEqualTo(table.columns().stream().map(Column::name).toList());
    assertThat(known.key()).containsExactly("c1", "c`0");
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      ModelColumn model = new ModelColumn(known, i);
      MySqlType type = column.type().type();
      assertThat(model.type()).as(column.toString()).contains(type);
      assertThat(model.lengthOf(type)).as(column.toString()).isEqualTo(column.type().length());
      assertThat(model.scaleOf(type)).as(column.toString()).isEqualTo(column.type().scale());
      assertThat(model.unsigned()).as(column.toString()).isEqualTo(column.type().unsigned());
      assertThat(known.nullable(i)).as(column.toString()).isEqualTo(column.nullable());
      assertThat(known.generated(i)).as(column.toString()).isEqualTo(column.generated());
      assertThat(known.charset(i)).as(column.toString()).isEqualTo(column.type().charset());
      if (!column.type().members().isEmpty()) {
        assertThat(known.members(i)).isEqualTo(column.type().members());
      }
    }
  }

  private static TableVersion ofEveryType() {
    List<Column> columns = new ArrayList<>();
    for (MySqlType type : MySqlType.values()) {
      int number = columns.size();
      columns.add(
          new Column(
              number == 0 ? "c`0" : "c" + number,
              columnType(type, number % 2 == 0),
              number > 1 && number % 3 != 0,
              number == 7));
    }
    return new TableVersion(NAME, columns, List.of(1, 0));
  }

  private static ColumnType columnType(MySqlType type, boolean odd) {
    boolean text = type.isText();
    List<String> members =
        type == MySqlType.ENUM || type == MySqlType.SET
            ? List.of("a", "it's", "back\\slash", "ünï")
            : List.of();
    int length =
        switch (type) {
          case DECIMAL -> 30;
          case CHAR, VARCHAR, BINARY, VARBINARY -> 17;
          case BIT -> 9;
          case VECTOR -> 3;
          case TIME, DATETIME, TIMESTAMP -> odd ? 6 : 3;
          default -> 0;
        };
    boolean unsigned =
        switch (type) {
          case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, FLOAT, DOUBLE -> odd;
          default -> false;
        };
    Optional<String> collation =
        text ? Optional.of(odd ? "utf8mb4_bin" : "latin1_german2_ci") : Optional.empty();
    int scale = type == MySqlType.DECIMAL ? 7 : 0;
    return new ColumnType(type, length, scale, unsigned, collation, members);
  }
}
