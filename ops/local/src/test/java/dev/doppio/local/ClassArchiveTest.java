package dev.doppio.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class ClassArchiveTest {
  private static final long NOBODY = Integer.MAX_VALUE;
  private static final String A_CLASS = "org.slf4j.LoggerFactory";

  @TempDir private Path folder;
  private Path file;
  private String jar;
  private ClassArchive classes;

  @BeforeEach
  void oneJar() throws URISyntaxException {
    file = folder.resolve("classes.jsa");
    jar =
        Path.of(Logger.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    classes = new ClassArchive(jar, file);
  }

  @Test
  void theFirstProcessTellsItsClassesAndLaterOnesHaveThemFromTheArchive() throws Exception {
    assertThat(loadedFromArchive(classes.flagsOfFirst())).isFalse();
    assertThat(classes.flagsOfFirst()).as("flags of another one meanwhile").isEmpty();
    classes.make(UnaryOperator.identity());
    ProcessHandle.current()
        .children()
        .forEach(maker -> assertThat(maker.onExit()).succeedsWithin(1, TimeUnit.MINUTES));
    assertThat(loadedFromArchive(classes.flags())).isTrue();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  /**
   * Whether a JVM with these flags has the class from an archive; it must start and say nothing.
   */
  private boolean loadedFromArchive(List<String> flags) throws IOException {
    Path loaded = Files.createTempFile("loaded", ".txt");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(flags);
    line.addAll(List.of("-XX:+UseSerialGC", "-Xlog:class+load:file=" + loaded, "-cp", jar));
    // No main class: loading it is what is looked at.
    line.add(A_CLASS);
    Programs.run(new ProcessBuilder(line));
    try (Stream<String> lines = Files.lines(loaded)) {
      return lines
          .filter(one -> one.contains(A_CLASS + " source:"))
          .findFirst()
          .orElseThrow()
          .contains("shared objects file");
    } finally {
      Files.delete(loaded);
    }
  }

  @Test
  void aClassPathWithAFolderInItHasNone() {
    ClassArchive none = new ClassArchive(jar + ":" + folder, file);
    assertThat(none.flagsOfFirst()).isEmpty();
    none.make(UnaryOperator.identity());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatAProcessHasLeftThatEndedInTheMidstIsRemovedAndWhatALivingOneMakesIsNot()
      throws IOException {
    Path dead = Files.createFile(folder.resolve("classes.jsa." + NOBODY + ".jsa"));
    Path living = Files.createFile(folder.resolve("classes.jsa.1.told"));
    classes.flagsOfFirst();
    assertThat(dead).doesNotExist();
    assertThat(living).exists();
  }
}
