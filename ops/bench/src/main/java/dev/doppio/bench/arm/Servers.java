package dev.doppio.bench.arm;

import dev.doppio.bench.process.Waiting;
import dev.doppio.local.LocalException;
import dev.doppio.local.Workspace;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What all arms share.
 *
 * @param workspace whose end is everybody's
 * @param mysql storage node
 * @param mysqlPid its process, where it is one of this machine
 * @param kafka one broker
 */
public record Servers(
    Workspace workspace, MySqlServer mysql, Optional<Long> mysqlPid, KafkaCluster kafka) {
  private static final String DUMPS =
      "SELECT PROCESSLIST_ID FROM performance_schema.threads"
          + " WHERE PROCESSLIST_COMMAND LIKE 'Binlog Dump%'";

  public static Servers start(Workspace workspace) throws SQLException {
    MySqlServer mysql =
        MySqlServer.start(
            workspace,
            MySqlSpec.storageNode("source", 1)
                .with(
                    "innodb_buffer_pool_size=256M",
                    "max_binlog_size=1G",
                    // What MySQL's own replica can do in parallel; 9 does so without being asked.
                    "loose_binlog_transaction_dependency_tracking=WRITESET"));
    KafkaCluster kafka = KafkaCluster.start(workspace, KafkaSpec.named("log").withOptimisedJvm());
    return new Servers(workspace, mysql, pidOf(mysql), kafka);
  }

  /** Process of a server, where it is one of this machine. */
  public static Optional<Long> pidOf(MySqlServer mysql) throws SQLException {
    try (Connection connection = mysql.connect();
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT @@datadir, @@pid_file")) {
      row.next();
      Path file = Path.of(row.getString(1)).resolve(row.getString(2));
      return Files.exists(file)
          ? Optional.of(Long.parseLong(Files.readString(file).trim()))
          : Optional.empty();
    } catch (IOException e) {
      throw new LocalException("Cannot read the pid file of " + mysql + ": " + e, e);
    }
  }

  /** What runs here. */
  public Map<String, String> versions() {
    return Map.of(
        "mysql",
        mysql.version(),
        "kafka",
        AppInfoParser.getVersion() + ", one broker, one replica");
  }

  /** The processes whose CPU counts beside the arm's own. */
  Map<String, Long> processes() {
    Map<String, Long> all = new HashMap<>();
    all.put(Measurement.BROKER, kafka.pid(1));
    mysqlPid.ifPresent(pid -> all.put(Measurement.MYSQL, pid));
    return all;
  }

  /** The same with the arm's. */
  Map<String, Long> processesWith(long own) {
    Map<String, Long> all = processes();
    all.put(Measurement.OWN, own);
    return all;
  }

  /** Ids of the connections to which MySQL sends its binlog. */
  Set<Long> dumps() throws SQLException {
    try (Connection connection = mysql.connect()) {
      return dumps(connection);
    }
  }

  /** Waits until MySQL begins to send its binlog to somebody who is not among these. */
  void awaitDumpBeside(Set<Long> earlier, Waiting waiting)
      throws SQLException, InterruptedException {
    try (Connection connection = mysql.connect()) {
      while (earlier.containsAll(dumps(connection))) {
        waiting.pause("MySQL to be asked for its binlog");
      }
    }
  }

  private static Set<Long> dumps(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet threads = sql.executeQuery(DUMPS)) {
      Set<Long> ids = new HashSet<>();
      while (threads.next()) {
        ids.add(threads.getLong(1));
      }
      return ids;
    }
  }
}
