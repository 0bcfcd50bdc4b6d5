package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.oracle.SqlRows;
import dev.doppio.servers.Command;
import dev.doppio.servers.Configs;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code doppio mastership}: a database moves to its replica's node, planned, and back by force.
 */
final class MastershipRouteIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KafkaCluster kafka = Servers.kafka("dc1");
  private final MySqlServer source = Servers.source();
  private final MySqlServer replica = Servers.replica();
  private final String database = Servers.freshDatabase("moved");
  private final Path hooks = Servers.workspace().folder("hooks", database);

  private String node(String name, MySqlServer mysql) {
    return Configs.sidecar(name + "-" + database, mysql, kafka, database, 2)
        + """
        mastership:
          hooks:
            block-writes: touch %1$s/block-%2$s-$DOPPIO_DATABASE-$DOPPIO_PARTITION-$DOPPIO_GENERATION
            admit-writes: touch %1$s/admit-%2$s-$DOPPIO_DATABASE-$DOPPIO_PARTITION-$DOPPIO_GENERATION
        """
            .formatted(hooks, name);
  }

  private Command.Result mastership(String yaml, String... arguments) {
    List<String> line = new ArrayList<>(List.of("mastership"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--config", Daemon.configuration("mastership", yaml).toString()));
    return Command.run(line);
  }

  private Command.Result move(String yaml, String verb, String... flags) {
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.addAll(List.of(flags));
    arguments.addAll(List.of("--database", database, "--partition", "all"));
    return mastership(yaml, arguments.toArray(String[]::new));
  }

  @Test
  void aPlannedMoveBlocksDrainsOpensAndAdmitsAndAnUnplannedOneSaysWhatMayBeLost() throws Exception {
    String a = node("a", source);
    String b = node("b", replica);
    try (Connection here = Servers.connect(source);
        Connection there = Servers.connect(replica)) {
      execute(here, "CREATE DATABASE " + database);
      execute(here, "CREATE TABLE " + database + ".doc (id VARCHAR(20) PRIMARY KEY, v INT)");
      try (Daemon first = Daemon.start("a-" + database, List.of("sidecar"), a).awaitReady();
          Daemon applier =
              Daemon.start(
                  "apply-" + database,
                  List.of("apply", "mysql"),
                  Configs.apply(replica, kafka, database, 2))) {
        for (int i = 0; i < 20; i++) {
          execute(here, "INSERT INTO " + database + ".doc VALUES ('a" + i + "', " + i + ")");
        }
        awaitEqual(here, there);
        try (Daemon second = Daemon.start("b-" + database, List.of("sidecar"), b).awaitReady()) {
          plan(a, b);
          assertThat(applier.terminate()).isZero();
          execute(there, "INSERT INTO " + database + ".doc VALUES ('b1', 1), ('b2', 2)");
          awaitRow("b1", 2);
          awaitRow("b2", 2);
          move(a, "take", "--unplanned").exits(0).says("may not be in the log", "generation 3");
          execute(here, "INSERT INTO " + database + ".doc VALUES ('c1', 1)");
          awaitRow("c1", 3);
          takeBehind(a, b);
          execute(there, "INSERT INTO " + database + ".doc VALUES ('d1', 1)");
          awaitRow("d1", 4);
          assertThat(second.terminate()).isZero();
        }
        anotherOfTheSameNodeTakesItsPlace(first, a);
      }
    }
  }

  private void plan(String a, String b) {
    mastership(a, "show").exits(0).says(database + "/0", "dc1/a-" + database, "open");
    move(b, "take", "--planned").exits(3).says("is mastered by dc1/a-" + database, "release");
    move(b, "release", "--planned").exits(3).says("is not mastered by dc1/b-" + database);
    move(a, "release", "--planned").exits(0).says("released " + database + "/1");
    mastership(b, "show").exits(0).says("released");
    move(b, "take", "--planned").exits(0).says(database + "/0 is open in generation 2");
    move(b, "take", "--planned").exits(0);
    for (int partition = 0; partition < 2; partition++) {
      String at = "-" + database + "-" + partition + "-";
      assertThat(hooks.resolve("block-a" + at + "1")).exists();
      assertThat(hooks.resolve("admit-b" + at + "2")).exists();
      assertThat(Files.exists(hooks.resolve("block-b" + at + "1"))).isFalse();
    }
    mastership(b, "show").exits(0).says("dc1/b-" + database, "open");
  }

  private void anotherOfTheSameNodeTakesItsPlace(Daemon first, String a) {
    try (Daemon twin = Daemon.start("twin-" + database, List.of("sidecar"), a).awaitReady()) {
      assertThat(first.awaitEnd())
          .as(() -> "exit code of the first; it said: " + first.lastWords())
          .isEqualTo(5);
      assertThat(twin.terminate()).as("exit code of the one that stayed").isZero();
    }
  }

  /** The replica's applier has ended before c1 was written. */
  private void takeBehind(String a, String b) {
    move(b, "take", "--unplanned", "--wait", "1")
        .exits(7)
        .says("has applied " + database + "/0 up to ", "to 3:", "Nothing was taken");
    mastership(a, "show").exits(0).says("dc1/a-" + database);
    move(b, "take", "--unplanned", "--accept-behind")
        .exits(0)
        .says("lacks what the log has", database + "/0 is open in generation 4");
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private void awaitEqual(Connection here, Connection there) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(SqlRows.of(there, database, "doc"))
                    .isEqualTo(SqlRows.of(here, database, "doc")));
  }

  private void awaitRow(String id, int generation) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                LogDump.of(kafka.bootstrap(), database).entries().stream()
                    .filter(entry -> entry.key().equals("doc/" + id))
                    .map(LogEntry::generation)
                    .toList(),
            List.of(generation)::equals);
  }
}
