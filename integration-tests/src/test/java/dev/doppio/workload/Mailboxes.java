package dev.doppio.workload;

import dev.doppio.oracle.Journal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Members with messages: every transaction writes some messages of one member, each with the
 * transaction's stamp, and then the member's row with their number and the sum of their stamps, so
 * that any part of it alone shows; some touch two members and thus two partitions. Used by one
 * thread.
 */
public final class Mailboxes {
  private static final int MEMBERS = 40;
  private static final int FULL = 15;
  private final String database;
  private final Journal journal;
  private final Random random;
  private final Function<Random, List<String>> choice;

  /** Messages and their stamps, by member. */
  private final Map<String, TreeMap<Long, Long>> members = new TreeMap<>();

  private Connection connection;
  private long stamp;

  /** A workload on a connection of its own; the same seed makes the same traffic. */
  public Mailboxes(Connection connection, String database, Journal journal, long seed) {
    this(connection, database, journal, seed, Mailboxes::anyMembers);
  }

  /** The same on the members that are chosen for each transaction. */
  Mailboxes(
      Connection connection,
      String database,
      Journal journal,
      long seed,
      Function<Random, List<String>> choice) {
    this.connection = connection;
    this.database = database;
    this.journal = journal;
    this.random = new Random(seed);
    this.choice = choice;
  }

  private static List<String> anyMembers(Random random) {
    String one = "m" + random.nextInt(MEMBERS);
    return random.nextInt(5) == 0
        ? List.of(one, "m" + (MEMBERS + random.nextInt(MEMBERS)))
        : List.of(one);
  }

  /** Makes the database and its tables, and asks MySQL to tell each commit's GTID. */
  public void create() throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE `" + database + "`");
      sql.execute(
          "CREATE TABLE `"
              + database
              + "`.member (member_id VARCHAR(40) NOT NULL PRIMARY KEY,"
              + " stamp BIGINT NOT NULL, held INT NOT NULL, stamps BIGINT NOT NULL,"
              + " sent INT UNSIGNED NOT NULL, profile JSON, seen TIMESTAMP(6) NULL)");
      sql.execute(
          "CREATE TABLE `"
              + database
              + "`.message (member_id VARCHAR(40) NOT NULL,"
              + " message_id BIGINT UNSIGNED NOT NULL, stamp BIGINT NOT NULL, body LONGBLOB,"
              + " sent_at DATETIME(6), weight DOUBLE, price DECIMAL(20,6), subject VARCHAR(200),"
              + " PRIMARY KEY (member_id, message_id))");
    }
    prepare();
  }

  private void prepare() throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET SESSION session_track_gtids = OWN_GTID");
    }
    connection.setAutoCommit(false);
    connection.setCatalog(database);
  }

  /**
   * Goes on by a new connection after one was lost. Whether the last commit was done, only the
   * database knows: what is there is read again.
   */
  public void resume(Connection fresh) throws SQLException {
    connection = fresh;
    prepare();
    members.clear();
    try (Statement sql = connection.createStatement()) {
      try (ResultSet row = sql.executeQuery("SELECT member_id, stamp FROM member")) {
        while (row.next()) {
          members.put(row.getString(1), new TreeMap<>());
          stamp = Math.max(stamp, row.getLong(2));
        }
      }
      try (ResultSet row = sql.executeQuery("SELECT member_id, message_id, stamp FROM message")) {
        while (row.next()) {
          members.get(row.getString(1)).put(row.getLong(2), row.getLong(3));
        }
      }
    }
    connection.commit();
  }

  /** Runs transactions, each journaled once acknowledged. */
  public void run(int transactions) throws SQLException {
    for (int i = 0; i < transactions; i++) {
      List<Journal.Changed> changes = new ArrayList<>();
      stamp++;
      for (String member : choice.apply(random)) {
        touch(changes, member);
      }
      journal.add(new Journal.Committed(Gtids.commit(connection), changes));
    }
  }

  private void touch(List<Journal.Changed> changes, String member) throws SQLException {
    boolean known = members.containsKey(member);
    TreeMap<Long, Long> messages = members.computeIfAbsent(member, m -> new TreeMap<>());
    for (int i = random.nextInt(4); i >= 0; i--) {
      message(changes, member, messages);
    }
    update(
        "INSERT INTO member VALUES (?, ?, ?, ?, 1, '{\"a\": [1, 2.5, \"\u00e9\"]}', NOW(6)) ON"
            + " DUPLICATE KEY UPDATE stamp = VALUES(stamp), held = VALUES(held), stamps ="
            + " VALUES(stamps), sent = sent + 1",
        member,
        stamp,
        messages.size(),
        messages.values().stream().mapToLong(Long::longValue).sum());
    changes.add(new Journal.Changed("member", "member/" + member, known ? "UPDATE" : "INSERT"));
  }

  private void message(List<Journal.Changed> changes, String member, TreeMap<Long, Long> messages)
      throws SQLException {
    int choice = random.nextInt(10);
    if (messages.size() < 3 || (choice < 5 && messages.size() < FULL)) {
      insert(changes, member, messages);
      return;
    }
    long id = choice < 8 ? messages.firstKey() : messages.lastKey();
    String key = "message/" + member + "/" + id;
    if (choice < 8 && messages.size() < FULL) {
      messages.put(id, stamp);
      update(
          "UPDATE message SET stamp = ?, weight = weight + 1 WHERE member_id = ? AND message_id ="
              + " ?",
          stamp,
          member,
          id);
      changes.add(new Journal.Changed("message", key, "UPDATE"));
    } else {
      messages.remove(id);
      update("DELETE FROM message WHERE member_id = ? AND message_id = ?", member, id);
      changes.add(new Journal.Changed("message", key, "DELETE"));
    }
  }

  private void insert(List<Journal.Changed> changes, String member, TreeMap<Long, Long> messages)
      throws SQLException {
    long id = stamp * 1000 + random.nextInt(1000);
    if (messages.putIfAbsent(id, stamp) != null) {
      return;
    }
    byte[] body = new byte[random.nextInt(100) == 0 ? 250_000 : random.nextInt(900)];
    random.nextBytes(body);
    update(
        "INSERT INTO message VALUES (?, ?, ?, ?, NOW(6), RAND(), 12345.678901, 'Gr\u00fc\u00dfe')",
        member,
        id,
        stamp,
        body);
    changes.add(new Journal.Changed("message", "message/" + member + "/" + id, "INSERT"));
  }

  private void update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  /** Of the last transaction that was begun; stamps rise. */
  long stamp() {
    return stamp;
  }
}
