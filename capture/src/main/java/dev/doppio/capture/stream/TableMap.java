package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata;
import com.github.shyiko.mysql.binlog.event.TableMapEventMetadata.DefaultCharset;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import dev.doppio.schemas.document.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a table map of the binlog says of a table at its place, whatever the table is now: physical
 * types, signedness, nullability and collations always; names, members and the key only where the
 * server writes full metadata.
 */
final class TableMap {
  private final TableMapEventData data;
  private final Optional<TableMapEventMetadata> metadata;

  TableMap(TableMapEventData data) {
    this.data = data;
    this.metadata = Optional.ofNullable(data.getEventMetadata());
  }

  TableName name() {
    return new TableName(data.getDatabase(), data.getTable());
  }

  int columns() {
    return data.getColumnTypes().length;
  }

  /** The column's real type: CHAR, ENUM and SET share a code on the wire. */
  ColumnType type(int column) {
    int code = data.getColumnTypes()[column] & 0xff;
    int meta = meta(column);
    if (code == ColumnType.STRING.getCode() && meta >= 256) {
      int real = meta >> 8;
      if (real == ColumnType.ENUM.getCode() || real == ColumnType.SET.getCode()) {
        return ColumnType.byCode(real);
      }
    }
    return ColumnType.byCode(code);
  }

  int meta(int column) {
    return data.getColumnMetadata()[column];
  }

  /** Bytes that a CHAR or BINARY may have. */
  int fixedLength(int column) {
    int meta = meta(column);
    int high = meta >> 8;
    return meta < 256 ? meta : (meta & 0xff) | ((high & 0x30 ^ 0x30) << 4);
  }

  boolean nullable(int column) {
    return data.getColumnNullability().get(column);
  }

  boolean unsigned(int column) {
    return metadata
        .map(TableMapEventMetadata::getSignedness)
        .map(bits -> bits.get(column))
        .orElse(false);
  }

  /** Column names; only with full metadata. */
  Optional<List<String>> names() {
    return metadata.map(TableMapEventMetadata::getColumnNames);
  }

  /** Indexes of key columns in key order; only with full metadata. */
  Optional<List<Integer>> key() {
    Optional<List<Integer>> whole = metadata.map(TableMapEventMetadata::getSimplePrimaryKeys);
    return whole.isPresent()
        ? whole
        : metadata
            .map(TableMapEventMetadata::getPrimaryKeysWithPrefix)
            .map(parts -> List.copyOf(parts.keySet()));
  }

  /** Members of the ENUM or SET; only with full metadata. */
  Optional<List<String>> members(int column) {
    ColumnType type = type(column);
    Optional<List<String[]>> lists =
        type == ColumnType.ENUM
            ? metadata.map(TableMapEventMetadata::getEnumStrValues)
            : metadata.map(TableMapEventMetadata::getSetStrValues);
    int index = ordinalAmongSame(column);
    return lists.filter(all -> index < all.size()).map(all -> List.of(all.get(index)));
  }

  /**
   * The collation's number, of text and binary columns, VECTOR among them; of ENUM and SET with
   * full metadata only.
   */
  Optional<Integer> collation(int column) {
    boolean listed = isListed(type(column));
    Optional<DefaultCharset> byDefault =
        metadata.map(
            listed
                ? TableMapEventMetadata::getEnumAndSetDefaultCharset
                : TableMapEventMetadata::getDefaultCharset);
    Optional<List<Integer>> each =
        metadata.map(
            listed
                ? TableMapEventMetadata::getEnumAndSetColumnCharsets
                : TableMapEventMetadata::getColumnCharsets);
    int ordinal = charactersBefore(column, listed);
    return each.isPresent()
        ? each.filter(all -> ordinal < all.size()).map(all -> all.get(ordinal))
        : byDefault.map(charset -> collation(charset, ordinal));
  }

  private static int collation(DefaultCharset charset, int ordinal) {
    Map<Integer, Integer> others =
        Optional.ofNullable(charset.getCharsetCollations()).orElse(Map.of());
    return others.getOrDefault(ordinal, charset.getDefaultCharsetCollation());
  }

  private int charactersBefore(int column, boolean listed) {
    int ordinal = 0;
    for (int i = 0; i < column; i++) {
      ordinal += hasCharset(type(i), listed) ? 1 : 0;
    }
    return ordinal;
  }

  private static boolean hasCharset(ColumnType type, boolean listed) {
    return listed
        ? isListed(type)
        : switch (type) {
          case STRING, VARCHAR, VAR_STRING, BLOB, VECTOR -> true;
          default -> false;
        };
  }

  /** Number of the geometry type: 0 for any, 1 for POINT to 7 for GEOMETRYCOLLECTION. */
  Optional<Integer> geometry(int column) {
    return amongSame(column, metadata.map(TableMapEventMetadata::getGeometryTypes));
  }

  /** Dimensions that a VECTOR may have. */
  Optional<Integer> dimensions(int column) {
    return amongSame(column, metadata.map(TableMapEventMetadata::getVectorDimensionality));
  }

  /** Of a list that has an entry for each column of this column's type. */
  private Optional<Integer> amongSame(int column, Optional<List<Integer>> list) {
    int ordinal = ordinalAmongSame(column);
    return list.filter(all -> ordinal < all.size()).map(all -> all.get(ordinal));
  }

  private int ordinalAmongSame(int column) {
    ColumnType type = type(column);
    int ordinal = 0;
    for (int i = 0; i < column; i++) {
      ordinal += type(i) == type ? 1 : 0;
    }
    return ordinal;
  }

  private static boolean isListed(ColumnType type) {
    return type == ColumnType.ENUM || type == ColumnType.SET;
  }
}
