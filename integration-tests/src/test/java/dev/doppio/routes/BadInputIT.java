package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.Ports;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Refusal;
import dev.doppio.servers.Servers;
import dev.doppio.servers.Standstill;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a sidecar can't capture or write is refused with what, where and the remedy; nothing is
 * written, neither to Kafka nor to MySQL.
 */
final class BadInputIT {
  private static final String DOC = "CREATE TABLE %s.doc (id INT PRIMARY KEY, v INT)";
  private final MySqlServer mysql = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("bad");
  private final String node = "node-" + database;

  @Test
  void aServerWithoutGtids() throws Exception {
    MySqlServer other = Servers.mysql("shard-a");
    create(other, DOC);
    execute(
        other,
        "SET GLOBAL gtid_mode = ON_PERMISSIVE",
        "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
        "SET GLOBAL gtid_mode = OFF",
        "SET GLOBAL enforce_gtid_consistency = OFF");
    try {
      refusal(other)
          .exits(3, yaml(other))
          .says(
              "gtid_mode at " + address(other) + ": it is OFF, needed is ON",
              "SET PERSIST gtid_mode = OFF_PERMISSIVE;",
              "enforce_gtid_consistency at " + address(other) + ": it is OFF, needed is ON",
              "SET PERSIST enforce_gtid_consistency = ON");
    } finally {
      execute(
          other,
          "SET GLOBAL enforce_gtid_consistency = ON",
          "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
          "SET GLOBAL gtid_mode = ON_PERMISSIVE",
          "SET GLOBAL gtid_mode = ON");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "sync_binlog, 0, 1",
        "innodb_flush_log_at_trx_commit, 2, 1",
        "binlog_format, STATEMENT, 'ROW'",
        "binlog_row_image, MINIMAL, 'FULL'"
      })
  void aServerThatMayLoseItsBinlogTailOrDoesNotLogWholeRows(
      String setting, String wrong, String right) throws Exception {
    MySqlServer other = Servers.mysql("shard-a");
    create(other, DOC);
    execute(other, "SET GLOBAL " + setting + " = " + wrong);
    try {
      refusal(other)
          .exits(3, yaml(other))
          .says(
              setting + " at " + address(other) + ": it is " + wrong,
              "SET PERSIST " + setting + " = " + right);
    } finally {
      execute(other, "SET GLOBAL " + setting + " = " + right);
    }
  }

  @Test
  void anAccountWithoutRights() throws Exception {
    create(mysql, DOC);
    String user = "poor_" + database;
    execute(mysql, "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'doppio'");
    refused(3, yaml(mysql).replace("user: root", "user: " + user))
        .says(
            "privilege REPLICATION SLAVE at " + address(mysql) + ": account " + user + " lacks it",
            "GRANT REPLICATION SLAVE ON *.* TO '" + user + "'@'%'",
            "GRANT REPLICATION CLIENT ON *.* TO '" + user + "'@'%'");
  }

  @Test
  void aWrongPassword() throws Exception {
    create(mysql, DOC);
    String user = "other_" + database;
    execute(mysql, "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'not-doppio'");
    refused(3, yaml(mysql).replace("user: root", "user: " + user))
        .says(
            address(mysql),
            "Access denied for user '" + user + "'",
            "correct user and password: storage-node.mysql.password-file (",
            "is read at each login");
  }

  @Test
  void aMissingBroker() throws Exception {
    create(mysql, DOC);
    String nobody = "127.0.0.1:" + Ports.free();
    refused(
            4,
            yaml(mysql).replace(kafka.bootstrap(), nobody),
            "--set",
            "daemon.start-wait=2s",
            "--set",
            "writer.log-timeout=2s")
        .says("Kafka at " + nobody + " failed while", "Check that the brokers run");
  }

  @Test
  void aMissingStorageNode() {
    int port = Ports.free();
    refused(
            4,
            yaml(mysql).replace("port: " + mysql.port(), "port: " + port),
            "--set",
            "daemon.start-wait=2s")
        .says("127.0.0.1:" + port, "check that the server runs and can be reached from here");
  }

  @Test
  void aTopicWithAnotherNumberOfPartitions() throws Exception {
    create(mysql, DOC);
    try (Admin admin = kafka.admin()) {
      admin.createTopics(List.of(new NewTopic("doppio." + database, 3, (short) 1))).all().get();
    }
    refused(3, yaml(mysql))
        .says(
            "topic doppio." + database + ": it has 3 partitions, the configuration says 2",
            "correct the configuration, or delete the topic and begin a new log");
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
    Standstill before = Standstill.of(kafka, mysql);
    Command.run(List.of("sidecar"), yaml(mysql))
        .exits(3)
        .says(
            "the log of database " + database + " is ",
            "its topic was deleted and made again. Bring the old topic back");
    assertThat(Standstill.of(kafka, mysql)).isEqualTo(before);
  }

