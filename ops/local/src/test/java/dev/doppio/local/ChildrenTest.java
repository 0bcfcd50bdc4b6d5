package dev.doppio.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String FAMILY_OF_THREE = "sleep 1000 & setsid sleep 1000 & wait";

  /** All processes of the machine are looked through, those of another build among them. */
  private final String id = "children-test-" + UUID.randomUUID();

  @TempDir private Path folder;

  @Test
  void killingTheParentLeavesNoChildAndNoGrandchild() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath = System.getProperty("java.class.path");
    Process parent =
        new ProcessBuilder(
                java.toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classPath,
                ParentToBeKilled.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Path workspace = Path.of(firstLine(parent));
      String marker = Children.markerOf(workspace.getFileName().toString());
      await().atMost(SOON).until(() -> processesWith(marker) == 4);

      parent.destroyForcibly();

      await().atMost(SOON).until(() -> processesWith(marker) == 0);
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void closingLeavesNoChildAndNoGrandchild() {
    Children children = Children.supervised(id);
    Child child = start(children, "/bin/sh", "-c", FAMILY_OF_THREE);
    String marker = Children.markerOf(id);
    await().atMost(SOON).until(() -> processesWith(marker) == 3);

    children.close();

    assertThat(child.isAlive()).isFalse();
    assertThat(processesWith(marker)).isZero();
  }

  @Test
  void theGroupOfAKilledChildGoesWithIt() {
    try (Children children = Children.supervised(id)) {
      Child child = start(children, "/bin/sh", "-c", "sleep 1000 & wait");
      String marker = Children.markerOf(id);
      await().atMost(SOON).until(() -> processesWith(marker) == 2);

      child.kill();

      assertThat(child.endedBySignal(9)).isTrue();
      await().atMost(SOON).until(() -> processesWith(marker) == 0);
    }
  }

  @Test
  void childrenKeepASupervisorWhenTheirsIsKilled() {
    Children children = Children.supervised(id);
    start(children, "sleep", "1000");
    String marker = Children.markerOf(id);
    ProcessHandle first = supervisorOf(marker);

    first.destroyForcibly();

    await().atMost(SOON).until(() -> supervisorOf(marker).pid() != first.pid());
    children.close();
    assertThat(processesWith(marker)).isZero();
  }

  @Test
  void aChildIsTheProgramItselfWithItsEnvironmentAndItsExitCode() throws IOException {
    try (Children children = Children.supervised()) {
      Path log = folder.resolve("child.log");
      List<String> command = List.of("/bin/sh", "-c", "echo $$ $COLOUR 'two words'; exit 7");
      Child child = children.start("child", command, Map.of("COLOUR", "brown"), log);

      assertThat(child.waitFor(SOON)).isEqualTo(7);
      assertThat(Files.readString(log)).isEqualTo(child.pid() + " brown two words\n");
      assertThat(child.logTail(5)).containsExactly(child.pid() + " brown two words");
    }
  }

  @Test
  void aChildThatIgnoresTheTermSignalIsKilled() {
    try (Children children = Children.supervised()) {
      Child child = start(children, "/bin/sh", "-c", "trap '' TERM; echo deaf; sleep 1000");
      await().atMost(SOON).until(() -> child.logTail(1).contains("deaf"));

      child.stop(Duration.ofMillis(200));

      assertThat(child.endedBySignal(9)).isTrue();
    }
  }

  private Child start(Children children, String... command) {
    return children.start("child", List.of(command), Map.of(), folder.resolve("child.log"));
  }

  private static String firstLine(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  private static ProcessHandle supervisorOf(String marker) {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(p -> List.of(p.info().arguments().orElse(new String[0])).contains(marker))
        .findFirst()
        .orElse(ProcessHandle.current());
  }

  private static long processesWith(String marker) {
    return ProcessHandle.allProcesses()
        .filter(p -> environmentOf(p.pid()).contains(marker))
        .count();
  }

  private static List<String> environmentOf(long pid) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      return List.of(new String(environment, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException | UncheckedIOException gone) {
      return List.of();
    }
  }
}
