package dev.doppio.schemas.partition;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlText;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Resource-id columns of one table version, and the canonical bytes of a row's resource id. */
final class ResourceId {
  private final TableVersion table;
  private final List<Part> parts;

  /** A column of it; the folding is the identity where there is no collation. */
  private record Part(int index, ColumnType type, UnaryOperator<String> folding) {}

  ResourceId(TableVersion table, List<Integer> columns) {
    this.table = table;
    this.parts = columns.stream().map(index -> part(table, index)).toList();
  }

  private static Part part(TableVersion table, int index) {
    ColumnType type = table.columns().get(index).type();
    UnaryOperator<String> folding =
        type.collation().isEmpty()
            ? UnaryOperator.identity()
            : CollationFolding.of(type.collation().get()).orElseThrow()::fold;
    return new Part(index, type, folding);
  }

  /**
   * One column: its canonical bytes. Several: each with its length before it, 4 bytes big-endian.
   */
  byte[] canonicalBytes(Row row) {
    if (parts.size() == 1) {
      return canonicalBytes(row, parts.get(0));
    }
    List<byte[]> all = new ArrayList<>();
    int length = 0;
    for (Part part : parts) {
      byte[] bytes = canonicalBytes(row, part);
      length += Integer.BYTES + bytes.length;
      all.add(bytes);
    }
    ByteBuffer joined = ByteBuffer.allocate(length);
    all.forEach(bytes -> joined.putInt(bytes.length).put(bytes));
    return joined.array();
  }

  private byte[] canonicalBytes(Row row, Part part) {
    Object value = row.values()[part.index()];
    if (value == null) {
      throw new DoppioException(
          FailureKind.INTERNAL,
          "a row of "
              + table
              + " without its resource id "
              + table.columns().get(part.index()).name()
              + ": a defect in the part that made the row; please report it");
    }
    return value instanceof byte[] binary
        ? binary
        : part.folding().apply(MySqlText.of(value, part.type())).getBytes(StandardCharsets.UTF_8);
  }

  /** Why the column can't be part of a resource id, with the remedy. */
  static Optional<String> objection(TableVersion table, Column column) {
    String where = "resource-id column " + column.name() + " of " + table.name();
    return switch (column.type().type()) {
      case FLOAT, DOUBLE, JSON, GEOMETRY, POINT, LINESTRING, POLYGON, VECTOR ->
          Optional.of(
              where
                  + " is "
                  + column.type().type()
                  + ", whose equal values need not have equal bytes; "
                  + remedy(table));
      case MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMCOLLECTION ->
          Optional.of(
              where
                  + " is "
                  + column.type().type()
                  + ", whose equal values need not have equal bytes; "
                  + remedy(table));
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          Optional.of(
              where
                  + " is "
                  + column.type().type()
                  + ", of which a key holds a prefix only; "
                  + remedy(table));
      case CHAR, VARCHAR, ENUM, SET -> collationObjection(table, column, where);
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, BIT, YEAR -> Optional.empty();
      case DATE, TIME, DATETIME, TIMESTAMP, BINARY, VARBINARY -> Optional.empty();
    };
  }

  private static Optional<String> collationObjection(
      TableVersion table, Column column, String where) {
    String collation = column.type().collation().orElseThrow();
    if (CollationFolding.of(collation).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        where
            + " has collation "
            + collation
            + ", for which Doppio can't tell which keys are equal; give the column a _bin collation"
            + " (ALTER TABLE "
            + table.name().quoted()
            + " MODIFY ... COLLATE "
            + column.type().charset().orElseThrow()
            + "_bin), or "
            + remedy(table));
  }

  private static String remedy(TableVersion table) {
    return "name another resource id under resource-ids, or pin table "
        + table.name().table()
        + " to one partition under pinned";
  }
}
