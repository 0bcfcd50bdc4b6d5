package dev.doppio.bench.process;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What some processes use from the opening of the window on. */
public final class Window {
  private final Map<String, Long> processes;
  private final Map<String, Double> cpuBefore;
  private final Instant openedAt;
  private final long openedNanos;

  private Window(Map<String, Long> processes) {
    this.processes = Map.copyOf(processes);
    this.cpuBefore = cpu(this.processes);
    this.openedAt = Instant.now();
    this.openedNanos = System.nanoTime();
  }

  /**
   * Opens it now.
   *
   * @param processes process ids by the name they get in the outcome
   */
  public static Window open(Map<String, Long> processes) {
    return new Window(processes);
  }

  /**
   * What was used while the window was open.
   *
   * @param from when it was opened
   * @param seconds how long that was
   * @param cpuSeconds by the process's name
   */
  public record Usage(Instant from, double seconds, Map<String, Double> cpuSeconds) {
    public Usage {
      cpuSeconds = Map.copyOf(cpuSeconds);
    }
  }

  /** Seconds since the opening. */
  public double seconds() {
    return (System.nanoTime() - openedNanos) / 1e9;
  }

  /** What was used up to now. */
  public Usage usage() {
    double seconds = seconds();
    Map<String, Double> used = cpu(processes);
    used.replaceAll((name, now) -> now - cpuBefore.get(name));
    return new Usage(openedAt, seconds, used);
  }

  private static Map<String, Double> cpu(Map<String, Long> processes) {
    Map<String, Double> seconds = new HashMap<>();
    processes.forEach((name, pid) -> seconds.put(name, Proc.cpuSeconds(pid)));
    return seconds;
  }
}
