package dev.doppio.bench.report;

import java.util.List;

/**
 * One workload.
 *
 * @param workload as it is written on the command line
 * @param description for people
 * @param binlogBytes what was drained
 * @param loadAverage of the machine when the rounds began, as Linux tells it
 * @param arms in the order of the pipeline
 * @param ratios between them
 * @param grid what each cell of the baseline's grid came to, a line each
 */
public record WorkloadFigures(
    String workload,
    String description,
    long binlogBytes,
    String loadAverage,
    List<ArmFigures> arms,
    List<Ratio> ratios,
    List<ArmFigures> grid) {
  public WorkloadFigures {
    arms = List.copyOf(arms);
    ratios = List.copyOf(ratios);
    grid = List.copyOf(grid);
  }
}
