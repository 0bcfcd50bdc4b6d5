package dev.doppio.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.Programs;
import dev.doppio.servers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is installed runs by itself: without the source tree and without the builder's files. */
final class ArchiveIT {
  private static final Pattern INSTALLED = Pattern.compile("/opt/doppio/(\\S+)");
  private static Path home;

  @BeforeAll
  static void unpack() throws IOException {
    Path folder = Servers.workspace().folder("opt");
    Path built = Path.of("..", "ops", "cli", "target");
    try (Stream<Path> archives = Files.list(built)) {
      Path archive =
          archives.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
      Programs.Outcome tar =
          Programs.run(
              new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString()));
      assertThat(tar.exitCode()).as(tar.output()).isZero();
    }
    try (Stream<Path> unpacked = Files.list(folder)) {
      home = unpacked.findFirst().orElseThrow();
    }
  }

  @Test
  void theInstalledCommandTellsItsVersion() {
    assertThat(doppio("--version"))
        .satisfies(ran -> assertThat(ran.exitCode()).as(ran.output()).isZero())
        .satisfies(ran -> assertThat(ran.output()).startsWith("doppio 0."));
  }

  @Test
  void theInstalledCommandsCheckTheSamples() {
    for (List<String> command : List.of(List.of("sidecar"), List.of("apply", "mysql"))) {
      String sample = home.resolve("deploy/" + String.join("-", command) + ".yaml").toString();
      Programs.Outcome ran =
          doppio(
              Stream.concat(command.stream(), Stream.of("--check", "--config", sample))
                  .toArray(String[]::new));
      assertThat(ran.exitCode()).as(ran.output()).isZero();
      assertThat(ran.output()).contains("partitions: 64", "# default");
    }
  }

  @Test
  void demoAndBenchSayThatTheyNeedASourceTree() {
    for (String command : List.of("demo", "bench")) {
      Programs.Outcome ran = doppio(command);
      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.output()).contains(command + " runs from a source tree");
    }
  }

  @Test
  void whatTheUnitsNameIsInTheArchive() throws IOException {
    try (Stream<Path> units = Files.list(home.resolve("deploy/systemd"))) {
      for (Path unit : units.toList()) {
        assertThat(INSTALLED.matcher(Files.readString(unit)).results().map(found -> found.group(1)))
            .as(unit.toString())
            .isNotEmpty()
            .allSatisfy(file -> assertThat(home.resolve(file)).exists());
      }
    }
  }

  private static Programs.Outcome doppio(String... arguments) {
    ProcessBuilder program =
        new ProcessBuilder(
            Stream.concat(Stream.of(home.resolve("bin/doppio").toString()), Stream.of(arguments))
                .toList());
    program.directory(Path.of("/").toFile());
    program.environment().put("HOME", home.toString());
    program.environment().put("DOPPIO_STORAGE_NODE_MYSQL_PASSWORD", "x");
    program.environment().put("DOPPIO_TARGET_MYSQL_PASSWORD", "x");
    return Programs.run(program);
  }
}
