package dev.doppio.schemas.golden;

import dev.doppio.schemas.change.ColumnFill;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Fingerprint;
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
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.Placement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Fixed tables, rows and records whose bytes are golden. */
final class Samples {
  static final LogId LOG = LogId.parse("00112233-4455-6677-8899-aabbccddeeff");
  static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final long MAX_TIME = ((838 * 60 + 59) * 60 + 59) * 1_000_000L;
  private static final long DAY = 86_400_000_000L;

  /** Key (member, letter), as documents of one resource have. */
  static final TableVersion LETTER =
      new TableVersion(
          new TableName("shop", "letter"),
          List.of(
              new Column("member", text(MySqlType.VARCHAR, 40), false, false),
              new Column("letter", ColumnType.of(MySqlType.BIGINT), false, false),
              new Column("subject", text(MySqlType.VARCHAR, 200), true, false)),
          List.of(0, 1));

  static final TableVersion EVERY_TYPE = everyType();
  static final TableVersion LATER_TYPES = laterTypes();

  private Samples() {}

  private static ColumnType text(MySqlType type, int length) {
    return new ColumnType(type, length, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of());
  }

  private static ColumnType sized(MySqlType type, int length, int scale, boolean unsigned) {
    return new ColumnType(type, length, scale, unsigned, Optional.empty(), List.of());
  }

  private static ColumnType type(MySqlType type) {
    return switch (type) {
      case DECIMAL -> sized(type, 65, 30, false);
      case BIT -> sized(type, 13, 0, false);
      case BINARY -> sized(type, 4, 0, false);
      case VARBINARY -> sized(type, 16, 0, false);
      case TIME, DATETIME, TIMESTAMP -> sized(type, 6, 0, false);
      case CHAR, VARCHAR -> text(type, 40);
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> text(type, 0);
      case ENUM, SET ->
          new ColumnType(
              type, 0, 0, false, Optional.of("latin1_swedish_ci"), List.of("small", "large"));
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE, YEAR, DATE, JSON ->
          ColumnType.of(type);
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> ColumnType.of(type);
      case VECTOR -> sized(type, 2, 0, false);
      case GEOMETRY, POINT, LINESTRING, POLYGON -> ColumnType.of(type);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> ColumnType.of(type);
    };
  }

