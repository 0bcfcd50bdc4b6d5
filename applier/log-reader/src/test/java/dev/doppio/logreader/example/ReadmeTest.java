package dev.doppio.logreader.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows is what is compiled, and run. */
final class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final String TESTED = "src/test/java/dev/doppio/logreader/example/";
  private static final String PROJECT = "examples/src/main/java/dev/doppio/examples/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        TESTED + "DocumentIndex.java",
        TESTED + "Indexer.java",
        PROJECT + "PrintChanges.java",
        PROJECT + "PlainConsumer.java"
      })
  void theReadmeShowsTheWholeFile(String file) throws IOException {
    String readme = Files.readString(README);
    String link = "](" + file + ")";
    int block = readme.indexOf("```java\n", readme.indexOf(link));
    assertThat(readme).as("a link to the file, and then its text").contains(link);
    int begin = block + "```java\n".length();
    assertThat(readme.substring(begin, readme.indexOf("```\n", begin)))
        .as("the README's text of %s: put the file's there", file)
        .isEqualTo(Files.readString(Path.of(file)));
  }
}
