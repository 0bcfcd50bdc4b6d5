package dev.doppio.bench;

import dev.doppio.bench.arm.ConnectCell;
import dev.doppio.bench.workload.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * What a bench of capture is asked for.
 *
 * @param workloads one after the other
 * @param engines of our capture, each with an arm to decoded transactions and one into Kafka
 * @param rounds in which every arm runs once
 * @param partitions of every topic
 * @param cell number of the baseline's cell, from 1; 0 tries the whole grid on each workload
 * @param profile one more run of our pipeline, recorded
 * @param out folder of the report
 */
record CaptureBenchOptions(
    List<Workload> workloads,
    List<String> engines,
    int rounds,
    int partitions,
    int cell,
    boolean profile,
    Path out) {
  CaptureBenchOptions {
    workloads = List.copyOf(workloads);
    engines = List.copyOf(engines);
    if (workloads.isEmpty() || engines.isEmpty() || rounds < 1 || partitions < 1 || cell < 0) {
      throw new IllegalArgumentException(
          "at least one workload, one engine, one round and one partition; a cell from 1");
    }
    int cells = ConnectCell.grid().size();
    if (cell > cells) {
      throw new IllegalArgumentException("the grid has " + cells + " cells, no cell " + cell);
    }
  }
}
