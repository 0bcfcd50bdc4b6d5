package dev.doppio.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A file from a Maven repository, too large to be a dependency of every build. Taken from the local
 * repository if it is there, else fetched by {@code mvn} itself, so with the user's own settings:
 * mirrors, proxies, credentials.
 *
 * @param bytes its size, for the progress report
 */
public record MavenArtifact(
    String group, String artifact, String version, String classifier, String type, long bytes) {
  private static final String PLUGIN =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
  private static final String REPOSITORY = "maven.repo.local";
  private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
  private static final long MEGA = 1_000_000;

  /** The file in the local repository, if it is there. */
  public Optional<Path> local() {
    return Optional.of(localFolder().resolve(fileName())).filter(Files::isRegularFile);
  }

  /**
   * Has Maven fetch it.
   *
   * @param into a folder that gets a copy
   * @param workspace whose end is Maven's too
   * @return the copy
   */
  public Path fetch(Path into, Workspace workspace) throws IOException {
    workspace.say("Fetching " + fileName() + " (" + bytes / MEGA + " MB) through Maven ...");
    String coordinates = String.join(":", group, artifact, version, type, classifier);
    List<String> command = new ArrayList<>(List.of(maven(), "-B", PLUGIN));
    command.addAll(List.of("-Dartifact=" + coordinates, "-DoutputDirectory=" + into));
    Optional.ofNullable(System.getProperty(REPOSITORY))
        .ifPresent(elsewhere -> command.add("-D" + REPOSITORY + "=" + elsewhere));
    // Elsewhere than in the project: its pom has nothing to do with this.
    ProcessBuilder maven =
        new ProcessBuilder(command).directory(into.toFile()).redirectErrorStream(true);
    Process process = workspace.children().supervise(maven).start();
    Deque<String> end = new ArrayDeque<>();
    Thread reporter = new Thread(() -> report(process, workspace::say), "maven-progress");
    reporter.setDaemon(true);
    reporter.start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        end.addLast(line);
        if (end.size() > 20) {
          end.removeFirst();
        }
      }
    }
    Path copy = into.resolve(fileName());
    if (!Files.isRegularFile(copy)) {
      String tail = String.join("\n  ", end);
      throw new LocalException("Maven did not deliver " + coordinates + ". It said:\n  " + tail);
    }
    return copy;
  }

  private void report(Process process, Consumer<String> progress) {
    try {
      while (!process.waitFor(REPORT_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        String of = " of " + bytes / MEGA + " MB of " + fileName();
        progress.accept("  ... " + arrived() / MEGA + of);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Maven writes under a temporary name beside the final one. */
  private long arrived() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(localFolder(), fileName() + "*")) {
      long most = 0;
      for (Path file : files) {
        most = Math.max(most, Files.size(file));
      }
      return most;
    } catch (IOException notYetOrElsewhere) {
      return 0;
    }
  }

  private String fileName() {
    return artifact + "-" + version + "-" + classifier + "." + type;
  }

  private Path localFolder() {
    Path inHome = Path.of(System.getProperty("user.home"), ".m2", "repository");
    Path repository = Path.of(System.getProperty(REPOSITORY, inHome.toString()));
    return repository.resolve(group.replace('.', '/')).resolve(artifact).resolve(version);
  }

  private static String maven() {
    Map<String, String> environment = System.getenv();
    Stream<Path> homes =
        Stream.of(
                System.getProperty("maven.home", ""),
                environment.getOrDefault("MAVEN_HOME", ""),
                environment.getOrDefault("M2_HOME", ""))
            .filter(home -> !home.isEmpty())
            .map(home -> Path.of(home, "bin"));
    String searched = environment.getOrDefault("PATH", "");
    return Stream.concat(homes, Stream.of(searched.split(File.pathSeparator)).map(Path::of))
        .map(folder -> folder.resolve("mvn"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(() -> new LocalException("mvn is needed once, and is not on the PATH"));
  }
}
