package dev.doppio.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.doctor.Check.Finding;
import dev.doppio.cli.doctor.Check.Grade;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final String SIDECAR = "sidecar of dc1/n1";
  private static final Finding WARNING = Finding.warning("one replica");
  private static final Finding DOWN =
      Finding.of(new DoppioException(FailureKind.TARGET_UNAVAILABLE, "no answer"));
  private static final Finding REFUSED = Finding.refused("no GTIDs:\n- set them");
  private static final Finding MISUSED =
      Finding.of(new DoppioException(FailureKind.CONFIGURATION, "no such setting"));

  private static Check check(String subject, Finding... findings) {
    return new Check(SIDECAR, subject, List.of(findings));
  }

  @Test
  void whatIsWellAndWhatIsNotIsListedByDaemon() {
    Report report =
        new Report(
            List.of(
                check("settings"),
                check("log topics", WARNING),
                check("source", REFUSED),
                new Check("applier of dc1 at r1:3306", "target", List.of(DOWN))));

    assertThat(report.lines())
        .containsExactly(
            "sidecar of dc1/n1",
            "  ok           settings",
            "  WARNING      log topics: one replica",
            "  REFUSED      source: no GTIDs:\n    - set them",
            "applier of dc1 at r1:3306",
            "  UNREACHABLE  target: no answer");
    assertThat(report.json())
        .isEqualTo(
            "{\"exitCode\":3,\"checks\":[{\"daemon\":\"sidecar of dc1/n1\",\"subject\":"
                + "\"settings\",\"findings\":[]},{\"daemon\":\"sidecar of dc1/n1\",\"subject\":"
                + "\"log topics\",\"findings\":[{\"grade\":\"WARNING\",\"what\":\"one replica\"}]},"
                + "{\"daemon\":\"sidecar of dc1/n1\",\"subject\":\"source\",\"findings\":[{"
                + "\"grade\":\"REFUSED\",\"what\":\"no GTIDs:\\n- set them\"}]},{\"daemon\":"
                + "\"applier of dc1 at r1:3306\",\"subject\":\"target\",\"findings\":[{"
                + "\"grade\":\"UNREACHABLE\",\"what\":\"no answer\"}]}]}");
  }

  @Test
  void theWorstFindingIsTheExitCode() {
    assertThat(new Report(List.of(check("a"))).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(new Report(List.of(check("a", WARNING))).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(new Report(List.of(check("a", DOWN), check("b", WARNING))).exitCode())
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(new Report(List.of(check("a", REFUSED), check("b", DOWN))).exitCode())
        .isEqualTo(ExitCode.REFUSED);
    assertThat(new Report(List.of(check("a", REFUSED, MISUSED))).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aConfigurationThatIsWrongIsAFindingAndNotTheEnd() {
    Doctor doctor = new Doctor(new Configurations(Map.of()), List.of());

    Report report = doctor.examine(List.of(Path.of("missing.yaml"), Path.of("gone.yaml")));

    assertThat(report.checks())
        .extracting(Check::daemon)
        .containsExactly("missing.yaml", "gone.yaml");
    assertThat(report.checks().get(0).findings().get(0).grade()).isEqualTo(Grade.MISUSED);
  }
}
