package dev.doppio.cli.daemon;

import dev.doppio.logreader.PartitionReader;
import java.util.List;
import org.slf4j.MDC;

/** Applies some of the partitions, in turn. */
final class ApplyDuty implements Duty {
  private static final String PARTITION = "partition";

  private final String name;
  private final List<PartitionReader> partitions;

  ApplyDuty(String name, List<PartitionReader> partitions) {
    this.name = name;
    this.partitions = partitions;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean step() {
    boolean worked = false;
    for (PartitionReader partition : partitions) {
      MDC.put(PARTITION, partition.partition().toString());
      worked |= partition.step();
    }
    MDC.remove(PARTITION);
    return worked;
  }

  @Override
  public void drain() {
    for (PartitionReader partition : partitions) {
      MDC.put(PARTITION, partition.partition().toString());
      partition.drain();
    }
    MDC.remove(PARTITION);
  }
}
