package dev.doppio.cli.demo;

import dev.doppio.local.ClassArchive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A program on the JVM, the class path and the class archive of this process.
 *
 * @param main its class
 */
record OwnProgram(String main) {
  private static final List<String> SMALL_JVM =
      List.of(
          "-Xms32m",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:OnOutOfMemoryError=kill -9 %p",
          "-Dfile.encoding=UTF-8");

  OwnProgram {
    Objects.requireNonNull(main);
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SMALL_JVM);
    command.addAll(ClassArchive.flagsOfThisProcess());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(arguments);
    return command;
  }
}
