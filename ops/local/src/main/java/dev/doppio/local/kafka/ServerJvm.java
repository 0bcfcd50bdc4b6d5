package dev.doppio.local.kafka;

import dev.doppio.local.Cache;
import dev.doppio.local.Child;
import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that runs a Kafka server: small heap, quick start. Half of a start is the loading of
 * classes; so the first server of a kind that is stopped in good order leaves an archive of them in
 * the cache, and later ones map it.
 */
final class ServerJvm {
  private static final int HEAP_MEGABYTES = 384;

  /** What a server is for. */
  enum Kind {
    /** To be there soon, beside others: code is compiled once, quickly. */
    QUICK_START,
    /** To work for minutes: code is compiled as well as the JVM can. */
    LOAD
  }

  private final Path folder;
  private final String main;
  private final String classPath = ServerClassPath.get();
  private final Path archive;
  private final Path recorded;
  private final boolean recording;
  private final Kind kind;

  /**
   * @param folder of this server, for what the JVM writes
   * @param mayRecord one of several that are started together is enough
   * @param kind what it is for
   */
  ServerJvm(Path folder, String main, boolean mayRecord, Kind kind) {
    this.kind = kind;
    this.folder = folder;
    this.main = main;
    String java = System.getProperty("java.home") + System.getProperty("java.vm.version");
    String key = Integer.toHexString((java + main + classPath).hashCode());
    String program = main.substring(main.lastIndexOf('.') + 1);
    this.archive = Cache.folder().resolve("classes-" + program + "-" + key + ".jsa");
    this.recorded = folder.resolve("classes.jsa");
    // What is recorded at the end of a run is of use to the next: not where caches start empty.
    this.recording = mayRecord && !Files.exists(archive) && System.getenv("CI") == null;
  }

  /** A script that runs a program of Kafka's for somebody at a terminal, with its arguments. */
  static Path script(Path file, String main) {
    try {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String classPath = ServerClassPath.get();
      Files.writeString(
          file, "#!/bin/sh\nexec '" + java + "' -cp '" + classPath + "' " + main + " \"$@\"\n");
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new LocalException("Cannot write " + file + ": " + e, e);
    }
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms32m");
    command.add("-Xmx" + HEAP_MEGABYTES + "m");
    command.add("-XX:+UseSerialGC");
    if (kind == Kind.QUICK_START) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    // An archive that does not fit is ignored.
    command.add("-Xshare:auto");
    if (Files.exists(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive);
    } else if (recording) {
      command.add("-XX:ArchiveClassesAtExit=" + recorded);
    }
    command.add("-XX:ErrorFile=" + folder.resolve("hs_err.log"));
    command.add("-XX:-UsePerfData");
    // Killed, it leaves the native libraries that it has unpacked.
    command.add("-Djava.io.tmpdir=" + temporary());
    command.add("-Djava.awt.headless=true");
    command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }

  private Path temporary() {
    try {
      return Files.createDirectories(folder.resolve("tmp"));
    } catch (IOException e) {
      throw new LocalException("Cannot make a folder in " + folder + ": " + e, e);
    }
  }

  /** Keeps what an ended JVM has recorded, if it ended in good order and is the first. */
  void keepArchive(Child ended) {
    if (ended.isAlive() || ended.endedBySignal(9) || !Files.exists(recorded)) {
      return;
    }
    try {
      if (Files.exists(archive)) {
        Files.delete(recorded);
      } else {
        // Beside it first: the temporary folder may be on another file system.
        Path beside = Files.createTempFile(Cache.folder(), "classes", ".unfinished");
        Files.move(recorded, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, archive, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new LocalException("Cannot keep the class archive " + archive + ": " + e, e);
    }
  }
}
