package dev.doppio.local.mysql;

import dev.doppio.local.AptPackage;
import dev.doppio.local.Cache;
import dev.doppio.local.LocalException;
import dev.doppio.local.Programs;
import dev.doppio.local.Trees;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * System libraries that MySQL's programs need and this machine may lack. Where there is apt, they
 * are fetched into the cache: no root needed, nothing of the system is changed.
 */
final class SystemLibraries {
  private static final Pattern NOT_FOUND = Pattern.compile("(?m)^\\s*(\\S+) => not found");

  /**
   * Debian and Ubuntu renamed libaio1, and the file in it, for a 64-bit time on 32-bit machines.
   */
  private enum Wanted {
    AIO("libaio.so.1", "libaio1t64", "libaio1"),
    NUMA("libnuma.so.1", "libnuma1"),
    NCURSES("libncurses.so.6", "libncurses6"),
    TINFO("libtinfo.so.6", "libtinfo6");

    private final String file;
    private final List<String> packages;

    Wanted(String file, String... packages) {
      this.file = file;
      this.packages = List.of(packages);
    }
  }

  private SystemLibraries() {}

  /** A folder with the libraries that these programs miss here; none if they miss nothing. */
  static Optional<Path> missingFor(List<Path> programs, Workspace workspace) {
    List<String> missing = missing(programs, Optional.empty());
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    List<Wanted> wanted =
        Stream.of(Wanted.values()).filter(library -> missing.contains(library.file)).toList();
    String key = String.join("-", wanted.stream().map(w -> w.packages.get(0)).toList());
    return Optional.of(
        Cache.once("libraries-" + key, workspace::say, f -> fill(wanted, f, programs, workspace))
            .resolve("lib"));
  }

  /** Nothing is kept of a fetch that did not bring all: the next start tries again. */
  private static void fill(
      List<Wanted> wanted, Path folder, List<Path> programs, Workspace workspace)
      throws IOException {
    fetch(wanted, folder, workspace);
    List<String> still = missing(programs, Optional.of(folder.resolve("lib")));
    if (!still.isEmpty()) {
      throw new LocalException("MySQL needs system libraries that are not here: " + still + help());
    }
  }

  private static List<String> missing(List<Path> programs, Optional<Path> libraries) {
    List<String> missing = new ArrayList<>();
    for (Path program : programs) {
      ProcessBuilder ldd = new ProcessBuilder("ldd", program.toString());
      libraries.ifPresent(f -> ldd.environment().put("LD_LIBRARY_PATH", f.toString()));
      NOT_FOUND
          .matcher(Programs.run(ldd).output())
          .results()
          .map(m -> m.group(1))
          .distinct()
          .filter(file -> !missing.contains(file))
          .forEach(missing::add);
    }
    return missing;
  }

  private static void fetch(List<Wanted> wanted, Path folder, Workspace workspace)
      throws IOException {
    Files.createDirectory(folder.resolve("lib"));
    for (Wanted library : wanted) {
      workspace.say("Fetching the system library " + library.file + " into the cache ...");
      Path unpacked = Files.createDirectory(folder.resolve("package"));
      unpack(library, unpacked, workspace);
      collect(unpacked, folder.resolve("lib"));
      Trees.delete(unpacked);
    }
    Path renamed = folder.resolve("lib/libaio.so.1t64");
    Path expected = folder.resolve("lib/libaio.so.1");
    if (Files.exists(renamed) && !Files.exists(expected)) {
      Files.createSymbolicLink(expected, renamed.getFileName());
    }
  }

  private static void unpack(Wanted library, Path folder, Workspace workspace) throws IOException {
    try {
      new AptPackage(folder, workspace.children()).unpackAny(library.packages);
    } catch (LocalException e) {
      throw new LocalException(
          "MySQL needs the system library " + library.file + ", and " + e.getMessage() + help());
    }
  }

  private static void collect(Path unpacked, Path lib) throws IOException {
    try (Stream<Path> files = Files.walk(unpacked)) {
      for (Path file : files.filter(SystemLibraries::isLibrary).toList()) {
        Files.copy(file, lib.resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static boolean isLibrary(Path file) {
    return file.getFileName().toString().contains(".so.")
        && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
  }

  static String help() {
    return "\nInstall them: libaio1, libnuma1, libncurses6, libtinfo6 on Debian 12 and Ubuntu 22.04"
        + " (libaio1t64 on newer ones); libaio, numactl-libs, ncurses-libs on Fedora and RHEL.";
  }
}
