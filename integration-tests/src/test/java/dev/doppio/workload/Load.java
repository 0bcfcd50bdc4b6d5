package dev.doppio.workload;

import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Journal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The mailbox workload on a thread of its own, a transaction every few milliseconds, while faults
 * strike. A server that goes away is connected to again. Thread-safe.
 */
public final class Load implements AutoCloseable {
  private static final long PAUSE_MILLIS = 25;
  private MySqlServer source;
  private final Journal journal;
  private final Mailboxes mailboxes;
  private final String database;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Load::daemon);
  private final AtomicLong reconnects = new AtomicLong();
  private final AtomicLong bulkId = new AtomicLong();
  private final Object step = new Object();
  private Optional<Connection> connection;
  private Optional<Throwable> failure = Optional.empty();
  private boolean paused = true;

  /** Makes the database with its tables; {@link #go()} begins the traffic. */
  public Load(MySqlServer source, String database, Journal journal, long seed) throws SQLException {
    this.source = source;
    this.journal = journal;
    this.database = database;
    Connection first = connect();
    this.connection = Optional.of(first);
    this.mailboxes = new Mailboxes(first, database, journal, seed);
    mailboxes.create();
    first
        .createStatement()
        .execute("CREATE TABLE bulk (bulk_id BIGINT PRIMARY KEY, filler VARCHAR(2000) NOT NULL)");
    thread.scheduleWithFixedDelay(this::step, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "load");
    thread.setDaemon(true);
    return thread;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        source.jdbcUrl() + "&trackSessionState=true",
        MySqlServer.ROOT_USER,
        MySqlServer.ROOT_PASSWORD);
  }

  private void step() {
    synchronized (step) {
      if (paused || failure.isPresent()) {
        return;
      }
      try {
        if (connection.isEmpty()) {
          Connection fresh = connect();
          mailboxes.resume(fresh);
          connection = Optional.of(fresh);
          reconnects.incrementAndGet();
        }
        mailboxes.run(1);
      } catch (SQLException gone) {
        connection.ifPresent(Load::abandon);
        connection = Optional.empty();
      } catch (RuntimeException | AssertionError defect) {
        failure = Optional.of(defect);
      }
    }
  }

  private static void abandon(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException goneAlready) {
      return;
    }
  }

  /** From now on another server takes the writes, one that has all that was acknowledged. */
  public void moveTo(MySqlServer next) {
    synchronized (step) {
      source = next;
      connection.ifPresent(Load::abandon);
      connection = Optional.empty();
    }
  }

  /** Begins or goes on. */
  public void go() {
    synchronized (step) {
      paused = false;
    }
  }

  /** Stops; no transaction is open when it returns. */
  public void pause() {
    synchronized (step) {
      paused = true;
      failure.ifPresent(
          defect -> {
            throw new AssertionError("the load itself failed", defect);
          });
    }
  }

  /** One source transaction of so many rows of about a kilobyte, beside the traffic. */
  public void burst(int rows) throws SQLException {
    long first = bulkId.getAndAdd(rows);
    try (Connection own = connect()) {
      String gtid = new Bulk(own, database).insert(first, rows);
      List<Journal.Changed> changes = new ArrayList<>();
      for (long id = first; id < first + rows; id++) {
        changes.add(new Journal.Changed("bulk", "bulk/" + id, "INSERT"));
      }
      journal.add(new Journal.Committed(gtid, changes));
    }
  }

  /** Transactions that MySQL has acknowledged. */
  public int transactions() {
    return journal.size();
  }

  /** How often a connection was lost and made again. */
  public long reconnects() {
    return reconnects.get();
  }

  /** The stamp of the last transaction that was begun; stamps rise. */
  public long stamp() {
    synchronized (step) {
      return mailboxes.stamp();
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.ifPresent(Load::abandon);
  }
}
