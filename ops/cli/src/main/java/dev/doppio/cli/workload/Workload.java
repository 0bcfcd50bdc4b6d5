package dev.doppio.cli.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Writes planned traffic to a MySQL server at a steady rate, from several connections. The order of
 * calls: {@link #create()}, {@link #populate}, {@link #start()}, {@link #stop()}, {@link #stamp}.
 */
public final class Workload implements AutoCloseable {
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Connector connector;
  private final WorkloadConfig config;
  private final Schema schema;
  private final List<Traffic> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CommitJournal journal = new CommitJournal();
  private volatile Optional<SQLException> failure = Optional.empty();

  /** Opens connections to the server written to. */
  public interface Connector {
    Connection connect() throws SQLException;
  }

  /** Nothing is written before {@link #create()}. */
  public Workload(Connector connector, WorkloadConfig config) {
    this.connector = connector;
    this.config = config;
    this.schema = new Schema(config.database());
    for (int lane = 0; lane < config.lanes(); lane++) {
      int mine = lane;
      List<String> members =
          IntStream.range(0, config.members())
              .filter(number -> number % config.lanes() == mine)
              .mapToObj(number -> String.format(Locale.ROOT, "m%05d", number))
              .toList();
      lanes.add(new Traffic(members, config.seed() * config.lanes() + lane));
    }
  }

  /** Makes the database and its tables. */
  public void create() throws SQLException {
    try (Connection connection = connector.connect();
        Statement sql = connection.createStatement()) {
      for (String statement : schema.statements()) {
        sql.execute(statement);
      }
    }
  }

  /** Writes the rows that are there before any traffic. */
  public void populate(int messagesPerMember) throws SQLException {
    try (Statements statements = new Statements(connector.connect(), schema)) {
      for (Traffic lane : lanes) {
        for (List<Write> writes : lane.population(messagesPerMember)) {
          statements.commit(writes);
        }
      }
    }
  }

  /** Starts writing. */
  public void start() {
    for (int lane = 0; lane < lanes.size(); lane++) {
      Traffic traffic = lanes.get(lane);
      Thread thread = new Thread(() -> write(traffic), "workload-" + lane);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /**
   * Ends with whole transactions.
   *
   * @throws SQLException what ended a lane before its time
   */
  public void stop() throws SQLException, InterruptedException {
    stopping.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** What ended a lane before its time. */
  public Optional<SQLException> failure() {
    return failure;
  }

  /** Acknowledged transactions of the traffic. */
  public CommitJournal journal() {
    return journal;
  }

  /**
   * Writes a number into every member's document, in one transaction over all partitions: a copy
   * whose members all carry it has everything before.
   */
  public void stamp(int round) throws SQLException {
    try (Connection connection = connector.connect();
        Statement sql = connection.createStatement()) {
      sql.executeUpdate("UPDATE " + schema.member() + " SET round = " + round);
    }
  }

  /** How many members of a copy do not carry the number yet. */
  public long withoutStamp(Connection copy, int round) throws SQLException {
    try (Statement sql = copy.createStatement();
        var result =
            sql.executeQuery(
                "SELECT COUNT(*), COALESCE(SUM(round = "
                    + round
                    + "), 0) FROM "
                    + schema.member())) {
      result.next();
      return Math.max(config.members(), result.getLong(1)) - result.getLong(2);
    }
  }

  private void write(Traffic traffic) {
    long interval = NANOS_PER_SECOND * lanes.size() / config.ratePerSecond();
    try (Statements statements = new Statements(connector.connect(), schema)) {
      long due = System.nanoTime();
      while (!stopping.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        statements.commit(traffic.next());
        journal.add(System.nanoTime());
        // Where the server is slower than the rate, what was missed is not caught up with.
        due = Math.max(due + interval, System.nanoTime() - NANOS_PER_SECOND);
      }
    } catch (SQLException e) {
      failure = Optional.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Idempotent; drops what a lane has not begun. */
  @Override
  public void close() {
    stopping.countDown();
    threads.forEach(Thread::interrupt);
  }
}
