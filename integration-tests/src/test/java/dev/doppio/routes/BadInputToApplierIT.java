package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.local.Ports;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.SqlRows;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Refusal;
import dev.doppio.servers.Servers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What an applier can't read or write is refused with what, where and the remedy; nothing is
 * written, neither to Kafka nor to the replica. All cases share a log of two documents that a
 * replica has.
 */
final class BadInputToApplierIT {
  private static final String DATABASE = Servers.freshDatabase("unfit");
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String yaml = Configs.apply(replica, kafka, DATABASE, 2);

  @BeforeAll
  static void aLogAndItsReplica() throws Exception {
    MySqlServer source = Servers.source();
    KafkaCluster kafka = Servers.kafka("dc1");
    execute(
        source,
        "CREATE DATABASE " + DATABASE,
        "CREATE TABLE " + DATABASE + ".doc (id INT PRIMARY KEY, v INT)",
        "INSERT INTO " + DATABASE + ".doc VALUES (1, 1), (2, 2), (3, 3), (4, 4)");
    String node = "node-" + DATABASE;
    try (Daemon sidecar =
            Daemon.start(
                node, List.of("sidecar"), Configs.sidecar(node, source, kafka, DATABASE, 2));
        Daemon applier =
            Daemon.start(
                "apply-" + DATABASE,
                List.of("apply", "mysql"),
                Configs.apply(Servers.replica(), kafka, DATABASE, 2))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(documents(Servers.replica())).hasSize(4));
      assertThat(sidecar.terminate()).isZero();
      assertThat(applier.terminate()).isZero();
    }
  }

  @Test
  void aWrongPassword() throws Exception {
    String user = "other_" + DATABASE;
    execute(replica, "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'not-doppio'");
    refused(3, yaml.replace("user: root", "user: " + user))
        .says(
            "Access denied for user '" + user + "'",
            "by target.mysql.password-file (",
            "check user and password, which is read at each login, and from which hosts the account"
                + " may connect");
  }

  @Test
  void anAccountWithoutRights() throws Exception {
    String user = "poor_" + DATABASE;
    execute(replica, "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'doppio'");
    refused(3, yaml.replace("user: root", "user: " + user))
        .says("the account lacks privileges: GRANT ", "ON `doppio`.* TO '" + user + "'@'%'");
  }

  @Test
  void aMissingReplica() {
    int port = Ports.free();
    refused(4, yaml.replace("port: " + replica.port(), "port: " + port), waiting(2))
        .says("127.0.0.1:" + port);
  }

  @Test
  void aMissingBroker() {
    String nobody = "127.0.0.1:" + Ports.free();
    refused(
            4,
            yaml.replace(kafka.bootstrap(), nobody),
            "--set",
            "daemon.start-wait=2s",
            "--set",
            "log.timeout=2s")
        .says(
            "log doppio.* at " + nobody + " does not answer",
            "Check that the brokers run and kafka.bootstrap.servers names them");
  }

  @Test
  void aTopicThatIsNotThereIsWaitedForAndThenGivenUp() {
    refused(4, yaml.replace(DATABASE + ":", DATABASE + "_typo:"), waiting(2))
        .says(
            "topic doppio." + DATABASE + "_typo does not exist at " + kafka.bootstrap() + " yet",
            "start the sidecar, which makes it, or the mirror that copies it");
  }

  @Test
  void anotherNumberOfPartitions() {
    refused(3, yaml.replace("partitions: 2", "partitions: 3"))
        .says(
            "topic doppio."
                + DATABASE
                + " at "
                + kafka.bootstrap()
                + " has 2 partitions,"
                + " configured are 3",
            "correct the configuration or the topic's name");
  }

  @Test
  void anotherLogThanTheReplicaWasFedBy() throws Exception {
    String other = "00000000-0000-4000-8000-000000000000";
    execute(replica, setLog("'" + other + "'"));
    Map<String, String> before = documents(replica);
    Command.run(List.of("apply", "mysql"), yaml)
        .exits(6)
        .says(
            "the target was fed by log " + other,
            "Point the reader at the log it knows, or empty the target");
    assertThat(documents(replica)).hasSize(4).isEqualTo(before);
  }

  @Test
  void anUnknownKeyOfTheConfiguration() {
    refused(2, yaml + "reader: {treads: 2}\n")
        .says("reader.treads: no such setting", "did you mean threads?");
  }

  @Test
  void anUnknownVersionOfTheConfiguration() {
    refused(2, yaml.replace("version: 1", "version: 9"))
        .says("version: is 9, this doppio reads version 1; rewrite the file by docs/operations.md");
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused(2, yaml, "--set", "console.port=" + taken.getLocalPort())
          .says(
              "console.port: ",
              "127.0.0.1:" + taken.getLocalPort(),
              "choose another port with console.port");
    }
  }

  private static String setLog(String log) {
    return "UPDATE doppio.checkpoint SET log_id = "
        + log
        + " WHERE database_name = '"
        + DATABASE
        + "'";
  }

  private static String[] waiting(int seconds) {
    return new String[] {"--set", "daemon.start-wait=" + seconds + "s"};
  }

  private static Map<String, String> documents(MySqlServer server) throws SQLException {
    try (Connection connection = Servers.connect(server)) {
      return SqlRows.of(connection, DATABASE, "doc");
    }
  }

  private static void execute(MySqlServer server, String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private Command.Result refused(int code, String configuration, String... flags) {
    return new Refusal(List.of("apply", "mysql"), kafka, replica).exits(code, configuration, flags);
  }
}
