package dev.doppio.local.kafka;

import dev.doppio.local.Cache;
import dev.doppio.local.Children;
import dev.doppio.local.ClassArchive;
import dev.doppio.local.LocalException;
import dev.doppio.local.ServerClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that runs a Kafka server: small heap, quick start. Half of a start is the loading of
 * classes; so the first server leaves an archive of them in the cache, and later ones, also of
 * another kind, use it.
 */
final class ServerJvm {
  static final String KAFKA_NODE = "dev.doppio.local.servers.KafkaNode";
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
  private final Kind kind;

  /**
   * @param folder of this server, for what the JVM writes
   * @param kind what it is for
   */
  ServerJvm(Path folder, String main, Kind kind) {
    this.folder = folder;
    this.main = main;
    this.kind = kind;
  }

  private static final class Lazy {
    static final String CLASS_PATH = ServerClassPath.of(KAFKA_NODE);
    static final ClassArchive CLASSES = new ClassArchive(CLASS_PATH, file());

    private static Path file() {
      String java = System.getProperty("java.home") + System.getProperty("java.vm.version");
      String key = Integer.toHexString((java + CLASS_PATH).hashCode());
      return Cache.folder().resolve("classes-kafka-" + key + ".jsa");
    }
  }

  /** A script that runs a program of Kafka's for somebody at a terminal, with its arguments. */
  static Path script(Path file, String main) {
    try {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Files.writeString(
          file,
          "#!/bin/sh\nexec '" + java + "' -cp '" + Lazy.CLASS_PATH + "' " + main + " \"$@\"\n");
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new LocalException("Cannot write " + file + ": " + e, e);
    }
  }

  /** Of a server. */
  List<String> command(List<String> arguments) {
    return command(Lazy.CLASSES.flags(), arguments);
  }

  /** Of the server after whose start {@link #keepClasses} is called. */
  List<String> commandOfFirst(List<String> arguments) {
    return command(Lazy.CLASSES.flagsOfFirst(), arguments);
  }

  private List<String> command(List<String> classes, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms32m");
    command.add("-Xmx" + HEAP_MEGABYTES + "m");
    command.add("-XX:+UseSerialGC");
    if (kind == Kind.QUICK_START) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(classes);
    command.add("-XX:ErrorFile=" + folder.resolve("hs_err.log"));
    command.add("-XX:-UsePerfData");
    // Killed, it leaves the native libraries that it has unpacked.
    command.add("-Djava.io.tmpdir=" + temporary());
    command.add("-Djava.awt.headless=true");
    command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
    command.addAll(List.of("-cp", Lazy.CLASS_PATH, main));
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

  /** Once the first server is at work: keeps the classes that it has loaded. */
  static void keepClasses(Children children) {
    Lazy.CLASSES.make(children::supervise);
  }
}
