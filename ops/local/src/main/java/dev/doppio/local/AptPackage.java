package dev.doppio.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Packages of the system's own apt, unpacked somewhere else: needs no root. */
public final class AptPackage {
  private final Path folder;
  private final Children children;
  private Programs.Outcome last = new Programs.Outcome(0, "");

  /**
   * @param folder where to
   * @param children with which apt ends
   */
  public AptPackage(Path folder, Children children) {
    this.folder = folder;
    this.children = children;
  }

  /**
   * Unpacks the first of these that apt knows.
   *
   * @throws LocalException with apt's words when it brings none, or is not there
   */
  public void unpackAny(List<String> names) throws IOException {
    if (!download(names, List.of()) && !downloadWithOwnLists(names)) {
      throw new LocalException(
          "apt-get does not bring the package "
              + String.join(" or ", names)
              + ": "
              + last.output().strip());
    }
    try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, "*.deb")) {
      for (Path file : packages) {
        run(new ProcessBuilder("dpkg", "-x", file.toString(), folder.toString()));
      }
    }
  }

  private boolean download(List<String> names, List<String> options) {
    return names.stream().anyMatch(name -> apt(options, "download", name));
  }

  /** A bare system image has no package lists, and only root may fetch the system's. */
  private boolean downloadWithOwnLists(List<String> names) throws IOException {
    Path state = Files.createDirectories(folder.resolve("apt/lists/partial")).getParent();
    Path cache = Files.createDirectories(folder.resolve("apt/cache/archives/partial"));
    List<String> options =
        List.of(
            "-o",
            "Dir::State::lists=" + state,
            "-o",
            "Dir::Cache=" + cache.getParent().getParent());
    return apt(options, "update") && download(names, options);
  }

  private boolean apt(List<String> options, String... command) {
    List<String> line = new ArrayList<>(List.of("apt-get", "-q", "-y"));
    // Run by root, it would fetch as another user, who may not write into our folders.
    line.addAll(List.of("-o", "APT::Sandbox::User=" + System.getProperty("user.name")));
    line.addAll(options);
    Stream.of(command).forEach(line::add);
    return run(new ProcessBuilder(line)) == 0;
  }

  private int run(ProcessBuilder program) {
    last = Programs.run(children.supervise(program.directory(folder.toFile())));
    return last.exitCode();
  }
}
