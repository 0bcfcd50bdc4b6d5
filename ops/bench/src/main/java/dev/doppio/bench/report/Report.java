package dev.doppio.bench.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a bench came to.
 *
 * @param machine what it ran on, and the versions of what it ran
 * @param workloads in the order they ran
 */
public record Report(Map<String, String> machine, List<WorkloadFigures> workloads) {
  public Report {
    machine = new TreeMap<>(machine);
    workloads = List.copyOf(workloads);
  }
}
