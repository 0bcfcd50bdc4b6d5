package dev.doppio.bench.profile;

import dev.doppio.bench.arm.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CPU of an arm by thread, as Linux counts it: with the JVM's own, which samples do not show. */
public final class ThreadTimes {
  private static final double LEAST_SHARE = 0.005;

  private ThreadTimes() {}

  /** Those that count, the busiest first. */
  public static List<String> lines(Measurement measurement) {
    double all = measurement.threads().values().stream().mapToDouble(used -> used).sum();
    List<String> lines = new ArrayList<>(List.of("CPU by thread"));
    measurement.threads().entrySet().stream()
        .filter(thread -> thread.getValue() > all * LEAST_SHARE)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(
            thread ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "    %5.1f %%  %6.2f us a row  %s",
                        100 * thread.getValue() / all,
                        thread.getValue() * 1e6 / measurement.rows(),
                        thread.getKey())));
    return lines;
  }
}
