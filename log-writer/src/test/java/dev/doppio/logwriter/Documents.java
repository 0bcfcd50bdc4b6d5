package dev.doppio.logwriter;

import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import java.util.List;
import java.util.Optional;

/** A table of documents for tests: resource id {@code member}, then {@code id}, and a body. */
public final class Documents {
  private static final ColumnType NAME =
      new ColumnType(MySqlType.VARCHAR, 64, 0, false, Optional.of("utf8mb4_bin"), List.of());
  private static final Column MEMBER = new Column("member", NAME, false, false);
  private static final Column ID = new Column("id", ColumnType.of(MySqlType.BIGINT), false, false);
  private static final Column BODY =
      new Column("body", ColumnType.of(MySqlType.LONGBLOB), true, false);
  private static final Column NOTE =
      new Column("note", ColumnType.of(MySqlType.LONGBLOB), true, false);

  private final TableVersion table;

  private Documents(TableVersion table) {
    this.table = table;
  }

  /** The table in a MySQL schema. */
  public static Documents in(String database) {
    return new Documents(
        new TableVersion(
            new TableName(database, "documents"), List.of(MEMBER, ID, BODY), List.of(0, 1)));
  }

  /** The same table with one more column. */
  public Documents withNote() {
    return new Documents(
        new TableVersion(table.name(), List.of(MEMBER, ID, BODY, NOTE), table.key()));
  }

  /** Its version. */
  public TableVersion table() {
    return table;
  }

  /** A row. */
  public Row row(String member, long id, String body) {
    Object[] values = new Object[table.columns().size()];
    values[0] = member;
    values[1] = id;
    values[2] = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new Row(table, values);
  }

  /** An insert. */
  public RowChange insert(String member, long id, String body) {
    return new RowChange(
        Operation.INSERT, table, Optional.empty(), Optional.of(row(member, id, body)));
  }

  /** A row read by a snapshot. */
  public RowChange read(String member, long id, String body) {
    return new RowChange(
        Operation.READ, table, Optional.empty(), Optional.of(row(member, id, body)));
  }

  /** An update. */
  public RowChange update(Row before, Row after) {
    return new RowChange(Operation.UPDATE, table, Optional.of(before), Optional.of(after));
  }

  /** A delete. */
  public RowChange delete(Row before) {
    return new RowChange(Operation.DELETE, table, Optional.of(before), Optional.empty());
  }
}
