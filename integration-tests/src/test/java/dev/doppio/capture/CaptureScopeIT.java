package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.capture.config.TableFilter;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.servers.Servers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes under capture, and what is done to it in words, is captured as a whole or stops. */
final class CaptureScopeIT {
  private CapturedNode node;
  private String other;

  @BeforeEach
  void makeDatabases() throws Exception {
    node = new CapturedNode(Servers.source());
    other = Servers.freshDatabase("other");
    node.execute("CREATE DATABASE " + other);
  }

  @AfterEach
  void dropDatabases() throws Exception {
    node.closeSource();
    node.execute("SET GLOBAL binlog_row_metadata = FULL", "DROP DATABASE " + other);
    node.close();
  }

  private DoppioException refusal(SourcePosition after) {
    DoppioException refused =
        catchThrowableOfType(DoppioException.class, () -> node.open(Optional.of(after)));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(FailureKind.SOURCE_REFUSED);
    return refused;
  }

  private List<List<Object>> inserted() {
    return node.rows(Operation.INSERT).stream().map(row -> List.of(row.values())).toList();
  }

  @Test
  void aFilterThatLetsMoreThroughReadsWhatTheTablesHoldAndFollowsThem() throws Exception {
    node.execute(
        "SET GLOBAL binlog_row_metadata = MINIMAL",
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "CREATE TABLE filled (id INT PRIMARY KEY)",
        "CREATE TABLE bare (id INT PRIMARY KEY, a INT)",
        "INSERT INTO filled VALUES (1)");
    node.capture(new TableFilter(List.of(node.database + ".t"), List.of()), node.database);
    node.snapshot();
    node.execute("ALTER TABLE bare ADD COLUMN b INT FIRST", "INSERT INTO t VALUES (1)");
    node.catchUp();
    SourcePosition narrow = node.position().orElseThrow();
    node.closeSource();

    node.capture(TableFilter.all(), node.database);
    node.execute("INSERT INTO bare VALUES (2, 1, 3)");
    node.open(Optional.of(narrow));
    node.pollUntil(events -> !node.rows(Operation.READ).isEmpty());
    node.readAll();
    node.execute("INSERT INTO bare VALUES (5, 4, 6)");
    node.catchUp();
    assertThat(node.rows(Operation.READ))
        .filteredOn(row -> row.table().name().table().equals("filled"))
        .singleElement()
        .satisfies(row -> assertThat(row.values()).containsExactly(1L));
    assertThat(inserted()).containsExactly(List.of(2L, 1L, 3L), List.of(5L, 4L, 6L));
    assertThat(node.position().orElseThrow().scope().include()).isEmpty();
    SourcePosition wide = node.position().orElseThrow();
    node.closeSource();
    node.open(Optional.of(wide));
    node.catchUp();
  }

  @Test
  void aDatabaseThatIsAddedIsReadAndFollowed() throws Exception {
    node.execute(
        "SET GLOBAL binlog_row_metadata = MINIMAL",
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "CREATE TABLE " + other + ".doc (id INT PRIMARY KEY, v INT, g INT AS (v + 1))",
        "INSERT INTO " + other + ".doc (id, v) VALUES (1, 1)");
    SourcePosition alone = node.snapshot();
    node.closeSource();
    node.capture(TableFilter.all(), node.database, other);
    node.open(Optional.of(alone));
    node.pollUntil(events -> !node.rows(Operation.READ).isEmpty());
    node.readAll();
    node.catchUp();
    assertThat(node.rows(Operation.READ).get(0).values()).startsWith(1L, 1L);
    node.execute(
        "INSERT INTO " + other + ".doc (id, v) VALUES (2, 2)",
        "ALTER TABLE " + other + ".doc ADD COLUMN w INT AFTER id");
    node.catchUp();
    SourcePosition both = node.position().orElseThrow();
    assertThat(node.all(SourceEvent.SchemaChanged.class)).hasSize(1);
    Row row = node.rows(Operation.INSERT).get(0);
    assertThat(row.table().columns().get(2).generated()).isTrue();
    node.closeSource();

    node.open(Optional.of(both));
    node.execute("INSERT INTO " + other + ".doc (id, w, v) VALUES (3, 4, 5)");
    node.catchUp();
    assertThat(node.rows(Operation.INSERT).get(0).values()).startsWith(3L, 4L, 5L);
  }

