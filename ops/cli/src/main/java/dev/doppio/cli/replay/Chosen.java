package dev.doppio.cli.replay;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which partitions of a database's log take part. */
final class Chosen {
  private Chosen() {}

  /**
   * @param numbers that an operator names; empty for all
   * @param count partitions of the log
   * @throws DoppioException CONFIGURATION when one is named that there is not, or none is left
   */
  static Set<PartitionId> of(
      String database, Set<Integer> numbers, Begin begin, End end, int count) {
    Set<Integer> asked = new TreeSet<>(numbers);
    asked.addAll(begin.named().keySet());
    asked.addAll(begin.behind().keySet());
    asked.addAll(end.scns().keySet());
    asked.addAll(end.offsets().keySet());
    asked.stream()
        .filter(number -> number < 0 || number >= count)
        .findFirst()
        .ifPresent(
            beyond -> {
              throw new DoppioException(
                  FailureKind.CONFIGURATION,
                  "partition "
                      + beyond
                      + ": "
                      + database
                      + " has the partitions 0 to "
                      + (count - 1)
                      + "; nothing was brought");
            });
    Set<PartitionId> partitions = new TreeSet<>();
    IntStream.range(0, count)
        .filter(number -> numbers.isEmpty() || numbers.contains(number))
        .filter(begin::has)
        .forEach(number -> partitions.add(new PartitionId(database, number)));
    if (partitions.isEmpty()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION, "--partition leaves out every partition that has a place");
    }
    return partitions;
  }
}
