package dev.doppio.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as lines for a terminal, or for a text file. */
public final class ScreenReport {
  private static final List<String> HEADER =
      List.of(
          "arm",
          "rows/s",
          "low..high",
          "MB/s",
          "CPU us/row",
          "broker",
          "MySQL",
          "peak RSS MB",
          "start s");

  private ScreenReport() {}

  /** The machine, then a table and the ratios of each workload. */
  public static List<String> lines(Report report) {
    List<String> lines = new ArrayList<>();
    report.machine().forEach((name, value) -> lines.add(name + ": " + value));
    report.workloads().forEach(workload -> lines.addAll(lines(workload)));
    return lines;
  }

  /** One workload. */
  public static List<String> lines(WorkloadFigures workload) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        workload.workload()
            + ": "
            + workload.description()
            + String.format(Locale.ROOT, "; %.1f MB of binlog", workload.binlogBytes() / 1e6)
            + "; load average "
            + workload.loadAverage());
    lines.addAll(table(workload.arms()));
    for (Ratio ratio : workload.ratios()) {
      Spread value = ratio.value();
      lines.add(
          "  "
              + ratio.what()
              + ": "
              + number(value.median(), 2)
              + " ("
              + number(value.low(), 2)
              + ".."
              + number(value.high(), 2)
              + ")");
    }
    workload.arms().forEach(arm -> lines.add("  " + arm.arm() + ": " + arm.settings()));
    if (!workload.grid().isEmpty()) {
      lines.add("  the grid of the baseline, one run a cell:");
      workload.grid().forEach(cell -> lines.add("    " + gridLine(cell)));
    }
    return lines;
  }

  private static String gridLine(ArmFigures cell) {
    return number(cell.rowsPerSecond().median(), 0)
        + " rows/s, "
        + number(cell.cpuSecondsPerMillionRows().median(), 1)
        + " us/row: "
        + cell.settings();
  }

  private static List<String> table(List<ArmFigures> arms) {
    TextTable table = new TextTable();
    table.row(HEADER);
    for (ArmFigures arm : arms) {
      Spread rate = arm.rowsPerSecond();
      table.row(
          List.of(
              arm.arm(),
              number(rate.median(), 0),
              number(rate.low(), 0) + ".." + number(rate.high(), 0),
              number(arm.megabytesPerSecond().median(), 1),
              number(arm.cpuSecondsPerMillionRows().median(), 1),
              number(arm.brokerCpuSecondsPerMillionRows().median(), 1),
              number(arm.mysqlCpuSecondsPerMillionRows().median(), 1),
              number(arm.peakRssMegabytes().high(), 0),
              orNothing(arm.startSeconds().median())));
    }
    return table.lines();
  }

  private static String orNothing(double seconds) {
    return Double.isNaN(seconds) ? "" : number(seconds, 1);
  }

  /** What is unknown says so. */
  static String number(double value, int decimals) {
    return Double.isNaN(value)
        ? "unknown"
        : String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
