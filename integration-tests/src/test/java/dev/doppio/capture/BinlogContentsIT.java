package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mysql.cj.jdbc.JdbcStatement;
import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.JsonValue;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.source.SourceEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What a binlog may hold and capture follows: docs/binlog.md, row by row. */
final class BinlogContentsIT extends BinlogContents {
  private static final String[] VALUES = {
    "'text'",
    "7",
    "2.50",
    "CAST('2026-01-02 03:04:05.000006' AS DATETIME(6))",
    "CAST('[1, {\"k\": null}]' AS JSON)",
    "TRUE",
    "REPEAT('long', 9000)",
    "18446744073709551615"
  };

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("$");
    for (int leg = random.nextInt(3); leg >= 0; leg--) {
      switch (random.nextInt(5)) {
        case 0 -> path.append("[").append(random.nextInt(3)).append("]");
        case 1 -> path.append("[last-").append(random.nextInt(2)).append("]");
        case 2 -> path.append(".\"b c\\\\\"\"");
        default -> path.append(".k").append(random.nextInt(3));
      }
    }
    return path.toString();
  }

  private static String change(String column, Random random) {
    String path = ", '" + path(random) + "'";
    String value = ", " + VALUES[random.nextInt(VALUES.length)];
    return column
        + " = "
        + switch (random.nextInt(3)) {
          case 0 -> "JSON_REMOVE(" + column + path + ")";
          case 1 -> "JSON_REPLACE(" + column + path + value + ")";
          default -> "JSON_SET(" + column + path + value + path.replace("$", "$.k0") + value + ")";
        };
  }

  @Test
  void partialUpdatesOfJsonAreToldAsWholeDocuments() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    makeDocuments();
    List<List<String>> truth = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      int id = 1 + random.nextInt(3);
      String compression = i % 4 == 0 ? "ON" : "OFF";
      node.execute(
          "SET SESSION binlog_transaction_compression = " + compression,
          "UPDATE j SET n = "
              + i
              + " + 1, "
              + change("a", random)
              + ", "
              + change("b", random)
              + " WHERE id = "
              + id);
      String row = " FROM j WHERE id = " + id;
      truth.add(
          List.of(
              node.ask("SELECT COALESCE(CAST(a AS CHAR), 'NULL')" + row),
              node.ask("SELECT CAST(b AS CHAR)" + row)));
    }
    node.catchUp();
    assertThat(typesInTheBinlog()).contains("Update_rows_partial");
    List<List<String>> seen =
        node.rows(Operation.UPDATE).stream()
            .map(row -> List.of(json(row, 1), json(row, 3)))
            .toList();
    assertThat(seen).as("seed %d", seed).isEqualTo(truth);
    node.execute("SET SESSION binlog_row_value_options = DEFAULT");
  }

  private void makeDocuments() throws Exception {
    node.execute(
        "SET SESSION binlog_row_value_options = PARTIAL_JSON",
        "CREATE TABLE j (id INT PRIMARY KEY, a JSON, n INT, b JSON NOT NULL)",
        "CREATE TABLE " + other + ".j (id INT PRIMARY KEY, a JSON)",
        "INSERT INTO " + other + ".j VALUES (1, '{\"k\": [1, 2]}')",
        "UPDATE " + other + ".j SET a = JSON_SET(a, '$.k[0]', 7)",
        "INSERT INTO j VALUES (1, '{\"k0\": [1, {\"k1\": 2}], \"k1\": {\"k0\": []}, \"b c\\\\\"\":"
            + " 3}', 0, '[1, 2, [3]]'), (2, NULL, 0, '{\"k0\": {\"k1\": {\"k2\": 1}}}'), (3, '{}',"
            + " 0, CONCAT('{\"k0\": \"', REPEAT('large', 20000), '\"}'))");
  }

  private static String json(Row row, int column) {
    Object value = row.values()[column];
    return value instanceof JsonValue json ? json.text() : "NULL";
  }

  private static long crc(String hex) {
    CRC32 crc = new CRC32();
    crc.update(hex.getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  /** Sum over rows, as SQL's SUM(CRC32(HEX(v))). */
  private String sumOfBlobs() {
    return node.rows(Operation.INSERT).stream()
        .map(row -> crc(HexFormat.of().withUpperCase().formatHex((byte[]) row.values()[1])))
        .reduce(Long::sum)
        .map(Object::toString)
        .orElse("none");
  }

  @Test
  void aCompressedTransactionOfManyPacketsIsWholeAndItsLengthIsThatOfItsRows() throws Exception {
    node.execute(
        "CREATE TABLE b (id INT PRIMARY KEY, v BLOB)",
        "SET SESSION cte_max_recursion_depth = 100000",
        "SET SESSION binlog_transaction_compression = ON",
        "SET SESSION binlog_rows_query_log_events = ON",
        "INSERT INTO b WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <"
            + " 18000) SELECT i, RANDOM_BYTES(1024) FROM n");
    node.catchUp();
    assertThat(typesInTheBinlog()).contains("Transaction_payload");
    assertThat(node.rows(Operation.INSERT)).hasSize(18_000);
    assertThat(sumOfBlobs()).isEqualTo(node.ask("SELECT SUM(CRC32(HEX(v))) FROM b"));
    assertThat(node.all(SourceEvent.Begin.class).get(0).bytes().orElseThrow())
        .isGreaterThan(18_000 * 1024L);
    node.execute("SET SESSION binlog_transaction_compression = DEFAULT");
    node.execute("SET SESSION binlog_rows_query_log_events = DEFAULT");
  }

  @Test
  void aRowOfManyPacketsIsWhole() throws Exception {
    node.execute(
        "CREATE TABLE b (id INT PRIMARY KEY, v LONGBLOB)",
        "INSERT INTO b VALUES (1, REPEAT(RANDOM_BYTES(1000), 20000))",
        "INSERT INTO b VALUES (2, 'behind it')");
    node.catchUp();
    assertThat(sumOfBlobs()).isEqualTo(node.ask("SELECT SUM(CRC32(HEX(v))) FROM b"));
  }

  @Test
  void checksumsAndFilesMayChangeInMidStreamAndRowsCarryTheirStatements() throws Exception {
    node.closeSource();
    node.execute("SET GLOBAL binlog_checksum = NONE");
    node.open(Optional.of(start));
    node.execute("INSERT INTO t VALUES (0, 'in the first file')");
    node.catchUp();
    assertThat(node.position().orElseThrow().binlogFile()).matches("binlog\\.[0-9]+");
    try (Connection second = session(node)) {
      execute(second, "SET SESSION binlog_rows_query_log_events = ON");
      for (String checksum : List.of("CRC32", "NONE")) {
        node.execute("SET GLOBAL binlog_checksum = " + checksum);
        for (String compression : List.of("ON", "OFF")) {
          int id = keysSoFar();
          execute(second, "SET SESSION binlog_transaction_compression = " + compression);
          execute(second, "BEGIN", "INSERT INTO t VALUES (" + id + ", 'one')");
          node.execute("FLUSH BINARY LOGS");
          execute(second, "INSERT INTO t VALUES (" + (id + 1) + ", 'two')", "COMMIT");
        }
      }
    } finally {
      node.execute("SET GLOBAL binlog_checksum = CRC32");
    }
    node.catchUp();
    assertThat(inserted("t")).hasSize(9).isEqualTo(keys("SELECT id FROM t ORDER BY id"));
    assertThat(typesInTheBinlog()).contains("Rows_query");
  }

  private int keysSoFar() throws Exception {
    return Integer.parseInt(node.ask("SELECT COUNT(*) FROM t"));
  }

  @Test
  void whatIsRolledBackToASavepointIsNotTold() throws Exception {
    node.execute(
        "BEGIN",
        "INSERT INTO t VALUES (1, 'a')",
        "SAVEPOINT one",
        "INSERT INTO t VALUES (2, 'b')",
        "SAVEPOINT `two`",
        "INSERT INTO t VALUES (3, 'c')",
        "ROLLBACK TO one",
        "INSERT INTO t VALUES (4, 'd')",
        "RELEASE SAVEPOINT one",
        "COMMIT");
    node.catchUp();
    assertThat(inserted("t")).isEqualTo(keys("SELECT id FROM t ORDER BY id"));
    assertThat(node.all(SourceEvent.End.class)).hasSize(1);
  }

  @Test
  void loadDataIsToldRowByRow() throws Exception {
    try (Connection loading = loading(server())) {
      load(loading, node.database + ".t", 2_000);
    }
    node.catchUp();
    assertThat(inserted("t")).hasSize(2_000).isEqualTo(keys("SELECT id FROM t ORDER BY id"));
  }

  static Connection loading(MySqlServer server) throws Exception {
    return DriverManager.getConnection(
        server.jdbcUrl() + "&allowLoadLocalInfile=true",
        MySqlServer.ROOT_USER,
        MySqlServer.ROOT_PASSWORD);
  }

  static void load(Connection loading, String table, int rows) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= rows; i++) {
      lines.append(i).append("\n");
    }
    try (JdbcStatement statement = (JdbcStatement) loading.createStatement()) {
      statement.setLocalInfileInputStream(
          new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.US_ASCII)));
      statement.execute("LOAD DATA LOCAL INFILE 'lines' INTO TABLE " + table + " (id)");
    }
  }

  @Test
  void temporaryTablesWithTheNamesOfCapturedOnesAreNoneOfOurBusiness() throws Exception {
    node.execute(
        "INSERT INTO t VALUES (1, 'a')",
        "CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, other_thing INT)",
        "INSERT INTO t VALUES (7, 7)",
        "ALTER TABLE t ADD COLUMN x INT",
        "TRUNCATE TABLE t",
        "DROP TEMPORARY TABLE t",
        "INSERT INTO t VALUES (2, 'b')");
    node.catchUp();
    assertThat(inserted("t")).isEqualTo(keys("SELECT id FROM t ORDER BY id"));
    assertThat(node.all(SourceEvent.SchemaChanged.class)).hasSize(1);
  }

  @Test
  void whatTriggersProceduresFunctionsAndEventsDoIsTold() throws Exception {
    node.execute(
        "CREATE TABLE audit (id INT PRIMARY KEY, at TIMESTAMP(6))",
        "CREATE TRIGGER t_audit AFTER INSERT ON t FOR EACH ROW INSERT INTO audit VALUES (NEW.id,"
            + " NOW(6))",
        "CREATE PROCEDURE p(i INT) BEGIN INSERT INTO t VALUES (i, 'p'); UPDATE t SET v = 'q' WHERE"
            + " id = i; END",
        "CREATE FUNCTION "
            + other
            + ".f(i INT) RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO "
            + node.database
            + ".t VALUES (i, 'f'); RETURN i; END",
        "CALL p(1)",
        "SELECT " + other + ".f(2)",
        "CREATE EVENT e ON SCHEDULE AT CURRENT_TIMESTAMP DO INSERT INTO t VALUES (3, 'e')");
    await("the event")
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.ask("SELECT COUNT(*) FROM t WHERE id = 3").equals("1"));
    node.catchUp();
    assertThat(inserted("t")).isEqualTo(keys("SELECT id FROM t ORDER BY id"));
    assertThat(inserted("audit")).isEqualTo(keys("SELECT id FROM audit ORDER BY at"));
    assertThat(node.rows(Operation.UPDATE)).hasSize(1);
  }

  /** With enforce_gtid_consistency, MySQL lets nobody change both in one transaction. */
  @Test
  void tablesWithoutTransactionsBesideCapturedOnesDisturbNothing() throws Exception {
    node.execute(
        "CREATE TABLE " + other + ".m (id INT PRIMARY KEY) ENGINE = MyISAM",
        "INSERT INTO " + other + ".m VALUES (1), (2)",
        "INSERT INTO t VALUES (1, 'a')");
    assertThatThrownBy(() -> node.execute("INSERT INTO " + other + ".m VALUES (3), (2)"))
        .hasMessageContaining("Duplicate");
    node.execute("BEGIN", "INSERT INTO t VALUES (2, 'b')");
    assertThatThrownBy(() -> node.execute("INSERT INTO " + other + ".m VALUES (4)"))
        .hasMessageContaining("violates GTID consistency");
    node.execute("COMMIT", "DELETE FROM " + other + ".m", "INSERT INTO t VALUES (3, 'c')");
    node.catchUp();
    assertThat(inserted("t")).isEqualTo(keys("SELECT id FROM t ORDER BY id"));
    assertThat(node.all(SourceEvent.End.class)).hasSize(3);
  }

  @Test
  void transactionsWithoutContentMoveThePosition() throws Exception {
    String source = UUID.randomUUID().toString();
    node.execute(
        "SET gtid_next = '" + source + ":5'",
        "BEGIN",
        "COMMIT",
        "SET gtid_next = AUTOMATIC",
        "INSERT INTO t VALUES (1, 'a')");
    node.catchUp();
    assertThat(node.position().orElseThrow().executed().toString()).contains(source + ":5");
    assertThat(inserted("t")).containsExactly(1L);
  }

  /** Nothing of it is in the binlog; what comes later to its rows is told whole. */
  @Test
  void whatASessionKeepsOutOfTheBinlogIsNotSeenUntilItChangesInTheOpen() throws Exception {
    node.execute(
        "SET SESSION sql_log_bin = OFF",
        "INSERT INTO t VALUES (1, 'hidden')",
        "SET SESSION sql_log_bin = ON",
        "UPDATE t SET v = 'open'");
    node.catchUp();
    assertThat(node.rows(Operation.INSERT)).isEmpty();
    assertThat(node.rows(Operation.UPDATE).get(0).values()).containsExactly(1L, "open");
  }

  @Test
  void aStatementReadsInTheCharsetOfItsClient() throws Exception {
    try (Connection latin =
        DriverManager.getConnection(
            server().jdbcUrl() + "&characterEncoding=ISO-8859-1",
            MySqlServer.ROOT_USER,
            MySqlServer.ROOT_PASSWORD)) {
      execute(
          latin,
          "USE " + node.database,
          "ALTER TABLE t ADD COLUMN `größe` INT",
          "INSERT INTO t VALUES (1, 'ä', 3)");
    }
    node.catchUp();
    assertThat(node.all(SourceEvent.SchemaChanged.class).get(1).after().orElseThrow().columns())
        .last()
        .satisfies(column -> assertThat(column.name()).isEqualTo("größe"));
    assertThat(node.rows(Operation.INSERT).get(0).values()).containsExactly(1L, "ä", 3L);
  }

  @Test
  void bothEnginesTellTheSameOfAllOfIt() throws Exception {
    changeAndCommitInManyWays();
    changeInManySettings();
    node.catchUp();
    List<SourceEvent> direct = events();
    node.closeSource();
    node.use(CaptureEngine.DEBEZIUM);
    node.open(Optional.of(start));
    node.catchUp();
    assertThat(direct).hasSizeGreaterThan(20);
    assertThat(events()).containsExactlyElementsOf(direct);
  }

  private void changeAndCommitInManyWays() throws Exception {
    node.execute(
        "CREATE TABLE j (id INT PRIMARY KEY, a JSON)",
        "INSERT INTO j VALUES (1, '{\"k\": [1, 2], \"v\": \"text\"}')",
        "SET SESSION binlog_row_value_options = PARTIAL_JSON",
        "SET SESSION binlog_rows_query_log_events = ON",
        "UPDATE j SET a = JSON_SET(a, '$.k[0]', 'one', '$.w', 2.50)",
        "SET SESSION binlog_transaction_compression = ON",
        "UPDATE j SET a = JSON_REMOVE(a, '$.v')",
        "BEGIN",
        "INSERT INTO t VALUES (1, 'a')",
        "SAVEPOINT s",
        "INSERT INTO t VALUES (2, 'b')",
        "ROLLBACK TO s",
        "COMMIT",
        "XA START 'x'",
        "INSERT INTO t VALUES (3, 'c')",
        "XA END 'x'",
        "XA PREPARE 'x'",
        "XA COMMIT 'x'",
        "XA START 'y'",
        "UPDATE t SET v = 'y'",
        "XA END 'y'",
        "XA COMMIT 'y' ONE PHASE");
  }

  private void changeInManySettings() throws Exception {
    node.execute(
        "SET SESSION binlog_transaction_compression = DEFAULT",
        "SET SESSION binlog_rows_query_log_events = DEFAULT",
        "SET SESSION binlog_row_value_options = DEFAULT",
        "SET GLOBAL binlog_checksum = NONE",
        "INSERT INTO t VALUES (4, REPEAT('d', 90))",
        "SET GLOBAL binlog_checksum = CRC32",
        "SET SESSION binlog_format = STATEMENT",
        "INSERT INTO " + other + ".t VALUES (5)",
        "SET SESSION binlog_format = ROW",
        "DELETE FROM t");
  }
}
