package dev.doppio.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
            sample("apply-mysql.yaml", Configurations::applyMySql).effective(),
            sample("apply-search.yaml", Configurations::applySearch).effective(),
            sample("apply-opensearch.yaml", Configurations::applyOpenSearch).effective(),
            sample("apply-hadoop.yaml", Configurations::applyHadoop).effective())) {
      for (String path : settings(effective).keySet()) {
        String listed =
            path.replaceFirst("^(storage-node|target)\\.mysql\\.(?!server-id)", "")
                .replaceFirst("^databases\\.mailbox", "databases.<name>")
                .replaceFirst("^(target\\.hadoop\\.client)\\..*", "$1.*");
        assertThat(page).as(path).contains("`" + listed + "`");
      }
    }
  }

  @Test
  void everyDefaultThatIsListedIsTheOneInForce() {
    Pattern row = Pattern.compile("^\\| `([a-z.-]+)` \\| `?([^`|]+?)`? \\|", Pattern.MULTILINE);
    Map<String, String> listed = new HashMap<>();
    row.matcher(page).results().forEach(r -> listed.put(r.group(1), r.group(2)));
    Pattern ofIndex =
        Pattern.compile("^\\| `([a-z.-]+)` .* of a search index `(.+)` \\|", Pattern.MULTILINE);
    Map<String, String> ofAnIndex = new HashMap<>(listed);
    ofIndex.matcher(page).results().forEach(r -> ofAnIndex.put(r.group(1), r.group(2)));
    int compared = 0;
    for (String effective :
        List.of(
            sample("sidecar.yaml", Configurations::sidecar).effective(),
            sample("apply-mysql.yaml", Configurations::applyMySql).effective(),
            sample("apply-search.yaml", Configurations::applySearch).effective(),
            sample("apply-opensearch.yaml", Configurations::applyOpenSearch).effective(),
            sample("apply-hadoop.yaml", Configurations::applyHadoop).effective())) {
      for (Map.Entry<String, String> setting : settings(effective).entrySet()) {
        String[] value = setting.getValue().split(" +# ");
        if (value[1].equals("default")
            && setting.getKey().matches("(reader|writer|target|daemon)\\.(?!mysql).*")) {
          boolean index = settings(effective).containsKey("target.lucene.folder");
          assertThat(index ? ofAnIndex : listed).containsEntry(setting.getKey(), value[0]);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  private interface Reader<T> {
    Loaded<T> read(Configurations configurations, Path file, List<String> sets);
  }

  private static <T> Loaded<T> sample(String file, Reader<T> reader) {
    Map<String, String> passwords =
        Map.of(
            "DOPPIO_STORAGE_NODE_MYSQL_PASSWORD", "x",
            "DOPPIO_TARGET_MYSQL_PASSWORD", "x",
            "DOPPIO_TARGET_OPENSEARCH_PASSWORD", "x");
    return reader.read(new Configurations(passwords), DEPLOY.resolve(file), List.of());
  }

  /** Settings in YAML that is indented by two: full path to value and origin. */
  private static Map<String, String> settings(String effective) {
    String[] sections = new String[10];
    Map<String, String> settings = new LinkedHashMap<>();
    effective
        .lines()
        .filter(line -> !line.strip().startsWith("#"))
        .forEach(
            line -> {
              int depth = (line.length() - line.stripLeading().length()) / 2;
              String[] parts = line.strip().split(": ", 2);
              sections[depth] = parts[0].replaceFirst(":$", "");
              if (parts.length == 2) {
                List<String> path = Arrays.asList(sections).subList(0, depth + 1);
                settings.put(String.join(".", path), parts[1]);
              }
            });
    return settings;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("no page at " + file.toAbsolutePath(), e);
    }
  }
}
