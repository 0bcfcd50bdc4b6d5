package dev.doppio.local;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a JVM makes of the classes of one class path, kept for later starts: it takes 40% of the CPU
 * off the start of a daemon. The first process on that class path tells its classes ({@link
 * #flagsOfFirst}); once it has loaded what it needs, {@link #make} lets another JVM make the
 * archive of them, at the lowest priority, which takes as much CPU as five starts save. Then {@link
 * #flags} let a JVM use it; one that can't goes without, in silence. Safe between threads, and
 * between processes: an archive is seen when it is complete and on the disk (a JVM dies of one that
 * is cut off).
 *
 * <p>A class path with a folder in it has none: the JVM archives classes of jars only.
 */
public final class ClassArchive {
  /** Of a process that is to make an archive when it is ready: where; see the script doppio. */
  private static final String OWN = "doppio.classes";

  private static final String IN_SILENCE = "-Xlog:cds=off";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  // Should memory run out, this is what goes, and not the process beside which it runs.
  private static final String MAKE =
      "archive=$1 told=$2 made=$3; shift 3;"
          + " { echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null;"
          + " nice -n 19 \"$@\" && sync \"$made\" && mv -f \"$made\" \"$archive\";"
          + " rm -f \"$made\" \"$told\"";

  private final String classPath;
  private final Path archive;
  private final Path list;
  private boolean asked;

  /**
   * @param classPath of all processes that use it
   * @param archive its file, which need not be there yet; what else has a name that begins with it
   *     belongs to it too
   */
  public ClassArchive(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
    this.list = archive.resolveSibling(archive.getFileName() + "." + ProcessHandle.current().pid());
  }

  /** Of this process, when it was started as one that tells its classes. */
  public static Optional<ClassArchive> ofThisProcess() {
    return Optional.ofNullable(System.getProperty(OWN))
        .map(file -> new ClassArchive(System.getProperty("java.class.path"), Path.of(file)));
  }

  /** For the JVM of another process on the class path of this one: the same archive, if any. */
  public static List<String> flagsOfThisProcess() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:SharedArchiveFile=") || flag.equals(IN_SILENCE))
        .toList();
  }

  /** For the JVM of a process that uses it. */
  public List<String> flags() {
    return Files.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive, IN_SILENCE)
        : List.of();
  }

  /**
   * For the JVM of a process after whose start {@link #make} is called: the first one tells its
   * classes, where there is no archive yet.
   */
  public synchronized List<String> flagsOfFirst() {
    if (asked || Files.exists(archive) || !isPossible()) {
      return flags();
    }
    asked = true;
    removeUnfinished();
    return List.of("-XX:DumpLoadedClassList=" + list, IN_SILENCE);
  }

  private boolean isPossible() {
    return Stream.of(classPath.split(File.pathSeparator))
        .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
  }

  /** What processes have left that ended in the midst of it. */
  private void removeUnfinished() {
    String ours = archive.getFileName() + ".";
    try (DirectoryStream<Path> all = Files.newDirectoryStream(archive.getParent(), ours + "*")) {
      for (Path file : all) {
        String process = file.getFileName().toString().substring(ours.length()).split("\\.")[0];
        if (ProcessHandle.of(Long.parseLong(process)).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new LocalException("Cannot tidy up beside " + archive + ": " + e, e);
    }
  }

  /**
   * Begins to make it of the classes that were told by now, if they were, and returns at once.
   *
   * @param supervision of the process that makes it
   * @throws LocalException when it can't be begun; one can do without
   */
  public synchronized void make(UnaryOperator<ProcessBuilder> supervision) {
    if (Files.notExists(list)) {
      return;
    }
    Path told = Path.of(list + ".told");
    Path made = Path.of(list + ".jsa");
    try {
      // The process that tells is still at it: up to its last whole line, and the rest to nobody.
      String lines = Files.readString(list);
      Files.delete(list);
      Files.writeString(told, lines.substring(0, lines.lastIndexOf('\n') + 1));
      supervision
          .apply(new ProcessBuilder(making(told, made)))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new LocalException("Cannot make the class archive " + archive + ": " + e, e);
    }
  }

  private List<String> making(Path told, Path made) {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", MAKE, "class-archive"));
    Stream.of(archive, told, made).map(Path::toString).forEach(line::add);
    line.addAll(List.of(JAVA, "-Xshare:dump", "-XX:+UseSerialGC"));
    line.add("-XX:SharedClassListFile=" + told);
    line.add("-XX:SharedArchiveFile=" + made);
    line.addAll(List.of("-cp", classPath));
    return line;
  }
}
