package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class DaemonReportTest {
  private static final DaemonReport REPORT =
      new DaemonReport(
          "applier of dc1 at r1:3306",
          List.of("no broker answers"),
          List.of(
              new DaemonReport.Partition(
                  new PartitionId("shop", 3), State.STOPPED, Optional.of("a \"gap\"\nmend it")),
              new DaemonReport.Partition(
                  new PartitionId("shop", 4), State.RUNNING, Optional.empty())),
          OptionalDouble.empty());

  @Test
  void aReportIsReadAsItWasWritten() {
    assertThat(DaemonReport.parse(REPORT.toJson())).isEqualTo(REPORT);
  }

  @Test
  void warningsAreReadAsTheyWereWritten() {
    DaemonReport warns =
        new DaemonReport(
            "sidecar of dc1/n1",
            List.of(),
            List.of(),
            OptionalDouble.of(0.5),
            List.of("binlogs are soon purged"));
    assertThat(DaemonReport.parse(warns.toJson())).isEqualTo(warns);
  }

  @Test
  void aReportIsJsonOnOneLine() {
    assertThat(REPORT.toJson())
        .isEqualTo(
            "{\"daemon\":\"applier of dc1 at r1:3306\",\"obstacles\":[\"no broker"
                + " answers\"],\"partitions\":[{\"database\":\"shop\",\"partition\":3,\"state\":\"STOPPED\",\"failure\":\"a"
                + " \\\"gap\\\"\\n"
                + "mend it\"},"
                + "{\"database\":\"shop\",\"partition\":4,\"state\":\"RUNNING\",\"failure\":null}]}");
  }

  @Test
  void whatIsNoReportIsRefused() {
    for (String other : List.of("", "{", "{}", "[]", "ready")) {
      assertThatThrownBy(() -> DaemonReport.parse(other))
          .as(other)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
