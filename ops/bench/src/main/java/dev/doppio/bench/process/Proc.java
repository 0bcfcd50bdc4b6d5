package dev.doppio.bench.process;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Linux tells of a process of ours. */
public final class Proc {
  /** {@code USER_HZ}, which is 100 on x86-64 whatever the kernel's own tick is. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private Proc() {}

  /** Seconds of CPU, user and system, of all its threads since its start. */
  public static double cpuSeconds(long pid) {
    return cpuSeconds(read(Path.of("/proc", Long.toString(pid), "stat")));
  }

  /** Its largest resident set so far, in bytes. */
  public static long peakRssBytes(long pid) {
    return peakRssBytes(read(Path.of("/proc", Long.toString(pid), "status")));
  }

  /** Seconds of CPU of its threads that still live, by their name without a number at its end. */
  public static Map<String, Double> cpuSecondsByThread(long pid) {
    Map<String, Double> byName = new TreeMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        statOfLiving(thread)
            .ifPresent(stat -> byName.merge(threadName(stat), cpuSeconds(stat), Double::sum));
      }
      return byName;
    } catch (IOException e) {
      throw new LocalException("Cannot read the threads of process " + pid + ": " + e, e);
    }
  }

  /** Empty when the thread has ended since it was listed. */
  private static Optional<String> statOfLiving(Path thread) {
    try {
      return Optional.of(Files.readString(thread.resolve("stat")));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** What threads have used in between; one that is new counts from its start. */
  public static Map<String, Double> since(Map<String, Double> earlier, Map<String, Double> now) {
    Map<String, Double> used = new TreeMap<>(now);
    used.replaceAll((name, seconds) -> seconds - earlier.getOrDefault(name, 0.0));
    return used;
  }

  /** From the text of {@code stat}; the name in it may hold anything, parentheses too. */
  static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_PER_SECOND;
  }

  static String threadName(String stat) {
    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return name.replaceAll("[-# ]*\\d+$", "");
  }

  /** From the text of {@code status}. */
  static long peakRssBytes(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new LocalException("/proc does not tell the peak of resident memory"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new LocalException("Cannot read " + file + ": has the process ended? " + e, e);
    }
  }
}
