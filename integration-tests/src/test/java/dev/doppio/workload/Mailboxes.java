package dev.doppio.workload;

import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.protocol.ServerSessionStateController;
import dev.doppio.oracle.Journal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Members with messages: every transaction touches one member's document and several of its
 * messages, so that a torn transaction shows; some touch two members and thus two partitions. Used
 * by one thread.
 */
public final class Mailboxes {
  private static final int MEMBERS = 40;
  private final Connection connection;
  private final String database;
  private final Journal journal;
  private final Random random;
  private final SortedSet<String> messages = new TreeSet<>();
  private final SortedSet<String> members = new TreeSet<>();
  private long stamp;

  /** A workload on a connection of its own; the same seed makes the same traffic. */
  public Mailboxes(Connection connection, String database, Journal journal, long seed) {
    this.connection = connection;
    this.database = database;
    this.journal = journal;
    this.random = new Random(seed);
  }

  /** Makes the database and its tables, and asks MySQL to tell each commit's GTID. */
  public void create() throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE `" + database + "`");
      sql.execute(
          "CREATE TABLE `"
              + database
              + "`.member (member_id VARCHAR(40) NOT NULL PRIMARY KEY,"
              + " stamp BIGINT NOT NULL, sent INT UNSIGNED NOT NULL, profile JSON,"
              + " seen TIMESTAMP(6) NULL)");
      sql.execute(
          "CREATE TABLE `"
              + database
              + "`.message (member_id VARCHAR(40) NOT NULL,"
              + " message_id BIGINT UNSIGNED NOT NULL, stamp BIGINT NOT NULL, body LONGBLOB,"
              + " sent_at DATETIME(6), weight DOUBLE, price DECIMAL(20,6), subject VARCHAR(200),"
              + " PRIMARY KEY (member_id, message_id))");
      sql.execute("SET SESSION session_track_gtids = OWN_GTID");
    }
    connection.setAutoCommit(false);
  }

  /** Runs transactions, each journaled once acknowledged. */
  public void run(int transactions) throws SQLException {
    for (int i = 0; i < transactions; i++) {
      List<Journal.Changed> changes = new ArrayList<>();
      stamp++;
      touch(changes, member(random.nextInt(MEMBERS)));
      if (random.nextInt(5) == 0) {
        touch(changes, member(MEMBERS + random.nextInt(MEMBERS)));
      }
      journal.add(new Journal.Committed(commit(), changes));
    }
  }

  private static String member(int number) {
    return "m" + number;
  }

  /** The member's document last: what shows of a transaction without its end is then torn. */
  private void touch(List<Journal.Changed> changes, String member) throws SQLException {
    for (int i = random.nextInt(4); i >= 0; i--) {
      message(changes, member);
    }
    boolean known = !members.add(member);
    update(
        "INSERT INTO member VALUES (?, ?, 1, '{\"a\": [1, 2.5, \"\u00e9\"]}', NOW(6)) ON DUPLICATE"
            + " KEY UPDATE stamp = VALUES(stamp), sent = sent + 1",
        member,
        stamp);
    changes.add(new Journal.Changed("member", "member/" + member, known ? "UPDATE" : "INSERT"));
  }

  private void message(List<Journal.Changed> changes, String member) throws SQLException {
    SortedSet<String> mine = messages.subSet(member + "/", member + "0");
    int choice = random.nextInt(10);
    if (mine.size() < 3 || choice < 5) {
      long id = stamp * 1000 + random.nextInt(1000);
      if (messages.add(member + "/" + id)) {
        byte[] body = new byte[random.nextInt(20) == 0 ? 150_000 : random.nextInt(900)];
        random.nextBytes(body);
        update(
            "INSERT INTO message VALUES (?, ?, ?, ?, NOW(6), RAND(), 12345.678901,"
                + " 'Gr\u00fc\u00dfe')",
            member,
            id,
            stamp,
            body);
        changes.add(new Journal.Changed("message", "message/" + member + "/" + id, "INSERT"));
      }
      return;
    }
    String chosen = choice < 8 ? mine.first() : mine.last();
    long id = Long.parseLong(chosen.substring(chosen.indexOf('/') + 1));
    if (choice < 8) {
      int rows =
          update(
              "UPDATE message SET stamp = ?, weight = weight + 1 WHERE member_id = ? AND"
                  + " message_id = ?",
              stamp,
              member,
              id);
      if (rows == 1) {
        changes.add(new Journal.Changed("message", "message/" + chosen, "UPDATE"));
      }
    } else {
      update("DELETE FROM message WHERE member_id = ? AND message_id = ?", member, id);
      messages.remove(chosen);
      changes.add(new Journal.Changed("message", "message/" + chosen, "DELETE"));
    }
  }

  private int update(String sql, Object... values) throws SQLException {
    connection.setCatalog(database);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private String commit() throws SQLException {
    connection.commit();
    ServerSessionStateController.SessionStateChange gtid =
        connection
            .unwrap(JdbcConnection.class)
            .getServerSessionStateController()
            .getSessionStateChanges()
            .getSessionStateChangesList()
            .stream()
            .filter(c -> c.getType() == ServerSessionStateController.SESSION_TRACK_GTIDS)
            .findFirst()
            .orElseThrow(() -> new AssertionError("MySQL told no GTID for a commit"));
    return gtid.getValues().get(0).toLowerCase(Locale.ROOT);
  }
}
