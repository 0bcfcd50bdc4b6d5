package dev.doppio.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.capture.config.CaptureEngine;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Distributed transactions are in the log where they commit, and only if they do. */
final class XaTransactionsIT extends BinlogContents {
  /** None that is left may hold up the end of a test's database. */
  @AfterEach
  void endPrepared() throws Exception {
    for (String xid : List.of("'a'", "'b'", "'large'")) {
      try {
        node.execute("XA ROLLBACK " + xid);
      } catch (java.sql.SQLException e) {
        assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(1397);
      }
    }
  }

  /** Prepares in a session of its own, which ends: the transaction stays. */
  private void prepare(String xid, String... statements) throws Exception {
    try (Connection session = session(node)) {
      execute(session, "XA START " + xid);
      execute(session, statements);
      execute(session, "XA END " + xid, "XA PREPARE " + xid);
    }
  }

  /** Waits until all is read that the server has executed, but these. */
  private void catchUpBut(GtidSet prepared) throws Exception {
    GtidSet finished = node.executed().minus(prepared);
    node.pollUntil(
        all -> node.position().filter(at -> at.executed().contains(finished)).isPresent());
  }

  private GtidSet executedBy(Action action) throws Exception {
    GtidSet before = node.executed();
    action.run();
    GtidSet prepared = node.executed().minus(before);
    assertThat(prepared.size()).isEqualTo(1);
    return prepared;
  }

  private interface Action {
    void run() throws Exception;
  }

  @ParameterizedTest
  @EnumSource(
      value = CaptureEngine.class,
      names = {"BINLOG", "DEBEZIUM"})
  void rowsStandWhereTheyCommitAndAStartBetweenPrepareAndCommitReadsThemFromTheHole(
      CaptureEngine engine) throws Exception {
    node.closeSource();
    node.use(engine);
    node.open(Optional.of(start));
    GtidSet hole =
        executedBy(
            () ->
                prepare("'a'", "INSERT INTO t VALUES (1, 'xa')", "INSERT INTO t VALUES (2, 'xa')"));
    node.execute("INSERT INTO t VALUES (3, 'before the commit')");
    catchUpBut(hole);
    assertThat(inserted("t")).containsExactly(3L);
    SourcePosition between = node.position().orElseThrow();
    assertThat(between.executed().minus(hole)).isEqualTo(between.executed());
    node.closeSource();

    node.execute("INSERT INTO t VALUES (4, 'nobody listens')", "FLUSH BINARY LOGS");
    node.open(Optional.of(between));
    catchUpBut(hole);
    GtidSet commit = executedBy(() -> node.execute("XA COMMIT 'a'"));
    node.execute("INSERT INTO t VALUES (5, 'behind it')");
    node.catchUp();
    assertThat(inserted("t")).containsExactly(4L, 1L, 2L, 5L);
    assertThat(keys("SELECT id FROM t")).hasSize(5);
    List<SourceEvent.Begin> begins = node.all(SourceEvent.Begin.class);
    assertThat(begins).hasSize(3);
    assertThat(begins.get(1).gtid())
        .hasValueSatisfying(gtid -> assertThat(commit.contains(gtid)).isTrue());
    SourcePosition end = node.position().orElseThrow();
    assertThat(end.executed()).isEqualTo(node.executed());
    node.closeSource();

    node.open(Optional.of(end));
    node.execute("INSERT INTO t VALUES (6, 'as if nothing had been')");
    node.catchUp();
    assertThat(inserted("t")).containsExactly(6L);
  }

  @Test
  void whatIsRolledBackIsNeverToldAndOthersGoInTheOrderOfTheirCommits() throws Exception {
    GtidSet before = node.executed();
    prepare("'a'", "INSERT INTO t VALUES (1, 'a')");
    prepare("'b'", "INSERT INTO t VALUES (2, 'b')");
    GtidSet holes = node.executed().minus(before);
    assertThat(holes.size()).isEqualTo(2);
    catchUpBut(holes);
    node.execute("XA COMMIT 'b'", "XA ROLLBACK 'a'", "INSERT INTO t VALUES (1, 'again')");
    prepare("'a'", "UPDATE t SET v = 'c' WHERE id = 2");
    node.execute("XA COMMIT 'a'");
    node.catchUp();
    assertThat(inserted("t")).containsExactly(2L, 1L);
    assertThat(node.rows(Operation.UPDATE).get(0).values()).containsExactly(2L, "c");
    assertThat(node.position().orElseThrow().executed()).isEqualTo(node.executed());
  }

  @Test
  void aCommitInOnePhaseAndOneThatChangesNothingCapturedAreTransactionsLikeOthers()
      throws Exception {
    node.execute(
        "XA START 'a'", "INSERT INTO t VALUES (1, 'a')", "XA END 'a'", "XA COMMIT 'a' ONE PHASE");
    prepare("'b'", "INSERT INTO " + other + ".t VALUES (1)");
    node.execute("XA COMMIT 'b'");
    node.catchUp();
    assertThat(inserted("t")).containsExactly(1L);
    assertThat(node.all(SourceEvent.End.class)).hasSize(1);
  }

  @Test
  void whileOneIsPreparedAnIdleSourceStillTellsItsClock() throws Exception {
    GtidSet hole = executedBy(() -> prepare("'a'", "INSERT INTO t VALUES (1, 'a')"));
    catchUpBut(hole);
    Instant now = Instant.parse(node.ask("SELECT UTC_TIMESTAMP(6)").replace(' ', 'T') + "Z");
    node.pollUntil(
        all ->
            node.all(SourceEvent.Idle.class).stream()
                .anyMatch(idle -> idle.sourceTime().isAfter(now)));
    assertThat(node.position().orElseThrow().executed().minus(hole))
        .isEqualTo(node.position().orElseThrow().executed());
  }

  @Test
  void oneThatWasPreparedBeforeCaptureBeganStopsAtItsCommitUntilAnOperatorTakesItOn()
      throws Exception {
    node.closeSource();
    prepare("'a'", "INSERT INTO t VALUES (1, 'unseen')");
    start = node.now();
    node.open(Optional.of(start));
    node.execute(
        "CREATE TABLE u (id INT PRIMARY KEY)", "XA COMMIT 'a'", "INSERT INTO u VALUES (2)");
    accept(stop("XA COMMIT", "prepared before capture began", "XA RECOVER"));
    node.catchUp();
    assertThat(inserted("u")).containsExactly(2L);
    assertThat(inserted("t")).isEmpty();
  }

  @Test
  void oneThatIsTooLargeToBeHeldStopsUntilAnOperatorTakesItOn() throws Exception {
    node.execute("CREATE TABLE b (id INT PRIMARY KEY, v LONGBLOB)");
    prepare(
        "'large'",
        "INSERT INTO b VALUES (1, REPEAT('v', 9000000))",
        "INSERT INTO b VALUES (2, REPEAT('w', 9000000))");
    node.execute("INSERT INTO t VALUES (3, 'behind it')");
    accept(stop("16 MiB", "XA RECOVER", "capture.override.statements"));
    node.execute("XA COMMIT 'large'");
    node.catchUp();
    assertThat(inserted("b")).isEmpty();
    assertThat(inserted("t")).containsExactly(3L);
  }
}
