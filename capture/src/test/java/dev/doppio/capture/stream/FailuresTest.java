package dev.doppio.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the engine's exceptions mean. */
final class FailuresTest {
  @Test
  void aReplicaWithTheSameServerIdIsToldFromABinlogThatIsGone() {
    DoppioException clash =
        Failures.of(
            "n1",
            new ServerException(
                "A slave with the same server_uuid/server_id as this slave has connected to the"
                    + " master",
                1236,
                "HY000"));
    assertThat(clash.kind()).isEqualTo(FailureKind.SOURCE_REFUSED);
    assertThat(clash).hasMessageContaining("storage-node.mysql.server-id");
    DoppioException purged =
        Failures.of("n1", new ServerException("Cannot replicate: purged", 1236, "HY000"));
    assertThat(purged.kind()).isEqualTo(FailureKind.SOURCE_REFUSED);
    assertThat(purged).hasMessageContaining("a server that can go on");
  }

  @Test
  void aServerThatMayWriteTransactionsWithoutGtidIsToBeSet() {
    DoppioException permissive =
        Failures.of(
            "n1",
            new ServerException(
                "The replication sender thread cannot start in AUTO_POSITION mode: this server has"
                    + " GTID_MODE = ON_PERMISSIVE instead of ON.",
                1236,
                "HY000"));
    assertThat(permissive.kind()).isEqualTo(FailureKind.SOURCE_REFUSED);
    assertThat(permissive).hasMessageContaining("SET PERSIST gtid_mode = ON");
  }

  @Test
  void aLostConnectionIsTriedAgainAndADefectIsNot() {
    assertThat(Failures.of("n1", new RuntimeException(new IOException("reset"))).kind())
        .isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
    assertThat(Failures.of("n1", new IllegalStateException("odd")).kind())
        .isEqualTo(FailureKind.INTERNAL);
  }
}
