package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.guarantees.Guarantee;
import dev.doppio.guarantees.NothingLostOrTwice;
import dev.doppio.guarantees.OrderKept;
import dev.doppio.guarantees.TransactionsWholeInTheLog;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.Binlog;
import dev.doppio.oracle.Journal;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import dev.doppio.workload.Mailboxes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A storage node's binlog becomes the partitioned log. */
final class BinlogToLogIT {
  private static final int PARTITIONS = 4;
  private final MySqlServer mysql = Servers.source();
  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final String database = Servers.freshDatabase("mail");
  private final Journal journal = new Journal();
  private Connection connection;
  private Daemon sidecar;

  @BeforeEach
  void connect() {
    connection = Servers.connect(mysql);
  }

  @AfterEach
  void end() throws SQLException {
    if (sidecar != null) {
      sidecar.close();
    }
    connection.close();
  }

  @Test
  void everyCommittedTransactionIsInTheLogOnceInOrderAndWholeAcrossKillsOfTheSidecar()
      throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("BinlogToLogIT -Dseed=" + seed);
    Mailboxes mailboxes = new Mailboxes(connection, database, journal, seed);
    mailboxes.create();
    startSidecar();
    mailboxes.run(150);
    sidecar.kill();
    mailboxes.run(50);
    sidecar.start();
    mailboxes.run(100);
    sidecar.kill();
    sidecar.start();
    mailboxes.run(100);

    LogDump log = awaitLast();

    Guarantee.checkAll(
        new NothingLostOrTwice(journal, log),
        new OrderKept(Binlog.gtids(mysql), log),
        new TransactionsWholeInTheLog(log));
    assertThat(sidecar.terminate()).as("exit code after SIGTERM").isZero();
  }

  @Test
  void rowsThatWereThereBeforeTheFirstStartAreReadOnceAndThenFollowed() throws Exception {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute("CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, body VARCHAR(100))");
      for (int i = 0; i < 100; i++) {
        sql.execute("INSERT INTO " + database + ".doc VALUES (" + i + ", 'body " + i + "')");
      }
      startSidecar();
      sql.execute("DELETE FROM " + database + ".doc WHERE id = 7");
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> log().entries().stream().anyMatch(e -> e.kind() == 0 && e.begin()));

    LogDump log = log();
    List<LogEntry> read = log.entries().stream().filter(e -> e.kind() == 5).toList();
    List<LogEntry> rows = read.stream().filter(e -> e.value().length > 0).toList();
    assertThat(rows).hasSize(100);
    assertThat(rows)
        .allSatisfy(e -> assertThat(log.change(e).get("operation")).hasToString("READ"));
    assertThat(rows).extracting(LogEntry::key).doesNotHaveDuplicates().contains("doc/7");
    new TransactionsWholeInTheLog(log).check();
  }

  @Test
  void aRestartAcrossAChangeOfATableDecodesEachRowWithTheSchemaOfItsPlace() throws Exception {
    try (Statement sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE " + database);
      sql.execute(
          "CREATE TABLE " + database + ".doc (id INT PRIMARY KEY, a VARCHAR(20), b VARCHAR(20))");
      startSidecar();
      sql.execute("INSERT INTO " + database + ".doc VALUES (1, 'a1', 'b1')");
      await().atMost(Duration.ofSeconds(60)).until(() -> rowsOf(log()).size() == 1);
      sidecar.kill();
      sql.execute("INSERT INTO " + database + ".doc VALUES (2, 'a2', 'b2')");
      sql.execute("ALTER TABLE " + database + ".doc ADD COLUMN first INT FIRST");
      sql.execute("ALTER TABLE " + database + ".doc DROP COLUMN a");
      sql.execute("INSERT INTO " + database + ".doc (first, id, b) VALUES (9, 3, 'b3')");
      sidecar.start();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> rowsOf(log()).size() == 3);

    LogDump log = log();
    List<GenericRecord> documents = rowsOf(log);
    GenericRecord before = document(documents, 2);
    GenericRecord after = document(documents, 3);
    assertThat(before.get("a")).hasToString("a2");
    assertThat(before.get("b")).hasToString("b2");
    assertThat(before.getSchema().getField("first")).isNull();
    assertThat(after.get("first")).isEqualTo(9L);
    assertThat(after.get("b")).hasToString("b3");
    assertThat(after.getSchema().getField("a")).isNull();
    assertThat(log.entries()).as("schema changes in the log").anyMatch(e -> e.kind() == 3);
    new TransactionsWholeInTheLog(log).check();
  }

  private static GenericRecord document(List<GenericRecord> documents, long id) {
    return documents.stream().filter(d -> d.get("id").equals(id)).findFirst().orElseThrow();
  }

  private static List<GenericRecord> rowsOf(LogDump log) {
    return log.entries().stream()
        .filter(e -> e.kind() == 0 && e.value().length > 0)
        .map(log::change)
        .map(change -> log.document(change.get("after")))
        .toList();
  }

  private void startSidecar() {
    String node = "node-" + database;
    sidecar =
        Daemon.start(
                node, List.of("sidecar"), Configs.sidecar(node, mysql, kafka, database, PARTITIONS))
            .awaitReady();
  }

  private LogDump awaitLast() {
    List<Journal.Committed> all = journal.transactions();
    String last = all.get(all.size() - 1).gtid();
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> log().changesByGtid().containsKey(last));
    return log();
  }

  private LogDump log() {
    return LogDump.of(kafka.bootstrap(), database);
  }
}
