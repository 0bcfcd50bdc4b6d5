package dev.doppio.workload;

import static org.awaitility.Awaitility.await;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One session that inserts, updates and deletes documents {@code (r, id, a)} of a table, whatever
 * other columns it has by then.
 */
public final class SteadyWrites implements AutoCloseable {
  /** MySQL's number of the error that a session gets which was chosen as a victim. */
  public static final int DEADLOCK = 1213;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RESOURCES = 20;

  private final AtomicLong written = new AtomicLong();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Random random;
  private final String table;
  private volatile boolean stops;

  private SteadyWrites(String table) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("SteadyWrites -Dseed=" + seed);
    this.random = new Random(seed);
    this.table = table;
  }

  /** Starts at once. */
  public static SteadyWrites to(MySqlServer server, String database, String table) {
    SteadyWrites writes = new SteadyWrites("`" + database + "`.`" + table + "`");
    new Thread(() -> writes.run(server), "writes").start();
    return writes;
  }

  private void run(MySqlServer server) {
    try (Connection connection = Servers.connect(server);
        Statement sql = connection.createStatement()) {
      while (!stops) {
        write(sql);
      }
      end.complete(null);
    } catch (SQLException e) {
      end.completeExceptionally(e);
    }
  }

  private void write(Statement sql) throws SQLException {
    int r = random.nextInt(RESOURCES);
    int id = 10 + random.nextInt(30);
    String where = " WHERE r = " + r + " AND id = " + id;
    try {
      switch (random.nextInt(4)) {
        case 0 -> sql.execute("DELETE FROM " + table + where);
        case 1 ->
            sql.execute(
                "UPDATE " + table + " SET a = CONCAT('u', " + random.nextInt() + ")" + where);
        default ->
            sql.execute(
                "INSERT IGNORE INTO "
                    + table
                    + " (r, id, a) VALUES ("
                    + r
                    + ", "
                    + id
                    + ", 'i"
                    + random.nextInt()
                    + "')");
      }
      written.incrementAndGet();
    } catch (SQLException e) {
      if (e.getErrorCode() != DEADLOCK) {
        throw e;
      }
    }
  }

  /** Waits until so many more were written. */
  public void go(int statements) {
    long enough = written.get() + statements;
    await().atMost(LIMIT).until(() -> written.get() >= enough || end.isDone());
    Optional.of(end)
        .filter(CompletableFuture::isCompletedExceptionally)
        .ifPresent(CompletableFuture::join);
  }

  /** Stops, and fails where a statement has failed. */
  @Override
  public void close() {
    stops = true;
    await().atMost(LIMIT).until(end::isDone);
    end.join();
  }
}
