package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.local.mysql.MySqlSpec;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.servers.Servers;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that has lost what the log has, or will have, of its binlog. */
final class SourceLossIT {
  private static MySqlServer server;
  private CapturedNode node;

  @BeforeAll
  static void start() {
    server =
        MySqlServer.start(
            Servers.workspace(), MySqlSpec.storageNode(Servers.freshName("loss"), 71));
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void capture() throws Exception {
    node = new CapturedNode(server, CaptureEngine.AUTO, Servers.freshDatabase("captured"));
    node.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))");
    node.snapshot();
    node.execute("INSERT INTO t VALUES (1, 'kept')");
    node.catchUp();
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private DoppioException refusal(SourcePosition after) {
    DoppioException refused =
        catchThrowableOfType(DoppioException.class, () -> node.open(Optional.of(after)));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(FailureKind.SOURCE_REFUSED);
    return refused;
  }

  @Test
  void gtidsThatAreGivenAgainAfterTheEndOfTheBinlogWasLostAreRefusedWithBothTransactions()
      throws Exception {
    SourcePosition kept = node.position().orElseThrow();
    Path data = Path.of(node.ask("SELECT @@datadir"));
    Path before = Servers.workspace().folder("before-" + server.name()).resolve("data");
    server.stop();
    copy(data, before);
    server.restart();
    node.reconnect();
    node.execute("INSERT INTO t VALUES (2, 'lost')", "INSERT INTO t VALUES (3, 'lost')");
    node.closeSource();
    node.open(Optional.of(kept));
    node.catchUp();
    assertThat(node.rows(Operation.INSERT)).hasSize(2);
    SourcePosition ahead = node.position().orElseThrow();
    node.closeSource();

    putBack(before, data);
    assertThat(refusal(ahead))
        .hasMessageContaining("lacks transactions that the log has")
        .hasMessageContaining(ahead.executed().minus(kept.executed()).toString());
    node.execute("INSERT INTO t VALUES (2, 'other')", "INSERT INTO t VALUES (3, 'other')");
    GtidSet again = node.executed();
    assertThat(again.contains(ahead.executed())).as("the same GTIDs").isTrue();
    String gtid = ahead.last().orElseThrow().gtid().toString();
    for (CaptureEngine engine :
        new CaptureEngine[] {CaptureEngine.DEBEZIUM, CaptureEngine.BINLOG}) {
      node.use(engine);
      assertThat(refusal(ahead))
          .hasMessageContaining("transaction " + gtid)
          .hasMessageContaining("captured another one under this GTID")
          .hasMessageContaining(ahead.last().orElseThrow().committedAt().toString())
          .hasMessageContaining("Binlogs are purged");
    }
    node.open(Optional.of(kept));
    node.catchUp();
    assertThat(node.rows(Operation.INSERT).get(0).values()[1]).isEqualTo("other");
  }

  /** The end of the binlog and of InnoDB's log is lost together, as when neither was on disk. */
  private void putBack(Path before, Path data) throws IOException, SQLException {
    server.stop();
    delete(data);
    copy(before, data);
    server.restart();
    node.reconnect();
  }

  @Test
  void binlogsThatArePurgedBeyondThePositionAreRefusedWithBothSets() throws Exception {
    SourcePosition at = node.position().orElseThrow();
    node.closeSource();
    node.execute("INSERT INTO t VALUES (2, 'purged')", "FLUSH BINARY LOGS");
    node.execute("PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
    String purged = node.ask("SELECT @@GLOBAL.gtid_purged").replace("\n", "");
    assertThat(refusal(at))
        .hasMessageContaining("the log stands at " + at.executed())
        .hasMessageContaining("gtid_purged is " + purged)
        .hasMessageContaining("Binlogs are purged");
    SourcePosition level = node.now();
    node.open(Optional.of(level));
    node.execute("INSERT INTO t VALUES (3, 'after')");
    node.catchUp();
    assertThat(node.rows(Operation.INSERT)).hasSize(1);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              Files.copy(file, to.resolve(from.relativize(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException failure)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
