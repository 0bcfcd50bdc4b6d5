package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.local.ClassArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

final class ClassKeeperTest {
  private static final long START = Long.MAX_VALUE - 5;
  private static final Duration AT_WORK = Duration.ofSeconds(60);
  @TempDir private Path folder;
  private Path told;
  private Path archive;
  private ClassKeeper keeper;

  @BeforeEach
  void aDaemonThatTellsItsClasses() throws IOException {
    archive = folder.resolve("classes.jsa");
    told =
        Files.writeString(
            folder.resolve("classes.jsa." + ProcessHandle.current().pid()),
            "java/lang/Object id: 0\norg/slf4j/Logger id: 1\n");
    String jar = Logger.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    keeper = new ClassKeeper(Optional.of(new ClassArchive(jar, archive)), AT_WORK);
  }

  @AfterEach
  void whatMakesThemEnds() {
    ProcessHandle.current()
        .children()
        .forEach(maker -> assertThat(maker.onExit()).succeedsWithin(1, TimeUnit.MINUTES));
  }

  @Test
  void classesAreKeptOnceTheDaemonHasBeenAtWorkForAWhile() {
    keeper.look(START);
    keeper.look(START + AT_WORK.toNanos() - 1);
    assertThat(told).exists();
    keeper.look(START + AT_WORK.toNanos());
    whatMakesThemEnds();
    assertThat(archive).exists();
    assertThat(told).doesNotExist();
  }

  @Test
  void theyAreKeptOnce() throws IOException {
    keeper.look(START);
    keeper.look(START + AT_WORK.toNanos());
    whatMakesThemEnds();
    Files.delete(archive);
    Files.writeString(told, "java/lang/Object id: 0\n");
    keeper.look(START + AT_WORK.multipliedBy(2).toNanos());
    assertThat(told).exists();
  }

  @Test
  void aDaemonThatWasStartedWithoutSuchAFileKeepsNone() {
    ClassKeeper none = new ClassKeeper(Optional.empty(), Duration.ZERO);
    none.look(START);
    assertThat(archive).doesNotExist();
  }
}
