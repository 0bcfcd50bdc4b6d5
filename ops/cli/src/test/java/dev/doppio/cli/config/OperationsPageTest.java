package dev.doppio.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/operations.md says what the code does; the samples in ops/deploy are valid. */
final class OperationsPageTest {
  private static final Path DEPLOY = Path.of("..", "deploy");

  private final String page = read(Path.of("..", "..", "docs", "operations.md"));

  @Test
  void everyExitCodeIsInTheTable() {
    for (ExitCode code : ExitCode.values()) {
      assertThat(page).contains("| " + code.code() + " | " + code.meaning() + " |");
    }
  }

  @Test
  void everySettingIsListed() {
    for (String effective :
        List.of(
            sample("sidecar.yaml", Configurations::sidecar).effective(),
            sample("apply-mysql.yaml", Configurations::applyMySql).effective())) {
      for (String path : paths(effective)) {
        String listed =
            path.replaceFirst("^(storage-node|target)\\.mysql\\.(?!server-id)", "")
                .replaceFirst("^databases\\.mailbox", "databases.<name>");
        assertThat(page).as(path).contains("`" + listed + "`");
      }
    }
  }

  private interface Reader<T> {
    Loaded<T> read(Configurations configurations, Path file, List<String> sets);
  }

  private static <T> Loaded<T> sample(String file, Reader<T> reader) {
    Map<String, String> passwords =
        Map.of("DOPPIO_STORAGE_NODE_MYSQL_PASSWORD", "x", "DOPPIO_TARGET_MYSQL_PASSWORD", "x");
    return reader.read(new Configurations(passwords), DEPLOY.resolve(file), List.of());
  }

  /** Full paths of the settings in YAML that is indented by two. */
  private static List<String> paths(String effective) {
    String[] sections = new String[10];
    return effective
        .lines()
        .filter(line -> !line.strip().startsWith("#"))
        .map(
            line -> {
              int depth = (line.length() - line.stripLeading().length()) / 2;
              sections[depth] = line.strip().split(":( |$)")[0];
              String path =
                  Arrays.asList(sections).subList(0, depth + 1).stream()
                      .collect(Collectors.joining("."));
              return line.strip().endsWith(":") ? "" : path;
            })
        .filter(path -> !path.isEmpty())
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("no page at " + file.toAbsolutePath(), e);
    }
  }
}
