package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.ReplicaEqual;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.SqlRows;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.SteadyWrites;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables are defined anew while they are written to, and the replica follows. */
final class DdlInMidStreamIT {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern COLUMN = Pattern.compile("^ +(`.*?` (?:[^ ,(]|\\([^)]*\\))+)(.*)$");

  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("ddl");
  private Connection here;
  private Connection there;
  private Daemon sidecar;
  private Daemon applier;

  @BeforeEach
  void start() throws SQLException {
    here = Servers.connect(source);
    there = Servers.connect(replica);
    run("CREATE DATABASE " + database, "USE " + database);
    run(
        "CREATE TABLE doc (r INT, id INT, a VARCHAR(40), PRIMARY KEY (r, id))",
        "CREATE TABLE old (id INT PRIMARY KEY, t VARCHAR(20)) CHARSET latin1",
        "INSERT INTO doc VALUES (1, 1, 'before'), (2, 1, 'before')",
        "INSERT INTO old VALUES (1, CONVERT(X'E9' USING latin1)), (2, 'plain')");
    String node = "node-" + database;
    sidecar =
        Daemon.start(
            node, List.of("sidecar"), Configs.sidecar(node, source, kafka, database, PARTITIONS));
    applier =
        Daemon.prepare(
            "apply-" + database,
            List.of("apply", "mysql"),
            Configs.apply(replica, kafka, database, PARTITIONS));
    sidecar.awaitReady();
    applier.start();
    applier.awaitReady();
  }

  @AfterEach
  void end() throws SQLException {
    for (Daemon daemon : new Daemon[] {applier, sidecar}) {
      if (daemon != null) {
        daemon.close();
      }
    }
    here.close();
    there.close();
  }

  private void run(String... statements) throws SQLException {
    try (Statement sql = here.createStatement()) {
      for (String statement : statements) {
        execute(sql, statement);
      }
    }
  }

  /** The tools begin a chunk of their copy anew where it meets a writer. */
  private static void execute(Statement sql, String statement) throws SQLException {
    while (true) {
      try {
        sql.execute(statement);
        return;
      } catch (SQLException e) {
        if (e.getErrorCode() != SteadyWrites.DEADLOCK) {
          throw e;
        }
      }
    }
  }

