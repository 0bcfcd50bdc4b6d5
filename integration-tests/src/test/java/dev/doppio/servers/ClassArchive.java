package dev.doppio.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the JVM makes of a daemon's classes, kept for the later starts of a run: a third less CPU
 * for each. A JVM that can't use it goes without. Thread-safe.
 */
final class ClassArchive {
  private final String java;
  private final String classPath;
  private final Path list;
  private final Path archive;
  private final boolean possible;
  private boolean listed;

  /**
   * @param java its command
   * @param classPath of all daemons; without an archive where it is more than jars
   * @param folder for its files
   */
  ClassArchive(String java, String classPath, Path folder) {
    this.java = java;
    this.classPath = classPath;
    this.list = folder.resolve("daemon.classlist");
    this.archive = folder.resolve("daemon.jsa");
    this.possible =
        Stream.of(classPath.split(File.pathSeparator)).noneMatch(ClassArchive::isFolder);
  }

  private static boolean isFolder(String entry) {
    return Files.isDirectory(Path.of(entry));
  }

  /** Of the JVM of a process that uses it. */
  List<String> flags() {
    return Files.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off")
        : List.of();
  }

  /**
   * Of the JVM of a daemon that {@link #make} can be called for: the first one tells its classes.
   */
  synchronized List<String> flagsOfDaemon() {
    if (listed || !possible) {
      return flags();
    }
    listed = true;
    return List.of("-XX:DumpLoadedClassList=" + list);
  }

  /** Makes it of the classes that were told by now; once. */
  synchronized void make() {
    if (Files.notExists(list)) {
      return;
    }
    try {
      String told = Files.readString(list);
      Files.delete(list);
      Path whole = Files.createTempFile(archive.getParent(), "daemon", ".classlist");
      Files.writeString(whole, told.substring(0, told.lastIndexOf('\n') + 1));
      Path made = archive.resolveSibling("made.jsa");
      List<String> line =
          List.of(
              java,
              "-Xshare:dump",
              "-XX:+UseSerialGC",
              "-XX:SharedClassListFile=" + whole,
              "-XX:SharedArchiveFile=" + made,
              "-cp",
              classPath);
      Path said = archive.resolveSibling("dump.log");
      new ProcessBuilder(line)
          .redirectErrorStream(true)
          .redirectOutput(said.toFile())
          .start()
          .waitFor();
      if (Files.exists(made)) {
        Files.move(made, archive);
      } else {
        System.out.println("daemons start without an archive of their classes; see " + said);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no archive of the daemons' classes", e);
    }
  }
}
