package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * G4 at a replica: watches it while changes are applied. Each transaction of the mailbox workload
 * stamps a member and all messages it touches with one number and never leaves a message with a
 * stamp above its member's; a snapshot of the replica that shows such a message has seen a part.
 */
public final class WholeAtTheReplica implements Guarantee, AutoCloseable {
  private final List<String> torn = new CopyOnWriteArrayList<>();
  private final AtomicLong looks = new AtomicLong();
  private final MySqlServer replica;
  private final String database;
  private final Thread watcher;
  private volatile boolean closed;

  /** Starts watching. */
  public WholeAtTheReplica(MySqlServer replica, String database) {
    this.replica = replica;
    this.database = database;
    this.watcher = new Thread(this::watch, "whole-at-the-replica");
    watcher.start();
  }

  private void watch() {
    String query =
        "SELECT m.member_id, m.stamp, MAX(g.stamp) FROM "
            + database
            + ".member m JOIN "
            + database
            + ".message g USING (member_id) GROUP BY m.member_id, m.stamp HAVING MAX(g.stamp) >"
            + " m.stamp";
    try (Connection connection = replica.connect();
        Statement sql = connection.createStatement()) {
      while (!closed) {
        look(sql, query);
      }
    } catch (SQLException e) {
      torn.add("the watcher itself failed: " + e.getMessage());
    }
  }

  private void look(Statement sql, String query) throws SQLException {
    if (!exists(sql)) {
      return;
    }
    List<String> seen = new ArrayList<>();
    try (ResultSet row = sql.executeQuery(query)) {
      while (row.next()) {
        seen.add(row.getString(1) + " " + row.getLong(2) + " < " + row.getLong(3));
      }
    }
    torn.addAll(seen);
    looks.incrementAndGet();
  }

  private boolean exists(Statement sql) throws SQLException {
    try (ResultSet count =
        sql.executeQuery(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '"
                + database
                + "' AND table_name IN ('member', 'message')")) {
      count.next();
      return count.getInt(1) == 2;
    }
  }

  @Override
  public void check() {
    assertThat(torn).as("torn transactions seen at the replica").isEmpty();
    assertThat(looks.get()).as("times the replica was looked at").isGreaterThan(10);
  }

  @Override
  public void close() {
    closed = true;
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