  @Test
  void changesOfStructureReachTheReplicaUnderWritesAndAcrossAKillOfBothDaemons() throws Exception {
    try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
      run("ALTER TABLE doc ADD COLUMN b INT");
      writes.go(20);
      run(
          "ALTER TABLE doc ADD COLUMN c INT NOT NULL DEFAULT 7 AFTER id",
          "ALTER TABLE doc ADD d VARCHAR(20) NOT NULL DEFAULT 'it''s', ALGORITHM=INSTANT",
          "ALTER TABLE doc ADD (e ENUM('x','y') NOT NULL, j JSON DEFAULT ('[]'), n TEXT NOT NULL,"
              + " w BIT(2) DEFAULT b'10')");
      writes.go(20);
      run("UPDATE doc SET b = id, e = 'y' WHERE id % 3 = 0");
      run("ALTER TABLE doc RENAME COLUMN b TO bb, MODIFY d VARCHAR(60) NOT NULL DEFAULT 'z' FIRST");
      writes.go(20);
      sidecar.kill();
      applier.kill();
      run(
          "ALTER TABLE doc MODIFY a TEXT, MODIFY bb BIGINT",
          "UPDATE doc SET bb = 1 << 40 WHERE id % 5 = 0",
          "ALTER TABLE doc DROP COLUMN c",
          "ALTER TABLE old CONVERT TO CHARACTER SET utf8mb4",
          "INSERT INTO old VALUES (3, CONVERT(X'F09F988A' USING utf8mb4))");
      writes.go(20);
      sidecar.start();
      applier.start();
      sidecar.awaitReady();
      run("ALTER TABLE doc CHANGE bb b BIGINT NULL AFTER id, ADD INDEX by_b (b)");
      writes.go(20);
    }
    awaitEqual();
  }

  @Test
  void shadowTablesTruncationsCopiesAndNewNamesAreFollowedUnderWrites() throws Exception {
    try (SteadyWrites writes = SteadyWrites.to(source, database, "doc")) {
      writes.go(20);
      run(
          "CREATE TABLE copy LIKE doc",
          "INSERT INTO copy SELECT * FROM doc",
          "CREATE TABLE made (PRIMARY KEY (r, id)) SELECT r, id, a AS b FROM doc");
      swap("_doc_gho", "_doc_del", "v INT NOT NULL DEFAULT 9");
      writes.go(20);
      run(
          "TRUNCATE TABLE copy",
          "INSERT INTO copy (r, id, a) VALUES (1, 1, 'behind'), (7, 7, 'it')",
          "RENAME TABLE copy TO moved",
          "UPDATE moved SET a = 'moved' WHERE r = 7",
          "ALTER TABLE moved ADD COLUMN x INT DEFAULT -1, RENAME TO moved_2",
          "INSERT INTO moved_2 (r, id, x) VALUES (8, 8, 8)");
      sidecar.kill();
      swap("_doc_new", "_doc_old", "u VARCHAR(9) DEFAULT 'u'");
      run("TRUNCATE TABLE made", "INSERT INTO made VALUES (3, 3, 'three')", "DROP TABLE moved_2");
      applier.kill();
      sidecar.start();
      applier.start();
      sidecar.awaitReady();
      writes.go(20);
    }
    awaitEqual();
  }

  /**
   * As gh-ost and pt-online-schema-change do it: triggers, a copy in chunks, the swap, the drop.
   */
  private void swap(String shadow, String gone, String column) throws SQLException {
    run(
        "CREATE /* osc */ TABLE `" + shadow + "` LIKE `doc`",
        "ALTER TABLE `" + shadow + "` ADD COLUMN " + column + ", MODIFY a VARCHAR(30) NOT NULL",
        "CREATE TRIGGER osc_del AFTER DELETE ON doc FOR EACH ROW DELETE IGNORE FROM "
            + shadow
            + " WHERE r = OLD.r AND id = OLD.id",
        "CREATE TRIGGER osc_upd AFTER UPDATE ON doc FOR EACH ROW REPLACE INTO "
            + shadow
            + " (r, id, a) VALUES (NEW.r, NEW.id, NEW.a)",
        "CREATE TRIGGER osc_ins AFTER INSERT ON doc FOR EACH ROW REPLACE INTO "
            + shadow
            + " (r, id, a) VALUES (NEW.r, NEW.id, NEW.a)",
        "INSERT IGNORE INTO " + shadow + " (r, id, a) SELECT r, id, a FROM doc FOR SHARE",
        "RENAME TABLE doc TO " + gone + ", " + shadow + " TO doc",
        "DROP TRIGGER osc_del",
        "DROP TRIGGER osc_upd",
        "DROP TRIGGER osc_ins",
        "DROP TABLE IF EXISTS " + gone);
  }

  private void awaitEqual() {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              new ReplicaEqual(here, there, database).check();
              assertThat(structures(there)).isNotEmpty().isEqualTo(structures(here));
            });
    assertThat(applier.metric("doppio_target_drift_rows_total")).as("drift").isZero();
  }

  /** Tables with their columns and key, of SHOW CREATE TABLE what a replica has to have. */
  private List<String> structures(Connection server) throws SQLException {
    List<String> lines = new ArrayList<>();
    for (String table : SqlRows.tables(server, database)) {
      try (Statement sql = server.createStatement();
          ResultSet row = sql.executeQuery("SHOW CREATE TABLE " + database + "." + table)) {
        row.next();
        lines.add(table);
        for (String line : row.getString(2).split("\n")) {
          Matcher column = COLUMN.matcher(line);
          if (column.matches()) {
            lines.add(column.group(1) + (column.group(2).contains("NOT NULL") ? " NOT NULL" : ""));
          } else if (line.strip().startsWith("PRIMARY KEY")) {
            lines.add(line.strip().replace(",", "").replace(")", ""));
          }
        }
      }
    }
    return lines;
  }
}
