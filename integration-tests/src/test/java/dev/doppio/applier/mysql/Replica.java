package dev.doppio.applier.mysql;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.DocumentKey;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.secret.Secret;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** The replica under test, plain SQL on it, and rows to write into it. */
final class Replica {
  static final LogId LOG = new LogId(new UUID(0, 1));

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  /** Where rows come from, for which the replica does not care. */
  static final Run RUN =
      new Run(
          new Scn(1, 1), new Origin("dc1", "node-1"), Optional.empty(), 0, TIME, OptionalInt.of(1));

  private Replica() {}

  static MySqlServer server() {
    return Servers.replica();
  }

  /** As root, in a small pool. */
  static MySqlTargetConfig config() {
    return config(MySqlServer.ROOT_USER, MySqlServer.ROOT_PASSWORD, List.of(), Map.of(), false);
  }

  static MySqlTargetConfig config(
      String user,
      String password,
      List<String> databases,
      Map<TableName, UniquePolicy> unique,
      boolean strict) {
    return new MySqlTargetConfig(
        server().host(),
        server().port(),
        user,
        Secret.fixed("a test", password),
        TlsMode.PREFERRED,
        5,
        Map.of("allowPublicKeyRetrieval", "true"),
        "dc1",
        databases,
        unique,
        strict);
  }

  /** Runs statements as root. */
  static void run(String... statements) {
    try (Connection connection = Servers.connect(server());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The rows of a query, columns joined by blanks, NULL as {@code null}. */
  static List<String> query(String sql) {
    try (Connection connection = Servers.connect(server());
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION time_zone = '+00:00'");
      try (ResultSet row = statement.executeQuery(sql)) {
        List<String> rows = new ArrayList<>();
        while (row.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(String.valueOf(row.getString(i)));
          }
          rows.add(String.join(" ", values));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static PartitionId partition(String database, int number) {
    return new PartitionId(database, number);
  }

  static Checkpoint at(PartitionId partition, long sequence) {
    return new Checkpoint(LOG, "dc1", partition, new Scn(1, sequence), sequence);
  }

  /** One transaction of the target. */
  static void commit(
      TargetPartition part, PartitionId partition, long sequence, DocumentChange... changes) {
    part.begin();
    part.rows(RUN, List.of(changes));
    part.commit(at(partition, sequence));
  }

  static TableVersion table(String database, String name, int keyColumns, Column... columns) {
    List<Integer> key = new ArrayList<>();
    for (int i = 0; i < keyColumns; i++) {
      key.add(i);
    }
    return new TableVersion(new TableName(database, name), List.of(columns), key);
  }

  static Column required(String name, ColumnType type) {
    return new Column(name, type, false, false);
  }

  static Column column(String name, ColumnType type) {
    return new Column(name, type, true, false);
  }

  static ColumnType type(MySqlType type) {
    return ColumnType.of(type);
  }

  static ColumnType sized(MySqlType type, int length) {
    return new ColumnType(type, length, 0, false, Optional.empty(), List.of());
  }

  static ColumnType unsigned(MySqlType type) {
    return new ColumnType(type, 0, 0, true, Optional.empty(), List.of());
  }

  static ColumnType text(MySqlType type, int length, String collation, String... members) {
    return new ColumnType(type, length, 0, false, Optional.of(collation), List.of(members));
  }

  static ColumnType varchar(int length) {
    return text(MySqlType.VARCHAR, length, "utf8mb4_0900_ai_ci");
  }

  static DocumentChange insert(TableVersion table, Object... values) {
    return after(Operation.INSERT, table, values);
  }

  static DocumentChange update(TableVersion table, Object... values) {
    return after(Operation.UPDATE, table, values);
  }

  static DocumentChange read(TableVersion table, Object... values) {
    return after(Operation.READ, table, values);
  }

  /** A delete that carries the key alone. */
  static DocumentChange delete(TableVersion table, Object... key) {
    Object[] values = new Object[table.columns().size()];
    for (int i = 0; i < key.length; i++) {
      values[table.key().get(i)] = key[i];
    }
    Row row = new Row(table, values);
    return new DocumentChange(
        DocumentKey.of(row),
        Operation.DELETE,
        table.name(),
        TIME,
        Optional.empty(),
        Optional.of(row));
  }

  private static DocumentChange after(Operation operation, TableVersion table, Object... values) {
    Row row = new Row(table, values);
    return new DocumentChange(
        DocumentKey.of(row), operation, table.name(), TIME, Optional.of(row), Optional.empty());
  }
}
