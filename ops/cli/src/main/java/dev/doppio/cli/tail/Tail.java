package dev.doppio.cli.tail;

import dev.doppio.cli.config.ReadableLog;
import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.StartPlace;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Follows the log of one database from a place on, as every consumer of it would see it: verified,
 * whole runs. Reads only, in no group. Used by one thread.
 *
 * @param log the copy
 * @param database whose log
 * @param numbers of the partitions; empty for all
 * @param from where to begin
 * @param most runs to print
 * @param json whether a line is a JSON object
 */
public record Tail(
    ReadableLog log, String database, Set<Integer> numbers, From from, long most, boolean json) {
  public Tail {
    Objects.requireNonNull(log);
    Objects.requireNonNull(database);
    numbers = Set.copyOf(numbers);
    if (from.kind() == From.Kind.AT_OF_ONE && numbers.size() != 1) {
      throw new IllegalArgumentException(
          "an offset or an SCN is one of a partition: name it with --partition");
    }
  }

  /**
   * Prints runs until enough are printed or somebody wants it to end.
   *
   * @param out takes lines
   * @param failures takes what stops a partition, while others go on, and why nothing comes
   * @throws DoppioException when the log can't be read, or when every partition has stopped;
   *     CONFIGURATION when the place is not in the log
   */
  public void run(Consumer<String> out, Consumer<String> failures, BooleanSupplier ending) {
    LogReaderConfig.Batch single = new LogReaderConfig.Batch(1, 1, Duration.ZERO, Duration.ZERO);
    LogReaderConfig config = LogReaderConfig.defaults().withBatch(single);
    Printer printer = new Printer(json ? new JsonForm() : new TextForm(), out, most);
    try (KafkaLog kafka = new KafkaLog(log.config());
        LogReader reader =
            new LogReader(
                kafka, kafka.schemas(), printer, plan(kafka), config, Clock.systemUTC())) {
      Set<PartitionId> told = new HashSet<>();
      Optional<String> outage = Optional.empty();
      while (!printer.isDone() && !ending.getAsBoolean()) {
        reader.step();
        for (PartitionReader partition : reader.partitions()) {
          if (!printer.isDone()) {
            partition.step();
          }
        }
        tell(reader, told, failures);
        Optional<String> now = reader.outage().map(Throwable::getMessage);
        if (!now.equals(outage)) {
          now.ifPresent(failures);
          outage = now;
        }
      }
    }
  }

  private static void tell(LogReader reader, Set<PartitionId> told, Consumer<String> failures) {
    for (PartitionStats stats : reader.stats()) {
      boolean stopped = stats.state() == PartitionStats.State.STOPPED;
      if (stopped && told.add(stats.partition())) {
        PartitionStats.Failure failure = stats.failure().orElseThrow();
        if (failure.kind() == FailureKind.START_NOT_FOUND) {
          throw new DoppioException(FailureKind.CONFIGURATION, failure.message());
        }
        if (told.size() == reader.stats().size()) {
          throw new DoppioException(failure.kind(), failure.message());
        }
        failures.accept(stats.partition() + " has stopped: " + failure.message());
      }
    }
  }

  private ReadPlan plan(KafkaLog kafka) {
    try (LogSource source = kafka.open()) {
      Set<PartitionId> partitions = partitions(source.partitions(database));
      source.assign(partitions);
      Map<PartitionId, LogSource.Bounds> bounds = source.bounds(partitions);
      return ReadPlan.all(partitions).from(partition -> place(bounds.get(partition)));
    }
  }

  private Set<PartitionId> partitions(int count) {
    Set<PartitionId> partitions = new TreeSet<>();
    Optional<Integer> beyond = numbers.stream().filter(n -> n < 0 || n >= count).findFirst();
    if (beyond.isPresent()) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "--partition "
              + beyond.get()
              + ": "
              + database
              + " has the partitions 0 to "
              + (count - 1));
    }
    IntStream.range(0, count)
        .filter(number -> numbers.isEmpty() || numbers.contains(number))
        .forEach(number -> partitions.add(new PartitionId(database, number)));
    return partitions;
  }

  private StartPlace place(LogSource.Bounds bounds) {
    return switch (from.kind()) {
      case BEGIN -> new StartPlace.AtOffset(bounds.begin());
      case END -> new StartPlace.AtOffset(bounds.end());
      case AT, AT_OF_ONE -> from.place();
    };
  }
}
