package dev.doppio.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What this machine must be and have; asked before anything large is fetched. */
public final class Machine {
  private static final long MEGA = 1_000_000;

  private Machine() {}

  /** Refuses anything but Linux on x86-64. */
  public static void mustBeLinuxOnX86(String what) {
    String system = System.getProperty("os.name");
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!system.equals("Linux") || !(processor.equals("amd64") || processor.equals("x86_64"))) {
      throw new LocalException(
          what + " is a program for Linux on x86-64; this is " + system + " on " + processor);
    }
  }

  /**
   * Refuses a machine with less available memory or less free disk at a place.
   *
   * @return what is there, for the progress report
   */
  public static String mustHave(long memoryMegabytes, long diskMegabytes, Path place) {
    long memory = availableMemory() / MEGA;
    long disk = usableSpace(place) / MEGA;
    if (memory < memoryMegabytes) {
      throw new LocalException(
          "Too little memory: " + memory + " MB available, " + memoryMegabytes + " MB needed");
    }
    if (disk < diskMegabytes) {
      throw new LocalException(
          "Too little disk: "
              + disk
              + " MB free at "
              + place
              + ", "
              + diskMegabytes
              + " MB needed");
    }
    return "Linux on x86-64, "
        + memory
        + " MB of memory available, "
        + disk
        + " MB free at "
        + place;
  }

  private static long availableMemory() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        if (line.startsWith("MemAvailable:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      throw new LocalException("/proc/meminfo does not tell the available memory");
    } catch (IOException e) {
      throw new LocalException("Cannot read /proc/meminfo: " + e, e);
    }
  }

  private static long usableSpace(Path place) {
    try {
      return Files.getFileStore(place).getUsableSpace();
    } catch (IOException e) {
      throw new LocalException("Cannot tell the free disk at " + place + ": " + e, e);
    }
  }
}
