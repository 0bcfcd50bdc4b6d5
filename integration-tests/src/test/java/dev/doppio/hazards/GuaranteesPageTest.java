package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.CrashPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/guarantees.md names the tests that there are. */
final class GuaranteesPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Path TESTS = Path.of("src", "test", "java", "dev", "doppio");
  private final String page = read(ROOT.resolve("docs/guarantees.md"));

  @Test
  void everyTestThatThePageNamesIsThere() throws IOException {
    Set<String> named = quoted("\\w+(?:IT|Test)");
    assertThat(named).isNotEmpty();
    assertThat(classes(ROOT)).containsAll(named);
  }

  @Test
  void everyHazardAndEveryGuaranteeIsOnThePage() throws IOException {
    Set<String> hazards = classes(TESTS.resolve("hazards"));
    hazards.removeIf(name -> !name.endsWith("IT") || name.equals("TortureIT"));
    assertThat(quoted("\\w+")).containsAll(hazards);
    Set<String> guarantees = classes(TESTS.resolve("guarantees"));
    guarantees.removeAll(
        Set.of("Guarantee", "Violation", "TornReplicaIT", "TornIndexTest", "package-info"));
    assertThat(quoted("\\w+")).containsAll(guarantees);
  }

  @Test
  void everyCrashPointIsOnThePage() {
    assertThat(quoted("[A-Z_]+"))
        .containsAll(Arrays.stream(CrashPoint.values()).map(Enum::name).toList());
  }

  private Set<String> quoted(String names) {
    return Pattern.compile("`(" + names + ")`")
        .matcher(page)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> classes(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
