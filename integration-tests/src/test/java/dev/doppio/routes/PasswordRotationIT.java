package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.SteadyWrites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords change under load, every connection is cut, and no daemon is started again. */
final class PasswordRotationIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int NO_SUCH_THREAD = 1094;

  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("rotated");
  private final String account = "account_" + database;
  private final String node = "node-" + database;
  @TempDir private Path folder;
  private Path password;
  private Connection here;
  private Connection there;

  @BeforeEach
  void anAccountOfItsOwn() throws Exception {
    password = folder.resolve("doppio.password");
    here = Servers.connect(source);
    there = Servers.connect(replica);
    write("first-word");
    for (Connection server : List.of(here, there)) {
      execute(server, "CREATE USER '" + account + "'@'%' IDENTIFIED BY 'first-word'");
      execute(server, "GRANT ALL ON *.* TO '" + account + "'@'%'");
    }
    execute(here, "CREATE DATABASE " + database);
    execute(
        here,
        "CREATE TABLE " + database + ".doc (r INT, id INT, a VARCHAR(20), PRIMARY KEY (r, id))");
  }

  @AfterEach
  void close() throws SQLException {
    for (Connection server : List.of(here, there)) {
      execute(server, "DROP USER '" + account + "'@'%'");
      server.close();
    }
  }

  private static void execute(Connection server, String sql) throws SQLException {
    try (Statement statement = server.createStatement()) {
      statement.execute(sql);
    }
  }

  private void write(String word) throws IOException {
    Files.writeString(password, word + "\n");
  }

  private String ofAccount(String yaml) {
    return yaml.replace("user: root", "user: " + account)
        .replace("password-file: password", "password-file: " + password);
  }

  private String sidecar() {
    return ofAccount(Configs.sidecar(node, source, kafka, database, 2));
  }

  private String applier() {
    return ofAccount(Configs.apply(replica, kafka, database, 2));
  }

  private void rotate(Connection server, String word) throws SQLException {
    execute(server, "ALTER USER '" + account + "'@'%' IDENTIFIED BY '" + word + "'");
    assertThat(cut(server)).as("connections cut").isPositive();
  }

  private int cut(Connection server) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Statement sql = server.createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT id FROM information_schema.processlist WHERE user = '" + account + "'")) {
      while (row.next()) {
        ids.add(row.getLong(1));
      }
    }
    int killed = 0;
    for (long id : ids) {
      killed += kill(server, id);
    }
    return killed;
  }

  /** Connections of a look end by themselves, too. */
  private static int kill(Connection server, long id) throws SQLException {
    try {
      execute(server, "KILL " + id);
      return 1;
    } catch (SQLException e) {
      if (e.getErrorCode() != NO_SUCH_THREAD) {
        throw e;
      }
      return 0;
    }
  }

  private void awaitEqual() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(new ReplicaEqual(here, there, database).violations()).isEmpty());
  }

  @Test
  void daemonsGoOnWithTheNewPasswordOfTheFile() throws Exception {
    passwordsAreRotated("binlog");
  }

  @Test
  @Tag("all-cases")
  void theOtherEngineGoesOnWithTheNewPasswordToo() throws Exception {
    passwordsAreRotated("debezium");
  }

  private void passwordsAreRotated(String engine) throws Exception {
    String yaml = sidecar() + "capture: {engine: " + engine + "}\n";
    try (Daemon sidecar = Daemon.start(node, List.of("sidecar"), yaml);
        Daemon applier = Daemon.start("apply-" + database, List.of("apply", "mysql"), applier())) {
      sidecar.awaitReady();
      applier.awaitReady();
      try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
        writes.go(50);
        rotate(there, "second-word");
        writes.go(50);
        awaitDenied(applier, "target");
        rotate(here, "second-word");
        writes.go(50);
        awaitDenied(sidecar, "storage-node");
        write("second-word");
        sidecar.awaitReady();
        applier.awaitReady();
        writes.go(50);
        write("third-word");
        rotate(there, "third-word");
        rotate(here, "third-word");
        writes.go(50);
      }
      awaitEqual();
      assertThat(sidecar.terminate()).as(sidecar.lastWords()).isZero();
      assertThat(applier.terminate()).as(applier.lastWords()).isZero();
      assertThat(sidecar.said() + applier.said()).doesNotContain("-word");
    }
  }

  /** It says where the password is written that is to be corrected. */
  private void awaitDenied(Daemon daemon, String section) {
    String file = section + ".mysql.password-file (" + password + ")";
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(daemon.said()).contains("Access denied for user '" + account, file));
    assertThat(daemon.isAlive()).isTrue();
  }

  @Test
  void aFileWithAWrongPasswordIsNamedAndNotQuoted() throws Exception {
    write("wrong-word");
    Command.Result refused = Command.run(List.of("sidecar"), sidecar());
    refused.exits(3).says("Access denied for user '" + account, "(" + password + ")");
    assertThat(refused.output()).doesNotContain("-word");
  }
}
