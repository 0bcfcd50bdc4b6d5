package dev.doppio.bench.workload;

import dev.doppio.local.LocalException;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.gtid.GtidSet;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes empty tables and fills them, as quickly as the server takes it. */
public final class Loader {
  private static final int CONNECTIONS = 3;

  /** Statements go out together; each is a transaction of its own all the same. */
  private static final int STATEMENT_BYTES = 256 << 10;

  private final MySqlServer server;

  public Loader(MySqlServer server) {
    this.server = server;
  }

  /** An empty table {@code documents}, and {@code marks} for whoever needs a row to be seen. */
  public void create(String database) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("USE " + database);
      sql.execute(Documents.table());
      sql.execute("CREATE TABLE marks (id INT PRIMARY KEY)");
    }
  }

  /** A row in {@code marks}. */
  public void mark(String database, int id) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement()) {
      sql.execute("INSERT INTO " + database + ".marks VALUES (" + id + ")");
    }
  }

  /**
   * Fills the table with new documents. Meanwhile the server does not wait for its disk; afterwards
   * it is as safe as before.
   */
  public Backlog fill(String database, Workload workload) throws SQLException {
    return fill(database, workload, Mix.INSERTS);
  }

  /** The same with another mix of changes. */
  public Backlog fill(String database, Workload workload, Mix mix) throws SQLException {
    GtidSet before = executed();
    long begin = binlogBytes();
    durability(0);
    try {
      inParallel(database, workload, mix);
    } finally {
      durability(1);
    }
    mustHold(database, workload);
    return new Backlog(workload, database, before, executed(), binlogBytes() - begin);
  }

  /** How soon a commit is on the disk: 0, when the system likes; 1, before it returns. */
  public void durability(int level) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement()) {
      sql.execute("SET GLOBAL sync_binlog = " + level);
      sql.execute("SET GLOBAL innodb_flush_log_at_trx_commit = " + level);
      if (level == 1) {
        sql.execute("FLUSH BINARY LOGS");
        sql.execute("FLUSH ENGINE LOGS");
      }
    }
  }

  private void inParallel(String database, Workload workload, Mix mix) throws SQLException {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int writer = 0; writer < CONNECTIONS; writer++) {
        long from = begin(workload, writer);
        long to = begin(workload, writer + 1);
        writers.add(
            CompletableFuture.runAsync(() -> write(database, workload, mix, from, to), threads));
      }
      writers.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof LocalException known ? known : e;
    } finally {
      threads.shutdownNow();
    }
  }

  /** First transaction of a writer; an even one, so that it begins with a document of its own. */
  private static long begin(Workload workload, int writer) {
    long transactions = workload.transactions();
    return writer == CONNECTIONS ? transactions : transactions * writer / CONNECTIONS / 2 * 2;
  }

  /** Transactions {@code from} to {@code to - 1}. */
  private void write(String database, Workload workload, Mix mix, long from, long to) {
    Documents documents = new Documents(from, workload.documentBytes());
    String url = server.jdbcUrl(database) + "&allowMultiQueries=true";
    try (Connection connection =
            DriverManager.getConnection(url, MySqlServer.ROOT_USER, MySqlServer.ROOT_PASSWORD);
        Statement sql = connection.createStatement()) {
      StringBuilder text = new StringBuilder();
      for (long transaction = from; transaction < to; transaction++) {
        mix.transaction(documents, workload.rowsPerTransaction(), from, transaction, text);
        text.append(';');
        if (text.length() > STATEMENT_BYTES || transaction == to - 1) {
          sql.execute(text.toString());
          text.setLength(0);
        }
      }
    } catch (SQLException e) {
      throw new LocalException("Cannot write the documents: " + e.getMessage(), e);
    }
  }

  private void mustHold(String database, Workload workload) throws SQLException {
    // A document's version is the number of its changes.
    long rows =
        Long.parseLong(ask("SELECT SUM(version) FROM " + database + "." + Backlog.TABLE, 1).get(0));
    if (rows != workload.rows()) {
      throw new LocalException(
          "MySQL holds " + rows + " changes where " + workload + " was written");
    }
  }

  /** What the server has executed. */
  public GtidSet executed() throws SQLException {
    return GtidSet.parse(ask("SELECT @@gtid_executed", 1).get(0).replaceAll("\\s", ""));
  }

  private long binlogBytes() throws SQLException {
    return ask("SHOW BINARY LOGS", 2).stream().mapToLong(Long::parseLong).sum();
  }

  private List<String> ask(String query, int column) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement();
        ResultSet result = sql.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (result.next()) {
        values.add(result.getString(column));
      }
      return values;
    }
  }
}
