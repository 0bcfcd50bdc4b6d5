package dev.doppio.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program on the JVM of this process.
 *
 * @param flags of the JVM, with its heap
 * @param classPath as one argument
 * @param main its class
 */
public record JavaProgram(List<String> flags, String classPath, String main) {
  /** The heap of a sidecar, and of all that is compared with it without being Kafka Connect. */
  public static final String SMALL_HEAP = "-Xmx160m";

  public JavaProgram {
    flags = List.copyOf(flags);
  }

  /** The {@code doppio} command as its script starts it, with a small heap. */
  public static JavaProgram doppio() {
    return new JavaProgram(
        List.of(
            "-Xms96m",
            "-XX:NewSize=48m",
            "-XX:FreqInlineSize=80",
            "-XX:InlineSmallCode=1000",
            SMALL_HEAP,
            "-XX:+UseSerialGC",
            "-Dfile.encoding=UTF-8"),
        System.getProperty("java.class.path"),
        "dev.doppio.cli.DoppioCommand");
  }

  /** With further flags of the JVM. */
  public JavaProgram with(List<String> further) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(further);
    return new JavaProgram(all, classPath, main);
  }

  /** The command line. */
  public List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }
}
