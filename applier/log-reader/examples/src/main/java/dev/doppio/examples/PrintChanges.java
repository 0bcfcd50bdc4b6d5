package dev.doppio.examples;

import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints a database's changes from the log's first run on, each once, in whole transactions. */
public final class PrintChanges {
  private PrintChanges() {}

  /** {@code PrintChanges broker:9092 shop}. */
  public static void main(String[] arguments) {
    follow(arguments[0], arguments[1], System.out::println, () -> false);
  }

  /** Until it is told to end. */
  public static void follow(
      String servers, String database, Consumer<String> out, BooleanSupplier ending) {
    Map<String, String> kafka = Map.of("bootstrap.servers", servers);
    Duration timeout = Duration.ofSeconds(20);
    LogReaderConfig config = LogReaderConfig.defaults();
    try (KafkaLog log = new KafkaLog(new KafkaLogConfig("doppio", Map.of(), timeout, kafka));
        Target printer = new Printer(out);
        LogReader reader =
            new LogReader(
                log, log.schemas(), printer, all(log, database), config, Clock.systemUTC())) {
      while (!ending.getAsBoolean()) {
        reader.step();
        reader.partitions().forEach(PartitionReader::step);
      }
    }
  }

  private static Set<PartitionId> all(KafkaLog log, String database) {
    return IntStream.range(0, log.partitions(database))
        .mapToObj(number -> new PartitionId(database, number))
        .collect(Collectors.toSet());
  }

  private record Printer(Consumer<String> out) implements Target {
    @Override
    public TargetPartition open(PartitionId partition) {
      return new Page(out);
    }

    @Override
    public void close() {}
  }

  /** One partition: what has come since begin. */
  private static final class Page implements TargetPartition {
    private final List<String> lines = new ArrayList<>();
    private final Consumer<String> out;

    Page(Consumer<String> out) {
      this.out = out;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
      return Optional.empty(); // paper keeps none; a store reads here what its last commit left
    }

    @Override
    public void begin() {
      lines.clear();
    }

    @Override
    public void rows(Run run, List<DocumentChange> changes) {
      changes.forEach(
          change -> lines.add(run.scn() + " " + change.operation() + " " + change.key()));
    }

    @Override
    public void schemaChanged(
        ControlRecord.SchemaChange change,
        Optional<TableVersion> before,
        Optional<TableVersion> after,
        Reach reach) {}

    @Override
    public void commit(Checkpoint checkpoint) {
      lines.forEach(out); // a store writes changes and checkpoint in one transaction of its own
    }

    @Override
    public void abort() {
      lines.clear();
    }

    @Override
    public void close() {}
  }
}