  @Test
  void tablesThatComeUnderCaptureWithTheirDocumentsOrWithoutAKnownStructureStop() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    node.snapshot();
    for (String statement :
        List.of(
            "RENAME TABLE %2$s.x TO %1$s.x",
            "ALTER TABLE %2$s.x RENAME TO %1$s.x",
            "ALTER TABLE %2$s.x ADD COLUMN w INT, RENAME %1$s.x",
            "ALTER TABLE t ADD v INT, ADD UNIQUE (v)",
            "CREATE UNIQUE INDEX by_w ON t (w)",
            "ALTER TABLE %1$s.t ADD FOREIGN KEY (u) REFERENCES %1$s.p (id)")) {
      node.execute(
          "DROP TABLE IF EXISTS t, p, x, %s.x".formatted(other),
          "CREATE TABLE t (id INT PRIMARY KEY, u INT, w INT)",
          "CREATE TABLE p (id INT PRIMARY KEY)",
          "CREATE TABLE %s.x (id INT PRIMARY KEY, v INT)".formatted(other),
          "INSERT INTO %s.x VALUES (1, 1)".formatted(other));
      node.catchUp();
      node.execute(statement.formatted(node.database, other));
      assertThat(node.failure().kind()).as(statement).isEqualTo(FailureKind.SOURCE_UNSUPPORTED);
      node.closeSource();
      node.execute("DROP TABLE IF EXISTS t, x");
      node.open(Optional.of(node.now()));
    }
  }

  @Test
  void theCopyOfATableThatIsNotCapturedHasTheStructureThatItGot() throws Exception {
    node.execute(
        "CREATE TABLE t (id INT PRIMARY KEY)",
        "CREATE TABLE %s.x (id INT PRIMARY KEY, v VARCHAR(9), g INT AS (id + 1))".formatted(other));
    node.snapshot();
    node.execute(
        "CREATE TABLE x LIKE %s.x".formatted(other), "INSERT INTO x (id, v) VALUES (1, 'one')");
    node.catchUp();
    assertThat(node.rows(Operation.INSERT).get(0).values()).containsExactly(1L, "one", null);
    assertThat(node.all(SourceEvent.SchemaChanged.class)).hasSize(1);
  }

  @Test
  void aStatementFromElsewhereMeansTheDatabaseInWhateverCaseItsNameIsWritten() throws Exception {
    try (CapturedNode upper =
        new CapturedNode(
            Servers.source(),
            CaptureEngine.AUTO,
            Servers.freshDatabase("captured").toUpperCase())) {
      upper.execute("CREATE TABLE Doc (id INT PRIMARY KEY)", "INSERT INTO Doc VALUES (1)");
      upper.snapshot();
      upper.execute("USE " + other, "TRUNCATE TABLE " + upper.database + ".Doc");
      upper.catchUp();
      assertThat(upper.all(SourceEvent.Truncated.class)).hasSize(1);
    }
  }

  @Test
  void aSecondReplicaWithTheSameServerIdThrowsTheFirstOutWhichSaysWhy() throws Exception {
    node.execute("CREATE TABLE t (id INT PRIMARY KEY)");
    node.connectAs(4_711);
    node.snapshot();
    // A first start is through with its snapshot before it is connected to the stream.
    node.execute("INSERT INTO t VALUES (1)");
    node.catchUp();
    try (CapturedNode twin = new CapturedNode(Servers.source())) {
      twin.execute("CREATE TABLE t (id INT PRIMARY KEY)");
      twin.connectAs(4_711);
      twin.snapshot();
      DoppioException thrownOut = node.failure();
      assertThat(thrownOut.kind()).isEqualTo(FailureKind.SOURCE_REFUSED);
      assertThat(thrownOut).hasMessageContaining("storage-node.mysql.server-id");
    }
  }
}
