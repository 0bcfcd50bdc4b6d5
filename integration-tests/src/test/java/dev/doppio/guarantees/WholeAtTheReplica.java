package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.guarantees.Violation.Kind;
import dev.doppio.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * G4 at a replica: watches it while changes are applied. Each transaction of the mailbox workload
 * stamps the messages that it writes and leaves in the member's row how many messages there are and
 * what their stamps add up to. A snapshot in which the two do not agree has seen a part of a
 * transaction, whichever part it was.
 *
 * <p>It asks every {@value #PAUSE_MILLIS} ms which transactions the server has executed, and judges
 * a snapshot when there are others than before the last one. That misses nothing that a snapshot
 * each time would show: what can be seen changes by a commit only, whoever makes it and whether or
 * not it moves a checkpoint; each commit gets a GTID; and the set is read before the snapshot, and
 * grows after the commit can be seen. So what was committed while a snapshot was taken is either in
 * it or leads to another one. A server that comes back may have lost the end of the set and give
 * the same GTIDs to other transactions: what was judged before it went away counts no more.
 */
public final class WholeAtTheReplica implements Guarantee, AutoCloseable {
  private static final int ENOUGH_LOOKS = 10;
  private static final long PAUSE_MILLIS = 20;
  private final List<Violation> torn = new CopyOnWriteArrayList<>();
  private final AtomicLong looks = new AtomicLong();
  private final MySqlServer replica;
  private final String database;
  private final String query;
  private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();
  private Optional<Connection> connection = Optional.empty();

  /** Read before the last snapshot that was judged. */
  private String judged = "";

  /** Starts watching; a replica that does not answer is tried again. */
  public WholeAtTheReplica(MySqlServer replica, String database) {
    this.replica = replica;
    this.database = database;
    // One statement is one snapshot.
    this.query =
        """
        SELECT CONCAT(m.member_id, ' has ', COUNT(g.stamp), ' messages with ',
          COALESCE(SUM(g.stamp), 0), ', its row says ', m.held, ' with ', m.stamps)
        FROM %1$s.member m LEFT JOIN %1$s.message g USING (member_id)
        GROUP BY m.member_id, m.held, m.stamps
        HAVING m.held <> COUNT(g.stamp) OR m.stamps <> COALESCE(SUM(g.stamp), 0)
        UNION ALL SELECT CONCAT(g.member_id, ' has messages and no row')
        FROM %1$s.message g LEFT JOIN %1$s.member m USING (member_id) WHERE m.member_id IS NULL
        """
            .formatted(database);
    watcher.scheduleWithFixedDelay(this::look, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (connection.isEmpty()) {
        connection = Optional.of(replica.connect());
      }
      try (Statement sql = connection.get().createStatement()) {
        String executed = executed(sql);
        if (!executed.equals(judged) && exists(sql)) {
          judge(sql);
          judged = executed;
        }
        if (!judged.isEmpty()) {
          looks.incrementAndGet();
        }
      }
    } catch (SQLException notThere) {
      connection = Optional.empty();
      judged = "";
    }
  }

  private static String executed(Statement sql) throws SQLException {
    try (ResultSet row = sql.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
      row.next();
      return row.getString(1);
    }
  }

  private void judge(Statement sql) throws SQLException {
    try (ResultSet row = sql.executeQuery(query)) {
      while (row.next()) {
        torn.add(new Violation(Kind.TORN, row.getString(1)));
      }
    }
  }

  private boolean exists(Statement sql) throws SQLException {
    if (!judged.isEmpty()) {
      return true;
    }
    try (ResultSet count =
        sql.executeQuery(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '"
                + database
                + "' AND table_name IN ('member', 'message')")) {
      count.next();
      return count.getInt(1) == 2;
    }
  }

  /** How often it was known that what the replica shows has been judged. */
  long looks() {
    return looks.get();
  }

  @Override
  public List<Violation> violations() {
    assertThat(looks.get()).as("times the replica was looked at").isGreaterThan(ENOUGH_LOOKS);
    return List.copyOf(torn);
  }

  @Override
  public void close() {
    watcher.shutdown();
    try {
      watcher.awaitTermination(1, TimeUnit.MINUTES);
      if (connection.isPresent()) {
        connection.get().close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException gone) {
      connection = Optional.empty();
    }
  }
}
