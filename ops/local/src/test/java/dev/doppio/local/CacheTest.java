package dev.doppio.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  @TempDir private Path folder;

  @BeforeEach
  void useAFolderOfOurOwn() {
    System.setProperty("doppio.cache", folder.toString());
  }

  @AfterEach
  void useTheUsersAgain() {
    System.clearProperty("doppio.cache");
  }

  @Test
  void itIsFilledOnceHoweverManyAskAtTheSameTime() {
    AtomicInteger fillings = new AtomicInteger();
    List<CompletableFuture<Path>> asking =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> fillCounting(fillings)))
            .limit(8)
            .toList();

    assertThat(asking.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(fillings).hasValue(1);
  }

  @Test
  void aFillingThatFailsLeavesNothingToBeTakenForDone() throws IOException {
    assertThatThrownBy(
            () ->
                Cache.once(
                    "thing",
                    waiting -> {},
                    f -> {
                      Files.writeString(f.resolve("half"), "half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(LocalException.class)
        .hasMessageContaining("disk full");

    Path done =
        Cache.once("thing", waiting -> {}, f -> Files.writeString(f.resolve("whole"), "whole"));

    assertThat(done).isDirectoryContaining("glob:**whole").isDirectoryNotContaining("glob:**half");
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.filter(f -> f.toString().contains("unfinished"))).isEmpty();
    }
  }

  private static Path fillCounting(AtomicInteger fillings) {
    return Cache.once(
        "thing",
        waiting -> {},
        f -> {
          fillings.incrementAndGet();
          Files.writeString(f.resolve("content"), "content");
        });
  }
}
