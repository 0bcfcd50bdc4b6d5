package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.config.Endpoint;
import dev.doppio.capture.config.Overrides;
import dev.doppio.capture.config.SnapshotLimits;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.capture.config.Tls;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.secret.Secret;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A database of its own on a server, captured under its name, and the events seen so far. */
final class CapturedNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  final String database;
  final List<SourceEvent> events = new ArrayList<>();
  private final MySqlServer mysql;
  private CaptureEngine engine;
  private final TablesOfALog tables = new TablesOfALog();
  private Connection sql;
  private Overrides overrides = Overrides.none();
  private TableFilter filter = TableFilter.all();
  private List<String> databases;
  private List<MySqlServer> endpoints;
  private Optional<Long> serverId = Optional.empty();
  private Optional<ChangeSource> source = Optional.empty();

  CapturedNode(MySqlServer mysql) throws SQLException {
    this(mysql, CaptureEngine.AUTO, Servers.freshDatabase("captured"));
  }

  CapturedNode(MySqlServer mysql, CaptureEngine engine, String database) throws SQLException {
    this.mysql = mysql;
    this.engine = engine;
    this.database = database;
    this.databases = List.of(database);
    this.endpoints = List.of(mysql);
    this.sql = Servers.connect(mysql);
    execute("CREATE DATABASE " + database, "USE " + database);
  }

  Connection sql() {
    return sql;
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = sql.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  String ask(String query) throws SQLException {
    try (Statement statement = sql.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  /** After the server was down. */
  void reconnect() throws SQLException {
    sql.close();
    sql = Servers.connect(mysql);
    execute("USE " + database);
  }

  void override(Overrides taken) {
    overrides = taken;
  }

  /** What is captured from the next opening on. */
  void capture(TableFilter next, String... names) {
    filter = next;
    databases = List.of(names);
  }

  /** Reads with another engine from the next opening on. */
  void use(CaptureEngine next) {
    engine = next;
  }

  void connectAs(long replica) {
    serverId = Optional.of(replica);
  }

  /** Reads from one of these servers from the next opening on; statements stay with the first. */
  void readFrom(MySqlServer... servers) {
    endpoints = List.of(servers);
  }

  private static Endpoint endpoint(MySqlServer server) {
    return new Endpoint(
        server.host(),
        server.port(),
        "root",
        Secret.fixed("a test", MySqlServer.ROOT_PASSWORD),
        Tls.preferred());
  }

  CaptureConfig config() {
    return new CaptureConfig(
        database,
        "dc1",
        endpoints.stream().map(CapturedNode::endpoint).toList(),
        databases.stream()
            .map(
                name ->
                    new DatabaseLayout(
                        name, 4, PartitionMode.HASH, List.of(0, 1, 2, 3), Map.of(), Map.of()))
            .toList(),
        filter,
        serverId,
        engine,
        SnapshotLimits.standard(),
        overrides,
        Duration.ofHours(6),
        Map.of(),
        Map.of());
  }

  /** Opens the source and forgets what was seen before. */
  void open(Optional<SourcePosition> after) {
    events.clear();
    source = Optional.of(new Capture(config()).opener().open(after.map(tables::resume)));
  }

  /** Opens the source, waits for the end of the snapshots and for the stream behind them. */
  SourcePosition snapshot() {
    open(Optional.empty());
    pollUntil(all -> position().isPresent() && tables.areRead());
    SourcePosition behind = position().orElseThrow();
    source.orElseThrow().poll(Duration.ZERO).ifPresent(this::add);
    return behind;
  }

  /** Waits until what was seen is enough. */
  void pollUntil(Predicate<List<SourceEvent>> enough) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.test(events)) {
      assertThat(System.nanoTime()).as("events so far: " + shown()).isLessThan(deadline);
      source.orElseThrow().poll(Duration.ofMillis(200)).ifPresent(this::add);
    }
  }

  private void add(SourceEvent event) {
    events.add(event);
    tables.follow(event, positionOf(event));
  }

  /** Waits until every snapshot that was begun is complete. */
  void readAll() {
    pollUntil(all -> tables.areRead());
  }

  /** Waits until everything the server has executed by now was seen. */
  void catchUp() throws SQLException {
    GtidSet executed = executed();
    pollUntil(all -> position().filter(at -> at.executed().contains(executed)).isPresent());
  }

  /** Behind everything the server has executed. */
  SourcePosition now() throws SQLException {
    return new SourcePosition(executed(), config().scope(), "", 0);
  }

  GtidSet executed() throws SQLException {
    return GtidSet.parse(ask("SELECT @@global.gtid_executed").replace("\n", ""));
  }

  /** Polls until the source fails. */
  DoppioException failure() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        source.orElseThrow().poll(Duration.ofMillis(200)).ifPresent(this::add);
      } catch (DoppioException e) {
        return e;
      }
    }
    throw new AssertionError("no failure; events: " + shown());
  }

  /** Where the source said last that it stands. */
  Optional<SourcePosition> position() {
    Optional<SourcePosition> last = Optional.empty();
    for (SourceEvent event : events) {
      Optional<SourcePosition> here = positionOf(event);
      last = here.isPresent() ? here : last;
    }
    return last;
  }

  private static Optional<SourcePosition> positionOf(SourceEvent event) {
    if (event instanceof SourceEvent.End end) {
      return Optional.of(end.position());
    }
    if (event instanceof SourceEvent.SchemaChanged change) {
      return Optional.of(change.position());
    }
    if (event instanceof SourceEvent.Truncated truncated) {
      return Optional.of(truncated.position());
    }
    return event instanceof SourceEvent.Idle idle ? Optional.of(idle.position()) : Optional.empty();
  }

  /** Rows of an operation, after it, or before a delete. */
  List<Row> rows(Operation operation) {
    List<Row> rows = new ArrayList<>();
    for (SourceEvent event : events) {
      if (event instanceof SourceEvent.RowChange row && row.operation() == operation) {
        rows.add(row.after().or(row::before).orElseThrow());
      }
    }
    return rows;
  }

  <T extends SourceEvent> List<T> all(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private String shown() {
    return events.stream().skip(Math.max(0, events.size() - 30)).toList().toString();
  }

  void closeSource() {
    source.ifPresent(ChangeSource::close);
    source = Optional.empty();
  }

  @Override
  public void close() throws SQLException {
    closeSource();
    execute("DROP DATABASE " + database);
    sql.close();
  }
}
