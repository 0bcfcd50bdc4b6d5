package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.servers.Servers;
import dev.doppio.workload.AllTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The same binlog read by both engines gives the same events, value by value. */
final class EnginesAgreeIT {
  @Test
  void bothEnginesTellTheSameOfTheSameBinlog() throws Exception {
    try (CapturedNode node =
        new CapturedNode(
            Servers.source(), CaptureEngine.BINLOG, Servers.freshDatabase("captured"))) {
      AllTypes.create(node.sql(), node.database);
      AllTypes.insert(node.sql(), node.database, 1);
      node.execute("CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(10), g INT AS (id + 1))");
      SourcePosition start = node.snapshot();
      node.closeSource();
      write(node);
      List<SourceEvent> direct = events(node, CaptureEngine.BINLOG, start);
      List<SourceEvent> debezium = events(node, CaptureEngine.DEBEZIUM, start);
      assertThat(direct).hasSizeGreaterThan(50);
      assertThat(debezium).containsExactlyElementsOf(direct);
    }
  }

  /** Plain and compressed, in both kinds of metadata, over changes of structure. */
  private static void write(CapturedNode node) throws Exception {
    for (String metadata : List.of("FULL", "MINIMAL")) {
      node.execute("SET GLOBAL binlog_row_metadata = " + metadata);
      node.execute("DELETE FROM all_types");
      AllTypes.insert(node.sql(), node.database, 1);
      node.execute("SET SESSION binlog_transaction_compression = ON", "DELETE FROM all_types");
      AllTypes.insert(node.sql(), node.database, 1);
      node.execute("SET SESSION binlog_transaction_compression = OFF");
      node.execute(
          "INSERT INTO t (id, a) VALUES (1, 'one'), (2, 'two')",
          "ALTER TABLE t ADD COLUMN e ENUM('x','y') AFTER id",
          "UPDATE t SET e = 'y', a = 'zwei' WHERE id = 2",
          "ALTER TABLE t DROP COLUMN e",
          "DELETE FROM t",
          "CREATE TABLE u (id BIGINT UNSIGNED PRIMARY KEY, v JSON)",
          "BEGIN",
          "INSERT INTO u VALUES (18446744073709551615, '{\"k\": [1, 2.50]}')",
          "INSERT INTO t (id, a) VALUES (7, 'u')",
          "COMMIT",
          "DROP TABLE u",
          "DELETE FROM t");
    }
    node.execute("SET GLOBAL binlog_row_metadata = FULL");
  }

  /** Without those that tell the time. */
  private static List<SourceEvent> events(
      CapturedNode node, CaptureEngine engine, SourcePosition start) throws Exception {
    node.use(engine);
    node.open(Optional.of(start));
    node.catchUp();
    node.closeSource();
    List<SourceEvent> events = new ArrayList<>(node.events);
    events.removeIf(SourceEvent.Idle.class::isInstance);
    return events;
  }
}
