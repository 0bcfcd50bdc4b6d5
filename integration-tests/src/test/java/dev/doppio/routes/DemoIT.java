package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.servers.Command;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The command that shows everything can also fail, and leaves nothing behind. */
final class DemoIT {
  @Test
  void aFlippedByteInTheReplicaMakesTheDemoFail() {
    Command.run(List.of("demo", "--seconds", "8", "--rate", "100", "--partitions", "4", "--tamper"))
        .exits(1)
        .says("differ");
  }

  @Test
  void aKilledDemoLeavesNoProcess() throws Exception {
    Path out = Servers.workspace().folder("commands").resolve("killed-demo");
    List<String> line = new ArrayList<>(Daemon.java());
    line.addAll(List.of("demo", "--seconds", "60"));
    Process demo =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> children(demo).stream().anyMatch(p -> command(p).contains("mysqld")));
      Set<ProcessHandle> started = children(demo);
      assertThat(started).hasSizeGreaterThan(2);
      demo.destroyForcibly().waitFor();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(started.stream().filter(DemoIT::runs).map(DemoIT::command)).isEmpty());
    } finally {
      demo.destroyForcibly();
    }
  }

  private static Set<ProcessHandle> children(Process demo) {
    return demo.descendants().collect(Collectors.toSet());
  }

  /** A zombie that nobody has reaped yet runs no more. */
  private static boolean runs(ProcessHandle process) {
    try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return status.noneMatch(line -> line.startsWith("State:") && line.contains("Z"));
    } catch (IOException e) {
      return false;
    }
  }

  private static String command(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }
}
