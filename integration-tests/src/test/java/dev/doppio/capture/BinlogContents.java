package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.config.Overrides;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A table {@code t (id, v)} under capture and a database beside it that is not, on a server of
 * which these tests may change the settings. What is seen is compared with what SQL shows.
 */
abstract class BinlogContents {
  CapturedNode node;
  String other;
  SourcePosition start;
  private String first;

  static MySqlServer server() {
    return Servers.mysql("contents");
  }

  @BeforeEach
  void makeDatabases() throws Exception {
    node = new CapturedNode(server(), CaptureEngine.BINLOG, Servers.freshDatabase("contents"));
    other = Servers.freshDatabase("beside");
    node.execute(
        "SET GLOBAL log_bin_trust_function_creators = ON",
        "SET GLOBAL local_infile = ON",
        "FLUSH BINARY LOGS",
        "CREATE DATABASE " + other,
        "CREATE TABLE " + other + ".t (id INT PRIMARY KEY)",
        "CREATE TABLE bare (id INT PRIMARY KEY)");
    List<String> files = binlogs();
    first = files.get(files.size() - 1);
    start = node.now();
    node.open(Optional.of(start));
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(100))");
  }

  @AfterEach
  void dropDatabases() throws Exception {
    node.closeSource();
    node.execute("DROP DATABASE " + other);
    node.close();
  }

  /** A session of its own, in the captured database. */
  static Connection session(CapturedNode node) throws SQLException {
    Connection session = Servers.connect(server());
    execute(session, "USE " + node.database);
    return session;
  }

  static void execute(Connection session, String... statements) throws SQLException {
    try (Statement statement = session.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Keys that were inserted into a table, in order. */
  List<Long> inserted(String table) {
    return node.rows(Operation.INSERT).stream()
        .filter(row -> row.table().name().table().equals(table))
        .map(row -> (Long) row.values()[0])
        .toList();
  }

  /** The first column of what a query shows. */
  List<Long> keys(String query) throws SQLException {
    List<Long> keys = new ArrayList<>();
    try (Statement statement = node.sql().createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        keys.add(result.getLong(1));
      }
    }
    assertThat(keys).as(query).isNotEmpty();
    return keys;
  }

  /** Waits for the stop that what was just done must lead to. */
  DoppioException stop(String... words) {
    DoppioException stop = node.failure();
    assertThat(stop.kind()).as(stop.getMessage()).isEqualTo(FailureKind.SOURCE_UNSUPPORTED);
    assertThat(stop).hasMessageContainingAll(words);
    node.closeSource();
    return stop;
  }

  /** Does what the stop says, and goes on where capture stood. */
  void accept(DoppioException stop) {
    String gtid = stop.getMessage().replaceAll("(?s).*\\b([0-9a-f-]{36}:[0-9]+).*", "$1");
    node.override(new Overrides(false, Set.of(Gtid.parse(gtid)), List.of(), List.of()));
    node.open(Optional.of(start));
  }

  /** Without those that tell the time. */
  List<SourceEvent> events() {
    List<SourceEvent> events = new ArrayList<>(node.events);
    events.removeIf(SourceEvent.Idle.class::isInstance);
    return events;
  }

  /** Types of the events since the test began. */
  Set<String> typesInTheBinlog() throws SQLException {
    Set<String> types = new TreeSet<>();
    try (Statement statement = node.sql().createStatement()) {
      for (String file : binlogs().stream().filter(name -> name.compareTo(first) >= 0).toList()) {
        try (ResultSet events = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file + "'")) {
          while (events.next()) {
            types.add(events.getString(3));
          }
        }
      }
    }
    return types;
  }

  private List<String> binlogs() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = node.sql().createStatement();
        ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
      while (files.next()) {
        names.add(files.getString(1));
      }
    }
    return names;
  }
}
