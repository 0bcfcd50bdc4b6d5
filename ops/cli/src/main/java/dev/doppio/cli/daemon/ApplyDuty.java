package dev.doppio.cli.daemon;

import dev.doppio.logreader.PartitionReader;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.MDC;

/** Applies some of the partitions that this process has just now, in turn. */
final class ApplyDuty implements Duty {
  private static final String PARTITION = "partition";

  private final int thread;
  private final int threads;
  private final Supplier<List<PartitionReader>> partitions;

  /**
   * @param thread which of the threads, from 0
   * @param threads among which the partitions are parted
   * @param partitions of this process; they come and go
   */
  ApplyDuty(int thread, int threads, Supplier<List<PartitionReader>> partitions) {
    this.thread = thread;
    this.threads = threads;
    this.partitions = partitions;
  }

  @Override
  public String name() {
    return "apply-" + thread;
  }

  @Override
  public boolean step() {
    boolean worked = false;
    for (PartitionReader partition : mine()) {
      MDC.put(PARTITION, partition.partition().toString());
      worked |= partition.step();
    }
    MDC.remove(PARTITION);
    return worked;
  }

  @Override
  public void drain() {
    for (PartitionReader partition : mine()) {
      MDC.put(PARTITION, partition.partition().toString());
      partition.drain();
    }
    MDC.remove(PARTITION);
  }

  /** By place in the list: a partition may change its thread when others come or go. */
  private List<PartitionReader> mine() {
    List<PartitionReader> all = partitions.get();
    return IntStream.range(0, all.size())
        .filter(index -> index % threads == thread)
        .mapToObj(all::get)
        .toList();
  }
}
