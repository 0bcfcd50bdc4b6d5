package dev.doppio.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.doppio.bench.workload.Workload;
import dev.doppio.cli.Subcommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class BenchCommandTest {
  @Test
  void theCommandFindsItAsAService() {
    assertThat(ServiceLoader.load(Subcommand.class)).hasOnlyElementsOfType(BenchCommand.class);
  }

  @Test
  void misuseIsRefusedBeforeAnyServerIsStarted() {
    for (String[] misuse :
        List.of(
            new String[] {},
            new String[] {"capture", "--workloads", "nonsense"},
            new String[] {"capture", "--rounds", "0"},
            new String[] {"capture", "--cell", "99"},
            new String[] {"replay", "--workload", "nonsense"},
            new String[] {"apply", "--arms", "nonsense"},
            new String[] {"apply", "--cell", "99"},
            new String[] {"apply", "--durability", "2"},
            new String[] {"apply", "--workers", "0"},
            new String[] {"latency", "--pipelines", "nonsense"},
            new String[] {"latency", "--rates", "0"},
            new String[] {"capture", "--nonsense"})) {
      CommandLine bench = new CommandLine(new BenchCommand());
      bench.setErr(new PrintWriter(new StringWriter()));
      assertThat(bench.execute(misuse)).as(String.join(" ", misuse)).isEqualTo(2);
    }
  }

  @Test
  void theDefaultWorkloadsAreOnes() {
    assertThat(Workload.parseAll(CaptureBenchCommand.WORKLOADS))
        .extracting(Workload::rowsPerTransaction)
        .containsOnly(1, 100);
  }

  @Test
  void aBenchOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CaptureBenchOptions(List.of(), List.of("x"), 1, 1, 0, false, Path.of("o")));
  }
}
