package dev.doppio.bench.report;

import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.workload.Backlog;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What an arm came to on a workload.
 *
 * @param arm its name
 * @param settings what it ran with
 * @param runs how many are behind each spread
 * @param rowsPerSecond from the start of reading to the end
 * @param megabytesPerSecond of binlog, 10^6 bytes
 * @param cpuSecondsPerMillionRows of its own process; the same in microseconds a row
 * @param brokerCpuSecondsPerMillionRows of Kafka meanwhile
 * @param mysqlCpuSecondsPerMillionRows of MySQL meanwhile
 * @param peakRssMegabytes of its own process, 10^6 bytes
 * @param startSeconds from its launch to the first new record in Kafka; unknown where there is none
 */
public record ArmFigures(
    String arm,
    String settings,
    int runs,
    Spread rowsPerSecond,
    Spread megabytesPerSecond,
    Spread cpuSecondsPerMillionRows,
    Spread brokerCpuSecondsPerMillionRows,
    Spread mysqlCpuSecondsPerMillionRows,
    Spread peakRssMegabytes,
    Spread startSeconds) {
  private static final double MEGA = 1e6;

  public static ArmFigures of(
      String arm, String settings, Backlog backlog, List<Measurement> runs) {
    return new ArmFigures(
        arm,
        settings,
        runs.size(),
        spread(runs, Measurement::rowsPerSecond),
        spread(runs, run -> backlog.binlogBytes() / MEGA / run.usage().seconds()),
        spread(runs, run -> run.cpuSecondsPerMillionRows(Measurement.OWN)),
        spread(runs, run -> run.cpuSecondsPerMillionRows(Measurement.BROKER)),
        spread(runs, run -> run.cpuSecondsPerMillionRows(Measurement.MYSQL)),
        spread(runs, run -> run.peakRssBytes() / MEGA),
        spread(runs, run -> run.startSeconds().orElse(Double.NaN)));
  }

  private static Spread spread(List<Measurement> runs, ToDoubleFunction<Measurement> value) {
    return Spread.of(runs.stream().mapToDouble(value).boxed().toList());
  }
}
