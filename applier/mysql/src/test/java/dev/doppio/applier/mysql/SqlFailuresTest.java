package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

final class SqlFailuresTest {
  @Test
  void locksAndLostConnectionsAreTriedAgain() {
    assertThat(kind(new SQLException("deadlock", "40001", 1213))).isEqualTo(UNAVAILABLE);
    assertThat(kind(new SQLException("lock wait", "HY000", 1205))).isEqualTo(UNAVAILABLE);
    assertThat(kind(new SQLException("link failure", "08S01", 0))).isEqualTo(UNAVAILABLE);
    assertThat(kind(new SQLTransientConnectionException("pool"))).isEqualTo(UNAVAILABLE);
    assertThat(kind(new SQLException("closed under a statement"))).isEqualTo(UNAVAILABLE);
    assertThat(kind(new SQLException("read only", "HY000", 1290))).isEqualTo(UNAVAILABLE);
  }

  @Test
  void whatOneDocumentIsToBlameForStopsItsPartition() {
    assertThat(kind(new SQLException("Data too long", "22001", 1406))).isEqualTo(REJECTED);
    assertThat(kind(new SQLException("Duplicate", "23000", 1062))).isEqualTo(REJECTED);
    assertThat(kind(new SQLException("packet", "08S01", 1153))).isEqualTo(REJECTED);
  }

  @Test
  void denialsEndTheProcess() {
    assertThat(kind(new SQLException("denied", "42000", 1142)))
        .isEqualTo(FailureKind.TARGET_REFUSED);
  }

  /** As when the password was rotated: the pool says no more than that it has no connection. */
  @Test
  void aLoginThatIsRefusedIsTriedAgainAndSaysWhereItsPasswordIsWritten() {
    SQLException refused = new SQLException("Access denied for user 'a'@'h'", "28000", 1045);
    SQLException pooled =
        new SQLTransientConnectionException("request timed out", "28000", refused);

    SQLException denial =
        SqlFailures.denial(pooled, "target.mysql.password-file (/x)").orElseThrow();

    DoppioException failure = SqlFailures.of("the replica", denial);
    assertThat(failure.kind()).isEqualTo(FailureKind.TARGET_DENIED);
    assertThat(failure).hasMessageContaining("denied for user 'a'@'h', by target.mysql.password");
    assertThat(SqlFailures.denial(new SQLException("packet", "08S01", 1153), "x")).isEmpty();
  }

  @Test
  void noMessageQuotesADocument() {
    DoppioException quoting =
        SqlFailures.of(
            "document t/1 of shop.t",
            new SQLException("Incorrect string value: 'secret' for column 'c'", "HY000", 1366));
    assertThat(quoting).hasMessageContaining("t/1").hasMessageContaining("1366").hasNoCause();
    assertThat(quoting.getMessage()).doesNotContain("secret");
    DoppioException naming =
        SqlFailures.of(
            "document t/1 of shop.t",
            new SQLException("Data too long for column 'c' at row 1", "22001", 1406));
    assertThat(naming).hasMessageContaining("column 'c'");
  }

  private static final FailureKind UNAVAILABLE = FailureKind.TARGET_UNAVAILABLE;
  private static final FailureKind REJECTED = FailureKind.TARGET_REJECTED;

  private static FailureKind kind(SQLException e) {
    return SqlFailures.of("somewhere", e).kind();
  }
}
