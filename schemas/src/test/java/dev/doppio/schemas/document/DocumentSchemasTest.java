package dev.doppio.schemas.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class DocumentSchemasTest {
  private static final ColumnType INT = ColumnType.of(MySqlType.INT);
  private static final Column ID = new Column("id", INT, false, false);

  @Test
  void versionsThatDifferInAnyMySqlPropertyHaveDifferentFingerprints() {
    List<TableVersion> versions = new ArrayList<>();
    versions.add(withColumn("member", text(10, "utf8mb4_bin"), true));
    versions.add(withColumn("member", text(20, "utf8mb4_bin"), true));
    versions.add(withColumn("member", text(10, "utf8mb4_0900_bin"), true));
    versions.add(withColumn("member", text(10, "utf8mb4_bin"), false));
    versions.add(withColumn("member", type(MySqlType.CHAR, "utf8mb4_bin", List.of()), true));
    versions.add(withColumn("member", type(MySqlType.SET, "utf8mb4_bin", List.of("a,b")), true));
    versions.add(withColumn("member", type(MySqlType.SET, "utf8mb4_bin", List.of("a", "b")), true));
    versions.add(withColumn("member", decimal(10, 2, false), true));
    versions.add(withColumn("member", decimal(10, 3, false), true));
    versions.add(withColumn("member", decimal(10, 2, true), true));
    versions.add(withColumn("mem-ber", decimal(10, 2, true), true));
    versions.add(withColumn("mem+ber", decimal(10, 2, true), true));
    Set<Fingerprint> fingerprints = new HashSet<>();
    versions.forEach(version -> fingerprints.add(version.fingerprint()));
    assertThat(fingerprints).hasSameSizeAs(versions);
  }

  @Test
  void theOrderOfAKeyIsPartOfAVersion() {
    List<Column> columns = List.of(ID, new Column("other", INT, false, false));
    TableName name = new TableName("shop", "member");
    assertThat(new TableVersion(name, columns, List.of(0, 1)))
        .isNotEqualTo(new TableVersion(name, columns, List.of(1, 0)));
  }

  @Test
  void namesThatAvroDoesNotTakeAreMadeFitAndStayApart() {
    TableVersion table =
        new TableVersion(
            new TableName("my-shop", "int"),
            List.of(
                new Column("a-b", INT, false, false),
                new Column("a_b", INT, true, false),
                new Column("a b", INT, true, false),
                new Column("1st", INT, true, false),
                new Column("naïve", INT, true, false),
                new Column("string", INT, true, false)),
            List.of(0));
    Schema schema = new Schema.Parser().parse(table.avro().toString());
    assertThat(schema.getName()).isEqualTo("int_");
    assertThat(schema.getNamespace()).matches("doppio\\.my_shop\\.v[0-9a-f]{16}");
    assertThat(schema.getFields().stream().map(Schema.Field::name))
        .containsExactly("a_b_2", "a_b", "a_b_3", "_1st", "na_ve", "string_");
    assertThat(TableVersion.fromAvro(schema)).isEqualTo(table);
  }

  @Test
  void aConsumersOwnSchemaResolvesByTheTablesName() throws IOException {
    TableVersion table = withColumn("member", text(10, "utf8mb4_bin"), true);
    byte[] document = new DocumentCodec().encode(new Row(table, new Object[] {7L, "Bob"}));
    Schema own =
        SchemaBuilder.record("member").fields().optionalString("c").requiredLong("id").endRecord();
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(table.avro(), own)
            .read(
                null, DecoderFactory.get().binaryDecoder(document, 10, document.length - 10, null));
    assertThat(read.get("c")).hasToString("Bob");
    assertThat(read.get("id")).isEqualTo(7L);
  }

  @Test
  void aSchemaThatWasChangedIsNotOneOfADocument() {
    TableVersion table = withColumn("member", text(10, "utf8mb4_bin"), true);
    String json = table.avro().toString();
    Schema widened = new Schema.Parser().parse(json.replace("\"length\":10", "\"length\":11"));
    assertThatThrownBy(() -> TableVersion.fromAvro(widened))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("changed after it was published");
  }

  @Test
  void aSchemaOfALaterFormatIsRefused() {
    String json = withColumn("member", INT, true).avro().toString();
    Schema later = new Schema.Parser().parse(json.replace("\"format\":1", "\"format\":2"));
    assertThatThrownBy(() -> TableVersion.fromAvro(later))
        .hasMessageContaining("format 2")
        .hasMessageContaining("upgrade the readers");
  }

  @Test
  void aForeignSchemaIsNotOneOfADocument() {
    Schema foreign = SchemaBuilder.record("member").fields().requiredLong("id").endRecord();
    assertThatThrownBy(() -> TableVersion.fromAvro(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("member");
    Schema broken =
        new Schema.Parser()
            .parse(
                withColumn("member", INT, true)
                    .avro()
                    .toString()
                    .replace("\"nullable\":true", "\"nullable\":7"));
    assertThatThrownBy(() -> TableVersion.fromAvro(broken))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TableVersion withColumn(String table, ColumnType type, boolean nullable) {
    return new TableVersion(
        new TableName("shop", table),
        List.of(ID, new Column("c", type, nullable, false)),
        List.of(0));
  }

  private static ColumnType text(int length, String collation) {
    return new ColumnType(MySqlType.VARCHAR, length, 0, false, Optional.of(collation), List.of());
  }

  private static ColumnType type(MySqlType type, String collation, List<String> members) {
    return new ColumnType(type, 10, 0, false, Optional.of(collation), members);
  }

  private static ColumnType decimal(int precision, int scale, boolean unsigned) {
    return new ColumnType(
        MySqlType.DECIMAL, precision, scale, unsigned, Optional.empty(), List.of());
  }
}