  /** A key and the types that came later. */
  private static TableVersion laterTypes() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("id", ColumnType.of(MySqlType.BIGINT), false, false));
    columns.add(new Column("json", ColumnType.of(MySqlType.JSON), true, false));
    for (MySqlType type : MySqlType.values()) {
      if (type.compareTo(MySqlType.JSON) > 0) {
        columns.add(new Column(type.name(), type(type), true, false));
      }
    }
    return new TableVersion(new TableName("shop", "later-types"), columns, List.of(0));
  }

  /** SRID 4326 and a point; a document with a value of each kind; two dimensions. */
  static Row laterRow() {
    byte[] point = HexFormat.of().parseHex("e610000001010000000000000000000040000000000000f0bf");
    byte[] vector = HexFormat.of().parseHex("0000803f000000c0");
    Object[] row = new Object[LATER_TYPES.columns().size()];
    java.util.Arrays.fill(row, point);
    row[0] = 1L;
    JsonNode document = everyKindOfJson();
    row[1] = new JsonValue(JsonText.of(document), Optional.of(JsonBinaryWriter.write(document)));
    row[row.length - 1] = vector;
    return new Row(LATER_TYPES, row);
  }

  private static JsonNode everyKindOfJson() {
    return new JsonNode.ArrayNode(
        List.of(
            new JsonNode.ObjectNode(
                List.of(
                    new JsonNode.Member("", new JsonNode.Text("x")),
                    new JsonNode.Member("b", JsonNode.Literal.TRUE))),
            new JsonNode.Int(-70_000),
            new JsonNode.Unsigned(7),
            new JsonNode.Real(-0.5),
            JsonNode.Literal.NULL,
            OpaqueText.parse(FieldTypes.DECIMAL, "-12345678901.50"),
            OpaqueText.parse(FieldTypes.DATE, "2026-02-00"),
            OpaqueText.parse(FieldTypes.TIME, "-838:59:59.000001"),
            OpaqueText.parse(FieldTypes.DATETIME, "9999-12-31 23:59:59.999999"),
            OpaqueText.parse(FieldTypes.BLOB, "base64:type252:AAH/")));
  }

  /** A key, a column of every type of the first release, BIGINT UNSIGNED, a computed column. */
  private static TableVersion everyType() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("id", ColumnType.of(MySqlType.BIGINT), false, false));
    for (MySqlType type : EnumSet.range(MySqlType.TINYINT, MySqlType.JSON)) {
      columns.add(new Column("c " + type.name().toLowerCase(Locale.ROOT), type(type), true, false));
    }
    columns.add(new Column("c unsigned", sized(MySqlType.BIGINT, 0, 0, true), true, false));
    columns.add(new Column("c computed", ColumnType.of(MySqlType.INT), true, true));
    return new TableVersion(new TableName("shop", "every-type"), columns, List.of(0));
  }

  /** Rows of {@link #EVERY_TYPE} by what they show. */
  static Map<String, Row> rows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    rows.put("least", row(Samples::least, 1L));
    rows.put("greatest", row(Samples::greatest, 2L));
    rows.put("null", row(type -> null, 3L));
    rows.put("literal", row(Samples::literal, 4L));
    return rows;
  }

  private static Row row(java.util.function.Function<ColumnType, Object> values, long id) {
    List<Column> columns = EVERY_TYPE.columns();
    Object[] row = new Object[columns.size()];
    row[0] = id;
    IntStream.range(1, row.length)
        .filter(i -> !columns.get(i).generated())
        .forEach(i -> row[i] = values.apply(columns.get(i).type()));
    return new Row(EVERY_TYPE, row);
  }

  private static Object least(ColumnType type) {
    return switch (type.type()) {
      case TINYINT -> -128L;
      case SMALLINT -> -32_768L;
      case MEDIUMINT -> -8_388_608L;
      case INT -> (long) Integer.MIN_VALUE;
      case BIGINT -> type.unsigned() ? 0L : Long.MIN_VALUE;
      case DECIMAL -> new BigDecimal("-" + "9".repeat(35) + "." + "9".repeat(30));
      case FLOAT -> -Float.MAX_VALUE;
      case DOUBLE -> -Double.MAX_VALUE;
      case BIT -> new byte[2];
      case YEAR -> 0L;
      case DATE -> -354_285L;
      case TIME -> -MAX_TIME;
      case DATETIME -> -354_285L * DAY;
      case TIMESTAMP -> 1_000_000L;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, SET -> "";
      case ENUM -> "small";
      case BINARY -> new byte[4];
      case VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> new byte[0];
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> throw later(type);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> throw later(type);
      case JSON -> new JsonValue("null", Optional.empty());
    };
  }

  private static Object greatest(ColumnType type) {
    return switch (type.type()) {
      case TINYINT -> 255L;
      case SMALLINT -> 65_535L;
      case MEDIUMINT -> 16_777_215L;
      case INT -> 4_294_967_295L;
      case BIGINT -> type.unsigned() ? new MySqlLiteral("18446744073709551615") : Long.MAX_VALUE;
      case DECIMAL -> new BigDecimal("9".repeat(35) + "." + "9".repeat(30));
      case FLOAT -> Float.MIN_VALUE;
      case DOUBLE -> Double.MIN_VALUE;
      case BIT -> new byte[] {0x1F, (byte) 0xFF};
      case YEAR -> 2155L;
      case DATE -> 2_932_896L;
      case TIME -> MAX_TIME;
      case DATETIME -> 2_932_897L * DAY - 1;
      case TIMESTAMP -> 2_147_483_647_999_999L;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> "Größe 日本 😀";
      case ENUM -> "large";
      case SET -> "small,large";
      case BINARY -> new byte[] {(byte) 0xFF, 0, 0, 0};
      case VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> new byte[] {0, 1, (byte) 0xFF};
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> throw later(type);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> throw later(type);
      case JSON -> new JsonValue("{\"a\": 1}", Optional.of(new byte[] {0, 1, 0, 12, 0}));
    };
  }

  private static Object literal(ColumnType type) {
    return switch (type.type()) {
      case DATE -> new MySqlLiteral("2026-02-00");
      case DATETIME, TIMESTAMP -> new MySqlLiteral("0000-00-00 00:00:00.000000");
      case ENUM -> new MySqlLiteral("0");
      case BIGINT -> type.unsigned() ? new MySqlLiteral("9223372036854775808") : null;
      case TINYINT, SMALLINT, MEDIUMINT, INT, DECIMAL, FLOAT, DOUBLE, BIT, YEAR, TIME -> null;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, SET, JSON -> null;
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> null;
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> throw later(type);
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> throw later(type);
    };
  }

  private static IllegalArgumentException later(ColumnType type) {
    return new IllegalArgumentException(type.type() + " is no type of the first release");
  }

  static Row letter(String subject) {
    return new Row(LETTER, new Object[] {"bob", 7L, subject});
  }

  static Map<String, DocumentChange> changes() {
    Map<String, DocumentChange> changes = new LinkedHashMap<>();
    Optional<Row> none = Optional.empty();
    Optional<Row> first = Optional.of(letter("hello"));
    Optional<Row> second = Optional.of(letter(null));
    changes.put("insert", change(Operation.INSERT, first, none));
    changes.put("update", change(Operation.UPDATE, second, none));
    changes.put("update with before", change(Operation.UPDATE, second, first));
    changes.put("delete with key only", change(Operation.DELETE, none, second));
    changes.put("delete with before", change(Operation.DELETE, none, first));
    changes.put("read", change(Operation.READ, first, none));
    rows()
        .forEach(
            (name, row) ->
                changes.put(
                    "insert " + name,
                    new DocumentChange(
                        DocumentKey.of(row),
                        Operation.INSERT,
                        EVERY_TYPE.name(),
                        TIME,
                        Optional.of(row),
                        none)));
    return changes;
  }

  private static DocumentChange change(
      Operation operation, Optional<Row> after, Optional<Row> before) {
    DocumentKey key = DocumentKey.of(letter(null));
    return new DocumentChange(key, operation, LETTER.name(), TIME, after, before);
  }

  static Map<String, ControlRecord> controls() {
    Map<String, ControlRecord> controls = new LinkedHashMap<>();
    controls.put("opening of a new log", new ControlRecord.Opening(LOG, 16, Optional.empty()));
    controls.put(
        "opening after 3:101", new ControlRecord.Opening(LOG, 16, Optional.of(new Scn(3, 101))));
    controls.put("heartbeat", new ControlRecord.Heartbeat(TIME));
    Optional<Fingerprint> before = Optional.of(LETTER.fingerprint());
    Optional<Fingerprint> after = Optional.of(EVERY_TYPE.fingerprint());
    controls.put("schema change, new table", schemaChange(Optional.empty(), after));
    controls.put("schema change", schemaChange(before, after));
    controls.put("schema change, dropped table", schemaChange(before, Optional.empty()));
    controls.put("schema change, filled column", filledSchemaChange(before, after));
    controls.put(
        "truncation",
        new ControlRecord.Truncation(
            SERVER + ":24",
            LETTER.name(),
            LETTER.fingerprint(),
            new Placement(List.of("id"), List.of(0, 1, 2, 130)),
            "TRUNCATE TABLE letter",
            TIME));
    controls.put("mark", new ControlRecord.Mark("snapshot-begin", "12 tables"));
    return controls;
  }

  private static ControlRecord schemaChange(
      Optional<Fingerprint> before, Optional<Fingerprint> after) {
    return new ControlRecord.SchemaChange(
        SERVER + ":23", LETTER.name(), before, after, "ALTER TABLE letter ...", TIME);
  }

  private static ControlRecord filledSchemaChange(
      Optional<Fingerprint> before, Optional<Fingerprint> after) {
    return new ControlRecord.SchemaChange(
        SERVER + ":23",
        LETTER.name(),
        before,
        after,
        "ALTER TABLE letter ...",
        TIME,
        List.of(new ColumnFill("a", "-7"), new ColumnFill("b", "'it''s'")));
  }
}
