package dev.doppio.local.mysql;

import dev.doppio.local.Programs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Packages of the system's own apt, unpacked somewhere else: needs no root. */
final class AptPackage {
  private AptPackage() {}

  /**
   * Unpacks the first of these that apt knows into a folder; leaves it empty if there is no apt.
   */
  static void fetchAny(List<String> names, Path folder) throws IOException {
    if (download(names, folder, List.of()) || downloadWithOwnLists(names, folder)) {
      try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, "*.deb")) {
        for (Path file : packages) {
          Programs.run(new ProcessBuilder("dpkg", "-x", file.toString(), folder.toString()));
        }
      }
    }
  }

  private static boolean download(List<String> names, Path folder, List<String> options) {
    return names.stream().anyMatch(name -> apt(folder, options, "download", name));
  }

  /** A bare system image has no package lists, and only root may fetch the system's. */
  private static boolean downloadWithOwnLists(List<String> names, Path folder) throws IOException {
    Path state = Files.createDirectories(folder.resolve("apt/lists/partial")).getParent();
    Path cache = Files.createDirectories(folder.resolve("apt/cache/archives/partial"));
    List<String> options =
        List.of(
            "-o",
            "Dir::State::lists=" + state,
            "-o",
            "Dir::Cache=" + cache.getParent().getParent());
    return apt(folder, options, "update") && download(names, folder, options);
  }

  private static boolean apt(Path folder, List<String> options, String... command) {
    List<String> line = new ArrayList<>(List.of("apt-get", "-q", "-y"));
    // Run by root, it would fetch as another user, who may not write into our folders.
    line.addAll(List.of("-o", "APT::Sandbox::User=" + System.getProperty("user.name")));
    line.addAll(options);
    Stream.of(command).forEach(line::add);
    return Programs.run(new ProcessBuilder(line).directory(folder.toFile())).exitCode() == 0;
  }
}
