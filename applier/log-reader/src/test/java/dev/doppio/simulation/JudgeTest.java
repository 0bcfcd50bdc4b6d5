package dev.doppio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.simulation.judge.Judge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What judges the pipeline shares no code with it. */
final class JudgeTest {
  private static final Pattern OURS = Pattern.compile("dev/doppio/(?!simulation/judge/)[\\w/]+");

  @Test
  void theJudgeKnowsNothingOfThePipeline() throws Exception {
    Path classes =
        Path.of(Judge.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(Judge.class.getPackageName().replace('.', '/'));
    int judges = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
      for (Path file : files) {
        judges++;
        assertThat(text(file)).doesNotContainPattern(OURS);
      }
    }
    assertThat(judges).isGreaterThan(5);
  }

  /** Names of classes stand in the constant pool as text. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
