package dev.doppio.schemas.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class DocumentCodecTest {
  private static final int TABLES = 20;
  private static final int ROWS = 20;

  private final long seed = RandomRows.seed();
  private final RandomRows random = new RandomRows(seed);
  private final DocumentCodec codec = new DocumentCodec();

  @Test
  void aRowOfEveryTypeHasTheBytesThatStockAvroWrites() throws IOException {
    for (int t = 0; t < TABLES; t++) {
      TableVersion table = random.table();
      for (int r = 0; r < ROWS; r++) {
        Row row = random.row(table);
        byte[] document = codec.encode(row);
        assertThat(Arrays.copyOfRange(document, 10, document.length))
            .as("seed " + seed)
            .isEqualTo(StockAvro.body(row));
      }
    }
  }

  @Test
  void aRowOfEveryTypeIsReadByUsAndByStockAvro() throws IOException {
    for (int t = 0; t < TABLES; t++) {
      TableVersion table = random.table();
      for (int r = 0; r < ROWS; r++) {
        Row row = random.row(table);
        byte[] document = codec.encode(row);
        assertThat(codec.decode(document, table)).as("seed " + seed).isEqualTo(row);
        assertThat(StockAvro.row(document, table)).as("seed " + seed).isEqualTo(row);
      }
    }
  }

  @Test
  void theHeaderIsThatOfSingleObjectEncoding() throws Exception {
    TableVersion table = random.table();
    byte[] document = codec.encode(random.row(table));
    assertThat(Arrays.copyOf(document, 2)).isEqualTo(new byte[] {(byte) 0xC3, 1});
    assertThat(Arrays.copyOfRange(document, 2, 10))
        .isEqualTo(SchemaNormalization.parsingFingerprint("CRC-64-AVRO", table.avro()));
    assertThat(DocumentCodec.fingerprint(document)).isEqualTo(table.fingerprint());
  }

  @Test
  void aKeyOnlyDocumentHoldsTheKeyAndNothingElse() {
    TableVersion table = random.table();
    Row row = random.row(table);
    Row read = codec.decode(codec.encodeKey(row), table);
    for (int i = 0; i < table.columns().size(); i++) {
      Object expected = table.key().contains(i) ? row.values()[i] : null;
      assertThat(Objects.deepEquals(read.values()[i], expected)).as("column " + i).isTrue();
    }
    assertThat(DocumentKey.of(read)).isEqualTo(DocumentKey.of(row));
  }

  @Test
  void aRowThatDoesNotFitLeavesNothingForTheNext() {
    TableVersion table = random.table();
    Row row = random.row(table);
    byte[] document = codec.encode(row);
    Object[] misfits = row.values().clone();
    misfits[misfits.length - 1] = new Object();
    assertThatThrownBy(() -> codec.encode(new Row(table, misfits)))
        .as("seed " + seed)
        .isInstanceOf(DoppioException.class)
        .hasMessageContaining(table.name().toString());
    assertThat(codec.encode(row)).as("seed " + seed).isEqualTo(document);
  }

  @Test
  void brokenBytesAreCorruptAndNeverAnotherFailure() {
    Random breaker = new Random(seed);
    TableVersion table = random.table();
    byte[] document = codec.encode(random.row(table));
    for (int cut = 0; cut < document.length; cut++) {
      assertCorrupt(Arrays.copyOf(document, cut), table);
    }
    assertCorrupt(Arrays.copyOf(document, document.length + 1), table);
    for (int i = 0; i < 2000; i++) {
      byte[] broken = document.clone();
      broken[10 + breaker.nextInt(document.length - 10)] = (byte) breaker.nextInt();
      try {
        codec.decode(broken, table);
      } catch (DoppioException e) {
        assertThat(e.kind()).isEqualTo(FailureKind.LOG_CORRUPT);
      }
    }
  }

  private void assertCorrupt(byte[] document, TableVersion table) {
    assertThatThrownBy(() -> codec.decode(document, table))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_CORRUPT));
  }

  @Test
  void aValueThatDoesNotFitItsColumnIsRefusedWithTableAndColumn() {
    TableVersion table =
        new TableVersion(
            new TableName("shop", "member"),
            List.of(new Column("id", ColumnType.of(MySqlType.INT), false, false)),
            List.of(0));
    assertThatThrownBy(() -> codec.encode(new Row(table, new Object[] {"secret"})))
        .hasMessageContaining("shop.member")
        .hasMessageContaining("column id")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> codec.encode(new Row(table, new Object[] {null})))
        .hasMessageContaining("primary key");
  }

  @Test
  void aVersionIsRebuiltFromItsSchemaAlone() {
    for (int t = 0; t < TABLES; t++) {
      TableVersion table = random.table();
      TableVersion read = TableVersion.fromAvro(new Schema.Parser().parse(table.avro().toString()));
      assertThat(read).isEqualTo(table);
      assertThat(read.name()).isEqualTo(table.name());
      assertThat(read.columns()).isEqualTo(table.columns());
      assertThat(read.key()).isEqualTo(table.key());
    }
  }
}
