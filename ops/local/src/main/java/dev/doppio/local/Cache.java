package dev.doppio.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What is fetched or made once per user and kept: {@code $XDG_CACHE_HOME/doppio}, by default {@code
 * ~/.cache/doppio}; another place with {@code -Ddoppio.cache}.
 */
public final class Cache {
  private Cache() {}

  /** Fills a new, empty folder. */
  @FunctionalInterface
  public interface Filling {
    void fill(Path folder) throws IOException;
  }

  public static Path folder() {
    String home = System.getProperty("doppio.cache", "");
    String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path folder;
    if (!home.isEmpty()) {
      folder = Path.of(home);
    } else if (!xdg.isEmpty()) {
      folder = Path.of(xdg, "doppio");
    } else {
      folder = Path.of(System.getProperty("user.home"), ".cache", "doppio");
    }
    try {
      return Files.createDirectories(folder.toAbsolutePath());
    } catch (IOException e) {
      String remedy = "; choose another place with -Ddoppio.cache";
      throw new LocalException("Cannot make the cache folder " + folder + ": " + e + remedy, e);
    }
  }

  /**
   * The folder of that name in the cache. If it is not there, one process makes it while others
   * wait: filled under another name, then renamed, so that a half-filled one is never seen.
   *
   * @param progress is told if it has to wait for another process
   */
  public static Path once(String name, Consumer<String> progress, Filling filling) {
    Path done = folder().resolve(name);
    if (Files.isDirectory(done)) {
      return done;
    }
    try (ExclusiveFile turn = turn(name, progress)) {
      if (!Files.isDirectory(done)) {
        removeUnfinished(name);
        Path unfinished = folder().resolve(name + ".unfinished-" + UUID.randomUUID());
        Files.createDirectory(unfinished);
        filling.fill(unfinished);
        Files.move(unfinished, done, StandardCopyOption.ATOMIC_MOVE);
      }
      return done;
    } catch (IOException e) {
      throw new LocalException("Cannot fill the cache folder " + done + ": " + e, e);
    }
  }

  private static ExclusiveFile turn(String name, Consumer<String> progress) throws IOException {
    Path lock = folder().resolve(name + ".lock");
    return ExclusiveFile.hold(
        lock, () -> progress.accept("Waiting for another process that makes " + name + " ..."));
  }

  private static void removeUnfinished(String name) throws IOException {
    String pattern = name + ".unfinished-*";
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder(), pattern)) {
      for (Path folder : left) {
        Trees.delete(folder);
      }
    }
  }
}
