package dev.doppio.logreader;

import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A small table, its second version, and changes of it. */
public final class Notes {
  /** {@code shop.notes (id BIGINT PRIMARY KEY, body VARCHAR(200))}. */
  public static final TableVersion FIRST =
      new TableVersion(new TableName("shop", "notes"), List.of(id(), text("body")), List.of(0));

  /** The same with a column {@code tag VARCHAR(200)} at its end. */
  public static final TableVersion SECOND =
      new TableVersion(
          new TableName("shop", "notes"), List.of(id(), text("body"), text("tag")), List.of(0));

  /** Commit time at the source of every change made here. */
  public static final Instant SOURCE_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private Notes() {}

  private static Column id() {
    return new Column("id", ColumnType.of(MySqlType.BIGINT), false, false);
  }

  private static Column text(String name) {
    ColumnType type =
        new ColumnType(
            MySqlType.VARCHAR, 200, 0, false, Optional.of("utf8mb4_0900_ai_ci"), List.of());
    return new Column(name, type, true, false);
  }

  /** A row of {@link #FIRST}. */
  public static Row row(long id, String body) {
    return new Row(FIRST, new Object[] {id, body});
  }

  /** A row of {@link #SECOND}. */
  public static Row row(long id, String body, String tag) {
    return new Row(SECOND, new Object[] {id, body, tag});
  }

  /** An insert. */
  public static DocumentChange insert(Row row) {
    return change(Operation.INSERT, Optional.of(row), Optional.empty());
  }

  /** An update without its row before. */
  public static DocumentChange update(Row row) {
    return change(Operation.UPDATE, Optional.of(row), Optional.empty());
  }

  /** A row read by a snapshot. */
  public static DocumentChange read(Row row) {
    return change(Operation.READ, Optional.of(row), Optional.empty());
  }

  /** A delete that carries the key alone. */
  public static DocumentChange delete(long id) {
    return change(Operation.DELETE, Optional.empty(), Optional.of(row(id, null)));
  }

  private static DocumentChange change(
      Operation operation, Optional<Row> after, Optional<Row> before) {
    Row any = after.or(() -> before).orElseThrow();
    return new DocumentChange(
        DocumentKey.of(any), operation, any.table().name(), SOURCE_TIME, after, before);
  }
}
