package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.Ports;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * What can't be captured or written is refused with what, where and the remedy; nothing is written.
 */
final class BadInputIT {
  private static final String DOC = "CREATE TABLE %s.doc (id INT PRIMARY KEY, v INT)";
  private final MySqlServer mysql = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("bad");
  private final String node = "node-" + database;

  @Test
  void aServerWithoutGtids() throws Exception {
    MySqlServer other = Servers.mysql("no-gtids", "gtid-mode=OFF", "enforce-gtid-consistency=OFF");
    refused(other, DOC).says("gtid_mode", "ON", "enforce_gtid_consistency");
  }

  @Test
  void aServerThatMayLoseItsBinlogTailOrLogsStatementsOrPartsOfRows() throws Exception {
    MySqlServer other =
        Servers.mysql(
            "unsafe",
            "sync-binlog=0",
            "innodb-flush-log-at-trx-commit=2",
            "binlog-format=STATEMENT",
            "binlog-row-image=MINIMAL");
    refused(other, DOC)
        .says(
            "SET PERSIST sync_binlog = 1",
            "innodb_flush_log_at_trx_commit",
            "binlog_format",
            "ROW",
            "binlog_row_image",
            "FULL");
  }

  @Test
  void anAccountWithoutRights() throws Exception {
    create(mysql, DOC);
    execute(mysql, "CREATE USER 'poor_" + database + "'@'%' IDENTIFIED BY 'doppio'");
    String yaml = yaml(mysql).replace("user: root", "user: poor_" + database);
    run(yaml).exits(3).says("GRANT", "REPLICATION SLAVE", "poor_" + database);
    nothingWritten();
  }

  @Test
  void aWrongPassword() throws Exception {
    create(mysql, DOC);
    execute(mysql, "CREATE USER 'other_" + database + "'@'%' IDENTIFIED BY 'not-doppio'");
    String yaml = yaml(mysql).replace("user: root", "user: other_" + database);
    run(yaml).exits(3).says("Access denied", "other_" + database);
    nothingWritten();
  }

  @Test
  void aMissingBroker() throws Exception {
    create(mysql, DOC);
    int port = Ports.free();
    String yaml = yaml(mysql).replace(kafka.bootstrap(), "127.0.0.1:" + port);
    run(yaml, "--set", "daemon.start-wait=3s", "--set", "writer.log-timeout=3s")
        .exits(4)
        .says("127.0.0.1:" + port);
  }

  @Test
  void aMissingStorageNode() {
    int port = Ports.free();
    run(
            yaml(mysql).replace("port: " + mysql.port(), "port: " + port),
            "--set",
            "daemon.start-wait=3s")
        .exits(4)
        .says("127.0.0.1:" + port);
  }

  @Test
  void aTopicWithAnotherNumberOfPartitions() throws Exception {
    create(mysql, DOC);
    try (Admin admin = kafka.admin()) {
      admin.createTopics(List.of(new NewTopic("doppio." + database, 3, (short) 1))).all().get();
    }
    run(yaml(mysql)).exits(3).says("doppio." + database, "3 partitions", "2");
    nothingWritten();
  }

  @Test
  void aTopicThatWasDeletedAndMadeAgainIsAnotherLog() throws Exception {
    create(mysql, DOC);
    try (Daemon first = Daemon.start(node, List.of("sidecar"), yaml(mysql)).awaitReady()) {
      assertThat(first.terminate()).isZero();
    }
    try (Admin admin = kafka.admin()) {
      admin.deleteTopics(List.of("doppio." + database)).all().get();
      Servers.awaitTopicGone(admin, "doppio." + database);
      admin.createTopics(List.of(new NewTopic("doppio." + database, 2, (short) 1))).all().get();
    }
    run(yaml(mysql)).exits(3).says("doppio." + database, "made again");
    nothingWritten();
  }

  @Test
  void aTableWithoutPrimaryKey() throws Exception {
    refused(mysql, "CREATE TABLE %s.heap (id INT)")
        .says(database + ".heap", "primary key", "ALTER TABLE");
  }

  @Test
  void aForeignKeyThatCascades() throws Exception {
    refused(
            mysql,
            "CREATE TABLE %1$s.parent (id INT PRIMARY KEY)",
            "CREATE TABLE %1$s.child (id INT PRIMARY KEY, p INT, CONSTRAINT goes_down FOREIGN KEY"
                + " (p) REFERENCES %1$s.parent (id) ON DELETE CASCADE)")
        .says(database + ".child", "goes_down", "CASCADE");
  }

  @Test
  void aUniqueKeyAcrossPartitions() throws Exception {
    refused(
            mysql,
            "CREATE TABLE %s.member (id INT PRIMARY KEY, mail VARCHAR(50), UNIQUE by_mail (mail))")
        .says(database + ".member", "by_mail", "pin");
  }

  @Test
  void aResourceIdOutsideTheKey() throws Exception {
    create(mysql, DOC);
    run(yaml(mysql).replace("partitions: 2", "partitions: 2, resource-ids: {doc: [v]}"))
        .exits(3)
        .says(database + ".doc", "v", "primary key");
    nothingWritten();
  }

  @Test
  void aTypeThatIsNotSupportedYet() throws Exception {
    refused(mysql, "CREATE TABLE %s.place (id INT PRIMARY KEY, spot POINT NOT NULL)")
        .says(database + ".place", "spot", "point");
  }

  @Test
  void anUnknownKeyOfTheConfiguration() {
    run(yaml(mysql) + "datacentre: dc1\n").exits(2).says("datacentre", "datacenter");
  }

  @Test
  void anUnknownVersionOfTheConfiguration() {
    run(yaml(mysql).replace("version: 1", "version: 9")).exits(2).says("version", "9");
  }

  @Test
  void aPasswordInTheFile() {
    run(yaml(mysql).replace("password-file: password", "password: doppio"))
        .exits(2)
        .says("storage-node.mysql.password", "password-file");
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    create(mysql, DOC);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      run(yaml(mysql), "--set", "console.port=" + taken.getLocalPort())
          .exits(2)
          .says("console.port", Integer.toString(taken.getLocalPort()));
    }
    nothingWritten();
  }

  private Command.Result refused(MySqlServer server, String... tables) throws Exception {
    create(server, tables);
    Command.Result result = run(yaml(server)).exits(3);
    nothingWritten();
    return result;
  }

  private void create(MySqlServer server, String... tables) throws SQLException {
    execute(server, "CREATE DATABASE " + database);
    for (String table : tables) {
      execute(server, table.formatted(database));
    }
  }

  private static void execute(MySqlServer server, String statement) throws SQLException {
    try (Connection connection = server.connect();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private String yaml(MySqlServer server) {
    return Configs.sidecar(node, server, kafka, database, 2);
  }

  private static Command.Result run(String yaml, String... flags) {
    return Command.run("sidecar", yaml, flags);
  }

  /** The database's topic, where there is one, is empty, and the node has no position. */
  private void nothingWritten() throws Exception {
    try (Admin admin = kafka.admin()) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (String topic : admin.listTopics().names().get()) {
        if (topic.equals("doppio." + database)) {
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .forEach(
                  p -> ends.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
        }
      }
      assertThat(admin.listOffsets(ends).all().get().values())
          .extracting(ListOffsetsResultInfo::offset)
          .allMatch(offset -> offset == 0);
    }
  }
}
