package dev.doppio.bench.report;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What this machine is, and how busy it is beside the bench. */
public final class Machine {
  private Machine() {}

  /** Processors, memory, kernel, JVM. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    facts.put(
        "machine",
        Runtime.getRuntime().availableProcessors()
            + " processors, "
            + firstAfterColon("/proc/cpuinfo", "model name")
            + ", "
            + firstAfterColon("/proc/meminfo", "MemTotal")
            + " of memory, "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version"));
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    return facts;
  }

  /** Of the last 1, 5 and 15 minutes. */
  public static String loadAverage() {
    String[] fields = read("/proc/loadavg").split(" ");
    return String.join(" ", Arrays.copyOf(fields, 3));
  }

  private static String firstAfterColon(String file, String name) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new LocalException("Cannot read " + file + ": " + e, e);
    }
  }
}
