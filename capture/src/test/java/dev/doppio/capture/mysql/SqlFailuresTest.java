package dev.doppio.capture.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which errors of the storage node pass, and which need somebody. */
final class SqlFailuresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1045 | 28000 | SOURCE_DENIED | password-file (/x)",
        "1142 | 42000 | SOURCE_REFUSED | doppio grants",
        "1227 | 42000 | SOURCE_REFUSED | doppio grants",
        "1064 | 42000 | SOURCE_REFUSED | 1064",
        "1193 | HY000 | SOURCE_REFUSED | 1193",
        "1040 | 08004 | SOURCE_UNAVAILABLE | reached",
        "1053 | 08S01 | SOURCE_UNAVAILABLE | reached",
        "1213 | 40001 | SOURCE_UNAVAILABLE | reached",
        "1205 | HY000 | SOURCE_UNAVAILABLE | reached",
        "0 | 08S01 | SOURCE_UNAVAILABLE | reached"
      })
  void errorsAreGraded(int code, String state, FailureKind kind, String remedy) {
    DoppioException failure =
        SqlFailures.of("MySQL db", "password-file (/x)", new SQLException("words", state, code));
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("words").hasMessageContaining(remedy);
  }

  @Test
  void whatTheDriverItselfCallsPassingPasses() {
    assertThat(SqlFailures.passes(new SQLTransientConnectionException("x", "HY000", 9))).isTrue();
    assertThat(SqlFailures.passes(new SQLException("no state"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "8.0.21,SHOW SLAVE HOSTS",
    "8.0.22-commercial,SHOW REPLICAS",
    "8.0.33,SHOW REPLICAS",
    "8.4.0,SHOW REPLICAS",
    "9.7.4,SHOW REPLICAS"
  })
  void replicasAreAskedForInTheServersOwnWords(String version, String statement) {
    assertThat(FactsReader.replicas(version)).isEqualTo(statement);
  }
}
