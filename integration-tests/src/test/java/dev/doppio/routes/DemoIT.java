package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.servers.Command;
import dev.doppio.servers.Daemon;
import dev.doppio.servers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command that shows everything can also fail, and leaves nothing behind. */
final class DemoIT {
  private static final Duration STARTED = Duration.ofSeconds(240);
  private static final Duration GONE = Duration.ofSeconds(20);
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  @Test
  void aFlippedByteAtTheSourceIsNoticedInEveryCopy() {
    Command.runWith(
            List.of(),
            List.of("demo", "--seconds", "6", "--rate", "100", "--partitions", "4", "--tamper"))
        .exits(1)
        .says("--tamper: message ", "mailbox.message ", ": differs in body")
        .says("DIFFERENT: the replica in dc2, 1 row differs")
        .says("DIFFERENT: the index in dc1, 1 row differs", "the tables in dc1, 1 row differs")
        .says("DIFFERENT: the index in dc2, 1 row differs", "the tables in dc2, 1 row differs");
  }

  @Test
  @Tag("all-cases")
  void aDemoKilledInFullFlowLeavesNoProcessAndNoPort() throws Exception {
    Path out = Servers.workspace().folder("commands").resolve("killed-demo");
    List<String> line = new ArrayList<>(Daemon.java());
    line.addAll(List.of("demo", "--seconds", "600"));
    Process demo =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      await()
          .atMost(STARTED)
          .failFast(() -> assertThat(demo.isAlive()).as(said(out)).isTrue())
          .until(() -> said(out).contains("traffic: "));
      consistsOfAllThatRuns(familyOf(demo).stream().map(DemoIT::commandLine).toList());
      Set<Integer> ports = ports(said(out));
      assertThat(ports).as("ports in:%n%s", said(out)).hasSizeGreaterThanOrEqualTo(4);
      assertThat(ports).noneMatch(DemoIT::canBeBound);

      demo.destroyForcibly().waitFor();

      // A process that dies gives up its memory, and so its mark, before its sockets.
      await()
          .atMost(GONE)
          .untilAsserted(
              () -> {
                assertThat(familyOf(demo)).isEmpty();
                assertThat(ports).allMatch(DemoIT::canBeBound);
              });
    } finally {
      demo.destroyForcibly();
    }
  }

  private static void consistsOfAllThatRuns(List<String> commands) {
    for (String part :
        List.of(
            "mysql-dc1/my.cnf",
            "mysql-dc2/my.cnf",
            "kafka-dc1/1/server.prop",
            "kafka-dc2/1/server.prop",
            "mirror.MirrorMaker",
            " sidecar --config",
            " apply mysql --config",
            "index-dc1.yaml",
            "tables-dc1.yaml",
            "index-dc2.yaml",
            "tables-dc2.yaml")) {
      assertThat(commands)
          .as("what a demo in full flow consists of")
          .satisfiesOnlyOnce(command -> assertThat(command).contains(part));
    }
  }

  /**
   * Every process on this machine that carries the mark of the demo's workspace, in its environment
   * as a child or in its arguments as their supervisor; a zombie has neither.
   */
  private static List<Long> familyOf(Process demo) {
    String mark = "DOPPIO_CHILDREN=demo-" + demo.pid() + "-";
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> proc(pid, "environ").contains(mark) || proc(pid, "cmdline").contains(mark))
        .toList();
  }

  private static String commandLine(long pid) {
    return proc(pid, "cmdline").replace('\0', ' ');
  }

  private static String proc(long pid, String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private static Set<Integer> ports(String output) {
    return ADDRESS
        .matcher(output)
        .results()
        .map(address -> Integer.valueOf(address.group(1)))
        .collect(Collectors.toSet());
  }

  private static boolean canBeBound(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static String said(Path out) {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
