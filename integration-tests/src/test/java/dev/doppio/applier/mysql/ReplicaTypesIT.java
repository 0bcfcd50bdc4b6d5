package dev.doppio.applier.mysql;

import static dev.doppio.applier.mysql.Replica.column;
import static dev.doppio.applier.mysql.Replica.delete;
import static dev.doppio.applier.mysql.Replica.insert;
import static dev.doppio.applier.mysql.Replica.query;
import static dev.doppio.applier.mysql.Replica.required;
import static dev.doppio.applier.mysql.Replica.table;
import static dev.doppio.applier.mysql.Replica.type;
import static dev.doppio.applier.mysql.Replica.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logreader.TargetPartition;
import dev.doppio.oracle.SqlRows;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type at its edges, next to a table that plain SQL has filled with the same literals. */
final class ReplicaTypesIT {
  private static final PartitionId P0 = new PartitionId("types", 0);
  private static final int RANDOM_NUMBERS = 2_000;

  private static MySqlTarget target;
  private static TargetPartition part;
  private static long sequence;

  @BeforeAll
  static void connect() {
    Replica.run(
        "DROP DATABASE IF EXISTS doppio",
        "DROP DATABASE IF EXISTS types",
        "DROP DATABASE IF EXISTS expected",
        "CREATE DATABASE expected");
    target = MySqlTarget.connect(Replica.config());
    part = target.open(P0);
    sequence = 0;
  }

  @AfterAll
  static void close() {
    target.close();
  }

  @ParameterizedTest
  @MethodSource("dev.doppio.applier.mysql.TypeCases#all")
  void isTheSameToTheByte(TypeCase one) throws SQLException {
    String name = one.ddl().replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    TableVersion table =
        table(
            "types",
            name,
            1,
            required("id", type(MySqlType.BIGINT)),
            column("v", one.type()),
            column("w", one.type()));
    String nullable = one.ddl() + " NULL";
    fillExpected(one, name);
    List<DocumentChange> changes = new ArrayList<>();
    for (int i = 0; i < one.values().length; i += 2) {
      long id = i;
      Object value = one.values()[i];
      changes.add(insert(table, id, value, null));
    }
    commit(changes);
    changes.clear();
    for (int i = 0; i < one.values().length; i += 2) {
      changes.add(update(table, (long) i, one.values()[i], one.values()[i]));
    }
    commit(changes);
    try (Connection connection = Servers.connect(Replica.server())) {
      assertThat(SqlRows.of(connection, "types", name))
          .isEqualTo(SqlRows.of(connection, "expected", name))
          .hasSize(one.values().length / 2);
    }
    assertThat(columnsOf("types", name)).isEqualTo(columnsOf("expected", name));
    assertThat(target.stats().drift()).doesNotContainKey(table.name());
    if (one.key()) {
      findsItsRowByKey(one, name + "_key");
    }
  }

  /** By plain SQL and literals. */
  private static void fillExpected(TypeCase one, String name) {
    List<String> statements = new ArrayList<>();
    statements.add(
        "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00'");
    String column = " " + one.ddl() + " NULL";
    statements.add(
        "CREATE TABLE expected."
            + name
            + " (id BIGINT PRIMARY KEY, v"
            + column
            + ", w"
            + column
            + ")");
    for (int i = 0; i < one.values().length; i += 2) {
      String literal = String.valueOf(one.values()[i + 1]);
      statements.add("INSERT INTO expected." + name + " VALUES (" + i + ", " + literal + ", NULL)");
    }
    statements.add("UPDATE expected." + name + " SET w = v");
    Replica.run(statements.toArray(String[]::new));
  }

  private static List<String> columnsOf(String database, String table) {
    return query(
        "SELECT column_name, column_type, character_set_name, collation_name, is_nullable FROM"
            + " information_schema.columns WHERE table_schema = '"
            + database
            + "' AND table_name = '"
            + table
            + "' ORDER BY ordinal_position");
  }

  private static void findsItsRowByKey(TypeCase one, String name) {
    TableVersion table =
        table("types", name, 1, required("v", one.type()), column("n", type(MySqlType.INT)));
    List<DocumentChange> inserts = new ArrayList<>();
    List<DocumentChange> updates = new ArrayList<>();
    List<DocumentChange> deletes = new ArrayList<>();
    for (int i = 0; i < one.values().length; i += 2) {
      inserts.add(insert(table, one.values()[i], 1L));
      updates.add(update(table, one.values()[i], 2L));
      deletes.add(delete(table, one.values()[i]));
    }
    commit(inserts);
    commit(updates);
    commit(List.of(update(table, one.values()[0], 3L)));
    assertThat(query("SELECT COUNT(*), MAX(n), MIN(n) FROM types." + name))
        .containsExactly(inserts.size() + " 3 " + (inserts.size() == 1 ? 3 : 2));
    commit(deletes);
    assertThat(query("SELECT COUNT(*) FROM types." + name)).containsExactly("0");
    assertThat(target.stats().drift()).doesNotContainKey(table.name());
  }

  @Test
  void floatsAndDoublesKeepEveryBit() throws SQLException {
    long seed = Long.getLong("doppio.seed", System.nanoTime());
    Random random = new Random(seed);
    TableVersion table =
        table(
            "types",
            "floating",
            1,
            required("id", type(MySqlType.BIGINT)),
            column("f", type(MySqlType.FLOAT)),
            column("d", type(MySqlType.DOUBLE)));
    List<Float> floats = new ArrayList<>();
    List<Double> doubles = new ArrayList<>();
    fill(floats, doubles, random);
    List<DocumentChange> changes = new ArrayList<>();
    for (int i = 0; i < floats.size(); i++) {
      changes.add(insert(table, (long) i, floats.get(i), doubles.get(i)));
    }
    commit(changes);
    try (Connection connection = Servers.connect(Replica.server());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT id, f * 1e0, d FROM types.floating ORDER BY id")) {
      for (int i = 0; i < floats.size(); i++) {
        row.next();
        assertThat(Float.floatToRawIntBits((float) row.getDouble(2)))
            .as("float %s, seed %d", floats.get(i), seed)
            .isEqualTo(Float.floatToRawIntBits(floats.get(i)));
        assertThat(Double.doubleToRawLongBits(row.getDouble(3)))
            .as("double %s, seed %d", doubles.get(i), seed)
            .isEqualTo(Double.doubleToRawLongBits(doubles.get(i)));
      }
    }
  }

  private static void fill(List<Float> floats, List<Double> doubles, Random random) {
    floats.addAll(
        List.of(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, 0.1f, 1e10f));
    doubles.addAll(
        List.of(0d, -0d, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE, 0.1d, 2e-3));
    while (floats.size() < RANDOM_NUMBERS) {
      float f = Float.intBitsToFloat(random.nextInt());
      double d = Double.longBitsToDouble(random.nextLong());
      floats.add(Float.isFinite(f) ? f : 0f);
      doubles.add(Double.isFinite(d) ? d : 0d);
    }
  }

  private static void commit(List<DocumentChange> changes) {
    Replica.commit(part, P0, ++sequence, changes.toArray(DocumentChange[]::new));
  }
}
