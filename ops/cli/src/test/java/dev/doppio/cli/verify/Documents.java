package dev.doppio.cli.verify;

import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table of documents with a number and a value, as the ports of a comparison show them. */
final class Documents {
  static final int PARTITIONS = 3;
  static final TableVersion TABLE =
      new TableVersion(
          new TableName("shop", "doc"),
          List.of(
              new Column("id", ColumnType.of(MySqlType.INT), false, false),
              new Column("v", ColumnType.of(MySqlType.INT), false, false)),
          List.of(0));

  private Documents() {}

  static PartitionId partition(int id) {
    return new PartitionId("shop", id % PARTITIONS);
  }

  static DocumentPlace place(int id) {
    String field = HexFormat.of().formatHex(Integer.toString(id).getBytes());
    return new DocumentPlace(new DocumentKey("doc/" + id), partition(id), List.of(field));
  }

  private static int id(List<String> fields) {
    return Integer.parseInt(new String(HexFormat.of().parseHex(fields.get(0))));
  }

  static List<RowDigest> rows(TreeMap<Integer, Integer> rows, Stretch stretch, int limit) {
    Set<Integer> single =
        new TreeSet<>(stretch.single().stream().map(p -> id(p.fields())).toList());
    return rows.entrySet().stream()
        .filter(row -> single.isEmpty() || single.contains(row.getKey()))
        .filter(row -> stretch.after().map(after -> row.getKey() > id(after)).orElse(true))
        .filter(row -> stretch.to().map(to -> row.getKey() <= id(to)).orElse(true))
        .limit(limit)
        .map(row -> new RowDigest(place(row.getKey()), String.format("%032x", row.getValue())))
        .toList();
  }

  static Sum sum(List<RowDigest> rows) {
    StringBuilder all = new StringBuilder();
    rows.forEach(row -> all.append(row.place().document()).append(row.digest()));
    return new Sum(rows.size(), all.toString());
  }
}
