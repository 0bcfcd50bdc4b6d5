package dev.doppio.cli.verify;

import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.row.JsonCells;
import dev.doppio.capture.snapshot.KeyColumns;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.partition.Partitioner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statement that has a server compute a digest of each row, the same at both sides: SHA-256
 * over all columns, each as a text that tells apart whatever is not the same byte for byte. Text is
 * taken as the bytes that are stored, so charset, case, accents and trailing spaces count. What a
 * server can't put together makes the digest NULL, which is an error and never equal. Not
 * thread-safe.
 */
final class DigestSelect {
  /**
   * Characters of a text, or bytes, that go into the digest as they are; longer ones are hashed.
   */
  private static final int SHORT = 255;

  private final TablePlan plan;
  private final KeyColumns key;
  private final Partitioner partitioner;
  private final String digest;

  DigestSelect(TablePlan plan, Charsets charsets, Partitioner partitioner) {
    this.plan = plan;
    this.key = new KeyColumns(plan.version(), charsets);
    this.partitioner = partitioner;
    this.digest =
        plan.columns().stream()
            .map(DigestSelect::text)
            .collect(Collectors.joining(", ',', ", "LEFT(SHA2(CONCAT(", "), 256), 32)"));
  }

  TablePlan plan() {
    return plan;
  }

  /** All rows of a stretch. */
  String sql(Stretch stretch) {
    return "SELECT "
        + key.fields()
        + ", "
        + digest
        + " FROM "
        + plan.name().quoted()
        + " AS t FORCE INDEX (PRIMARY)"
        + where(stretch)
        + " ORDER BY "
        + key.order();
  }

  /** The first rows of a stretch. */
  String sql(Stretch stretch, int limit) {
    return sql(stretch) + (stretch.isOfSingle() ? "" : " LIMIT " + limit);
  }

  /** The key of the n-th row of a stretch. */
  String keyOf(Stretch stretch, int row) {
    return "SELECT "
        + key.fields()
        + " FROM "
        + plan.name().quoted()
        + " AS t FORCE INDEX (PRIMARY)"
        + where(stretch)
        + " ORDER BY "
        + key.order()
        + " LIMIT 1 OFFSET "
        + (row - 1);
  }

  List<String> place(byte[][] fields) {
    return key.place(fields);
  }

  /** Rows, those with a digest, and both halves of the digests' exclusive or. */
  String sum(Stretch stretch) {
    return "SELECT /*+ NO_MERGE(d) */ COUNT(*), COUNT(h), BIT_XOR(CAST(CONV(LEFT(h, 16), 16, 10) AS"
        + " UNSIGNED)), BIT_XOR(CAST(CONV(RIGHT(h, 16), 16, 10) AS UNSIGNED)) FROM (SELECT "
        + digest
        + " AS h FROM "
        + plan.name().quoted()
        + " AS t FORCE INDEX (PRIMARY)"
        + where(stretch)
        + ") d";
  }

  /**
   * The result of {@link #sum}.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED when the server could not compute a digest
   */
  Sum sum(byte[][] fields) {
    List<String> figures =
        Arrays.stream(fields).map(f -> new String(f, StandardCharsets.US_ASCII)).toList();
    if (!figures.get(0).equals(figures.get(1))) {
      throw unreadable("a document");
    }
    return new Sum(Long.parseLong(figures.get(0)), figures.get(2) + ":" + figures.get(3));
  }

  private String where(Stretch stretch) {
    String condition = condition(stretch);
    return condition.isEmpty() ? "" : " WHERE " + condition;
  }

  /** True of the rows of a stretch; empty for all. */
  String condition(Stretch stretch) {
    if (stretch.isOfSingle()) {
      return at(stretch.single());
    }
    List<String> bounds = new ArrayList<>();
    stretch.after().ifPresent(place -> bounds.add(key.after(place)));
    stretch.to().ifPresent(place -> bounds.add(key.upTo(place)));
    return String.join(" AND ", bounds);
  }

  /** True of the rows at these places, and of those that the collation takes for them. */
  String at(List<DocumentPlace> places) {
    return places.stream()
        .map(place -> "(" + key.at(place.fields()) + ")")
        .collect(Collectors.joining(" OR "));
  }

  /** The key of a place as a row that has no more. */
  Row keyOf(DocumentPlace place) {
    Object[] values = new Object[plan.version().columns().size()];
    List<Integer> indexes = plan.version().key();
    Row row = key.row(fields(place));
    for (int i = 0; i < indexes.size(); i++) {
      values[indexes.get(i)] = row.values()[i];
    }
    return new Row(plan.version(), values);
  }

  private static byte[][] fields(DocumentPlace place) {
    return place.fields().stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
  }

  /**
   * A row of the result.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED when the server could not compute the digest
   */
  RowDigest row(byte[][] fields) {
    Row row = key.row(fields);
    DocumentKey document = DocumentKey.of(row);
    byte[] value = fields[key.count()];
    if (value == null) {
      throw unreadable("document " + document);
    }
    DocumentPlace place =
        new DocumentPlace(document, partitioner.partitionOf(row), key.place(fields));
    return new RowDigest(place, new String(value, StandardCharsets.US_ASCII));
  }

  private DoppioException unreadable(String what) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        what
            + " of "
            + plan.name()
            + " can't be compared: with its types or in hexadecimal it is beyond"
            + " max_allowed_packet; raise that at both servers, or leave the table out with"
            + " --tables");
  }

  /** No hexadecimal digit and no number: NULL is none of the values. */
  private static String text(Column column) {
    String name = "t.`" + column.name().replace("`", "``") + "`";
    return "IF(" + name + " IS NULL, 'N', " + value(name, column) + ")";
  }

  private static String value(String name, Column column) {
    return switch (column.type().type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, DOUBLE ->
          "CAST(" + name + " AS CHAR)";
      case YEAR, DATE, TIME, DATETIME, TIMESTAMP -> "CAST(" + name + " AS CHAR)";
      // As a FLOAT it would be printed with six digits.
      case FLOAT -> "CAST(CAST(" + name + " AS DOUBLE) AS CHAR)";
      case BIT -> "CAST(CAST(" + name + " AS UNSIGNED) AS CHAR)";
      // The number tells the error value from an empty member, the text is what the number means.
      case ENUM, SET -> "HEX(CONCAT(" + name + " + 0, ':', " + name + "))";
      case CHAR, VARCHAR, BINARY, VARBINARY ->
          column.type().length() <= SHORT ? "HEX(" + name + ")" : hash(name);
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> hash(name);
      case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> hash(name);
      case JSON -> hash("NULLIF(" + JsonCells.expression(name) + ", '')");
      case GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR -> hash("HEX(" + name + ")");
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION -> hash("HEX(" + name + ")");
    };
  }

  private static String hash(String expression) {
    return "SHA2(" + expression + ", 256)";
  }
}
