package dev.doppio.cli.verify;

import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Puts a document's key into the fields that the server would print of it. Not thread-safe. */
final class KeyPlaces implements Places {
  private static final HexFormat HEX = HexFormat.of();

  private final SqlSession sql;

  /**
   * @param sql knows the charsets
   */
  KeyPlaces(SqlSession sql) {
    this.sql = sql;
  }

  @Override
  public DocumentPlace of(TablePlan plan, KeptKey key) {
    List<Column> columns = plan.keyColumns();
    List<byte[]> parts = key.document().parts();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnType type = columns.get(i).type();
      fields.add(HEX.formatHex(field(type, i < parts.size() ? parts.get(i) : new byte[0])));
    }
    return new DocumentPlace(key.document(), key.partition(), fields);
  }

  private byte[] field(ColumnType type, byte[] part) {
    String text = new String(part, StandardCharsets.UTF_8);
    return switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, FLOAT, DOUBLE ->
          matching(text, "[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?", "0");
      case YEAR -> matching(text, "[0-9]{4}", "2000");
      case DATE -> matching(text, "[0-9]{4}-[0-9]{2}-[0-9]{2}", "2000-01-01");
      case TIME -> matching(text, "-?[0-9]{2,3}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?", "00:00:00");
      case DATETIME, TIMESTAMP ->
          matching(
              text,
              "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?",
              "2000-01-01 00:00:00");
      case BIT -> ascii(new BigInteger(1, part).toString());
      case ENUM -> ascii(Integer.toString(type.members().indexOf(text) + 1));
      case SET -> ascii(Long.toUnsignedString(bits(type, text)));
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> encoded(type, text);
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> part;
      case JSON, VECTOR, GEOMETRY, POINT, LINESTRING, POLYGON -> part;
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> part;
    };
  }

  private static byte[] matching(String text, String pattern, String otherwise) {
    return ascii(text.matches(pattern) ? text : otherwise);
  }

  private static long bits(ColumnType type, String text) {
    long bits = 0;
    for (String member : text.split(",")) {
      int index = type.members().indexOf(member);
      bits |= index < 0 ? 0 : 1L << index;
    }
    return bits;
  }

  /** What the charset has no character for becomes a question mark, which is another key. */
  private byte[] encoded(ColumnType type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String charset = type.charset().orElseThrow();
    if (bytes.length == 0 || charset.equals("utf8mb4")) {
      return bytes;
    }
    return HEX.parseHex(
        sql.first(
                "SELECT HEX(CONVERT(_utf8mb4 x'"
                    + HEX.formatHex(bytes)
                    + "' USING "
                    + charset
                    + "))")
            .orElseThrow());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
