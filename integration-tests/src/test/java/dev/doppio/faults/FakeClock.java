package dev.doppio.faults;

import dev.doppio.local.AptPackage;
import dev.doppio.local.Cache;
import dev.doppio.local.Children;
import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Another time of day for a child process, by libfaketime, which apt brings into the cache. The
 * machine's clock is not touched, and neither is the child's sense of how long something takes.
 */
public final class FakeClock {
  private static final String LIBRARY = "libfaketime.so.1";

  private FakeClock() {}

  /** Environment of a child whose clock is off by so much; empty where libfaketime can't be had. */
  public static Optional<Map<String, String>> off(Duration by) {
    return library()
        .map(
            library ->
                Map.of(
                    "LD_PRELOAD",
                    library.toString(),
                    "FAKETIME",
                    String.format("%+d", by.toSeconds()),
                    "FAKETIME_DONT_FAKE_MONOTONIC",
                    "1",
                    // With its fix, waits until a monotonic time end at once.
                    "FAKETIME_FORCE_MONOTONIC_FIX",
                    "0"));
  }

  private static Optional<Path> library() {
    try {
      return find(Cache.once("libfaketime", System.out::println, FakeClock::fetch));
    } catch (IOException | LocalException notToBeHad) {
      return Optional.empty();
    }
  }

  private static Optional<Path> find(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(LIBRARY)).findFirst();
    }
  }

  private static void fetch(Path folder) throws IOException {
    try (Children children = Children.supervised()) {
      new AptPackage(folder, children).unpackAny(List.of("libfaketime"));
    }
    if (find(folder).isEmpty()) {
      throw new IOException("apt brought no " + LIBRARY);
    }
  }
}
