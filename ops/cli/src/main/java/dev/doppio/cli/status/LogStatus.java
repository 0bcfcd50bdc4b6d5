package dev.doppio.cli.status;

import dev.doppio.cli.mastership.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One copy of the log, and who writes it.
 *
 * @param datacenter where its runs entered the log first
 * @param brokers of this copy
 * @param nodes those that are configured, and those that the ledger names
 * @param partitions of all databases configured
 * @param failures what could not be asked or told
 */
public record LogStatus(
    String datacenter,
    String brokers,
    List<NodeStatus> nodes,
    List<PartitionStatus> partitions,
    List<Trouble> failures) {
  public LogStatus {
    Objects.requireNonNull(datacenter);
    Objects.requireNonNull(brokers);
    nodes = List.copyOf(nodes);
    partitions = List.copyOf(partitions);
    failures = List.copyOf(failures);
  }

  List<Trouble> troubles() {
    List<Trouble> troubles = new ArrayList<>(failures);
    for (PartitionStatus partition : partitions) {
      partition
          .standing()
          .filter(standing -> standing != Standing.OPEN)
          .ifPresent(
              standing -> troubles.add(Trouble.wrong(partition.partition(), standing.remedy())));
    }
    return troubles;
  }
}
