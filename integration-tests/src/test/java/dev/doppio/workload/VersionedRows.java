package dev.doppio.workload;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A table {@code doc} whose rows have a version that rises with each change, a deletion and a new
 * row under the same key included; and threads that change it at random.
 */
public final class VersionedRows implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong version = new AtomicLong(1_000);
  private final List<Exception> failures = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Duration pause;

  private VersionedRows(Duration pause) {
    this.pause = pause;
  }

  /** The database and the table, with ids from 1. */
  public static void create(Connection connection, String database, int rows) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute(
          "CREATE TABLE "
              + database
              + ".doc (id INT PRIMARY KEY, version BIGINT NOT NULL, body VARCHAR(100))");
      sql.execute("SET SESSION cte_max_recursion_depth = 1000000");
      sql.execute(
          "INSERT INTO "
              + database
              + ".doc WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + rows
              + ") SELECT i, 1, REPEAT('v', 80) FROM n");
    }
  }

  /** Begins to change rows. */
  public static VersionedRows write(
      MySqlServer server, String database, int threads, int rows, long seed) {
    return write(server, database, threads, rows, seed, Duration.ZERO);
  }

  /** The same with a pause between two changes of a thread. */
  public static VersionedRows write(
      MySqlServer server, String database, int threads, int rows, long seed, Duration pause) {
    VersionedRows writes = new VersionedRows(pause);
    for (int i = 0; i < threads; i++) {
      Random random = new Random(seed + i);
      Thread thread = new Thread(() -> writes.run(server, database, rows, random), "writes-" + i);
      writes.threads.add(thread);
      thread.start();
    }
    return writes;
  }

  private void run(MySqlServer server, String database, int rows, Random random) {
    try (Connection connection = Servers.connect(server);
        PreparedStatement put =
            connection.prepareStatement(
                "INSERT INTO "
                    + database
                    + ".doc VALUES (?, ?, 'live') AS new ON DUPLICATE KEY UPDATE version ="
                    + " new.version, body = new.body");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM " + database + ".doc WHERE id = ?");
        PreparedStatement lock =
            connection.prepareStatement(
                "SELECT id FROM " + database + ".doc WHERE id = ? FOR UPDATE")) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        int id = 1 + random.nextInt(rows);
        lock.setInt(1, id);
        lock.executeQuery().close();
        if (random.nextInt(5) == 0) {
          delete.setInt(1, id);
          delete.executeUpdate();
        } else {
          put(put, id);
        }
        connection.commit();
      }
    } catch (SQLException | InterruptedException e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  /** One thread at a time draws a version and locks its row, so that versions rise in commits. */
  private synchronized void put(PreparedStatement put, int id) throws SQLException {
    put.setInt(1, id);
    put.setLong(2, version.incrementAndGet());
    put.executeUpdate();
  }

  /** Ends the writing; what was begun is committed. */
  public void stop() throws InterruptedException {
    stopped.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new AssertionError("a writer has failed", failures.get(0));
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
