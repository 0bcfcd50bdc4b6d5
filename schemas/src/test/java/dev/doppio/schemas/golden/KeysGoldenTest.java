package dev.doppio.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Document keys of every type that can be one. */
class KeysGoldenTest {
  @Test
  void documentKeysKeepTheirText() {
    GoldenFile file = new GoldenFile("keys.txt", "Document keys; each key column alone.");
    Samples.rows()
        .forEach(
            (name, row) -> {
              for (int i = 0; i < row.values().length; i++) {
                Column column = row.table().columns().get(i);
                if (row.values()[i] != null && column.type().type() != MySqlType.JSON) {
                  file.text(name + ", " + column.name(), key(column, row.values()[i]).path());
                }
              }
            });
    file.text("two columns", DocumentKey.of(Samples.letter("hello")).path());
    file.check();
    file.read()
        .values()
        .forEach(path -> assertThat(new DocumentKey(new String(path)).parts()).isNotEmpty());
  }

  private static DocumentKey key(Column column, Object value) {
    Column asKey = new Column(column.name(), column.type(), false, false);
    TableName name = new TableName("shop", "every-type");
    TableVersion table = new TableVersion(name, List.of(asKey), List.of(0));
    return DocumentKey.of(new Row(table, new Object[] {value}));
  }
}