  @Test
  void aStatementThatStopsARunningSidecarStopsTheNextWhichNamesADatabaseThatIsAdded()
      throws Exception {
    create(mysql, DOC, "INSERT INTO %s.doc VALUES (1, 1)");
    String yaml = yaml(mysql);
    try (Daemon running = Daemon.start(node, List.of("sidecar"), yaml).awaitReady()) {
      String converts = "ALTER TABLE " + database + ".doc MODIFY v TINYINT NOT NULL";
      execute(mysql, converts);
      assertThat(running.awaitEnd()).isEqualTo(6);
      assertThat(running.lastWords())
          .contains(
              converts,
              "under capture.override.reloads",
              "a snapshot brings those that are there now, of " + database + ".doc",
              "under capture.override.statements");
    }
    String added = database + "_added";
    execute(
        mysql,
        "CREATE DATABASE " + added,
        DOC.formatted(added),
        "INSERT INTO " + added + ".doc VALUES (1, 1)");
    String wider = yaml.replace("databases: {", "databases: {" + added + ": {partitions: 2}, ");
    Command.run(List.of("sidecar"), wider)
        .exits(6)
        .says(
            "tables [" + added + ".doc] at " + address(mysql) + ": the configuration now covers",
            "they get a snapshot beside the stream",
            "under capture.override.reloads");
  }

  @Test
  void aTableWithoutPrimaryKey() throws Exception {
    create(mysql, "CREATE TABLE %s.heap (id INT)");
    refused(3, yaml(mysql))
        .says(
            "table " + database + ".heap: it has no primary key",
            "ALTER TABLE `" + database + "`.`heap` ADD PRIMARY KEY (...), or exclude the table");
  }

  @Test
  void aForeignKeyThatCascades() throws Exception {
    create(
        mysql,
        "CREATE TABLE %1$s.parent (id INT PRIMARY KEY)",
        "CREATE TABLE %1$s.child (id INT PRIMARY KEY, p INT, CONSTRAINT goes_down FOREIGN KEY"
            + " (p) REFERENCES %1$s.parent (id) ON DELETE CASCADE)");
    refused(3, yaml(mysql))
        .says(
            "foreign key goes_down of table " + database + ".child: ",
            "ON DELETE CASCADE changes rows that the binlog does not tell",
            "ALTER TABLE `" + database + "`.`child` DROP FOREIGN KEY `goes_down`");
  }

  @Test
  void aUniqueKeyAcrossPartitions() throws Exception {
    create(
        mysql,
        "CREATE TABLE %s.member (id INT PRIMARY KEY, mail VARCHAR(50), UNIQUE by_mail (mail))");
    refused(3, yaml(mysql))
        .says(
            "unique key by_mail of table "
                + database
                + ".member: it does not contain the resource"
                + " id [id]",
            "Pin table member to one partition");
  }

  @Test
  void aResourceIdOutsideTheKey() throws Exception {
    create(mysql, DOC);
    refused(3, yaml(mysql).replace("partitions: 2", "partitions: 2, resource-ids: {doc: [v]}"))
        .says(
            "table " + database + ".doc: its documents can't be placed in partitions", "column v");
  }

  @Test
  void aCharsetThatCantBeReadExactly() throws Exception {
    create(
        mysql, "CREATE TABLE %s.place (id INT PRIMARY KEY, name VARCHAR(9) CHARACTER SET gb18030)");
    refused(3, yaml(mysql))
        .says(
            "column name of table "
                + database
                + ".place: its charset can't be read exactly yet"
                + " (collation gb18030_chinese_ci)",
            "CONVERT TO CHARACTER SET utf8mb4, or exclude the table");
  }

  @Test
  void anUnknownKeyOfTheConfiguration() {
    refused(2, yaml(mysql) + "datacentre: dc1\n")
        .says("datacentre: no such setting", "did you mean datacenter?");
  }

  @Test
  void anUnknownVersionOfTheConfiguration() {
    refused(2, yaml(mysql).replace("version: 1", "version: 9"))
        .says("version: is 9, this doppio reads version 1; rewrite the file by docs/operations.md");
  }

  @Test
  void aPasswordInTheFile() {
    refused(2, yaml(mysql).replace("password-file: password", "password: doppio"))
        .says(
            "storage-node.mysql.password: a secret is never written into the configuration",
            "name the file in storage-node.mysql.password-file");
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    create(mysql, DOC);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused(2, yaml(mysql), "--set", "console.port=" + taken.getLocalPort())
          .says(
              "console.port: ",
              "127.0.0.1:" + taken.getLocalPort(),
              "choose another port with console.port");
    }
  }

  private void create(MySqlServer server, String... tables) throws SQLException {
    execute(server, "CREATE DATABASE " + database);
    for (String table : tables) {
      execute(server, table.formatted(database));
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

  private String yaml(MySqlServer server) {
    return Configs.sidecar(node, server, kafka, database, 2);
  }

  private static String address(MySqlServer server) {
    return server.host() + ":" + server.port();
  }

  private Command.Result refused(int code, String yaml, String... flags) {
    return refusal(mysql).exits(code, yaml, flags);
  }

  private Refusal refusal(MySqlServer server) {
    return new Refusal(List.of("sidecar"), kafka, server);
  }
}
