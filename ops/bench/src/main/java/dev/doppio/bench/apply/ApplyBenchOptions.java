package dev.doppio.bench.apply;

import dev.doppio.bench.workload.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a bench of applying is asked for.
 *
 * @param workloads one after the other
 * @param arms that run, by {@link #ARMS}
 * @param durabilities of the replica, {@code sync_binlog} and {@code
 *     innodb_flush_log_at_trx_commit} alike
 * @param rounds in which every arm runs once
 * @param partitions of every topic
 * @param workers of MySQL's own replica to choose from
 * @param cell number of the sink's cell, from 1; 0 tries the whole grid
 * @param settings of our appliers, beyond what names things: {@code name=value}
 * @param profile one more run of our appliers, recorded
 * @param out folder of the report
 */
public record ApplyBenchOptions(
    List<Workload> workloads,
    Set<String> arms,
    List<Integer> durabilities,
    int rounds,
    int partitions,
    List<Integer> workers,
    int cell,
    List<String> settings,
    boolean profile,
    Path out) {
  /** All there are. */
  public static final Set<String> ARMS =
      Set.of("native", "sink", "mysql", "search", "hadoop", "hadoop-changes", "hadoop-current");

  public ApplyBenchOptions {
    workloads = List.copyOf(workloads);
    arms = Set.copyOf(arms);
    durabilities = List.copyOf(durabilities);
    workers = List.copyOf(workers);
    settings = List.copyOf(settings);
    if (!ARMS.containsAll(arms)) {
      throw new IllegalArgumentException("the arms are " + ARMS.stream().sorted().toList());
    }
    if (workloads.isEmpty() || arms.isEmpty() || rounds < 1 || partitions < 1) {
      throw new IllegalArgumentException("at least one workload, arm, round and partition");
    }
    if (workers.isEmpty() || workers.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException("a replica has at least one worker");
    }
    if (durabilities.isEmpty() || !Set.of(0, 1).containsAll(durabilities)) {
      throw new IllegalArgumentException("durability is 0 or 1");
    }
    int cells = SinkCell.grid().size();
    if (cell < 0 || cell > cells) {
      throw new IllegalArgumentException("the grid has " + cells + " cells, no cell " + cell);
    }
  }

  boolean has(String arm) {
    return arms.contains(arm);
  }
}
