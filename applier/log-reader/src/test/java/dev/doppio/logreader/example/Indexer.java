package dev.doppio.logreader.example;

import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.log.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keeps an index in step with the log of a database. */
public final class Indexer {
  private Indexer() {}

  /** {@code Indexer broker:9092 shop}. */
  public static void main(String[] arguments) {
    Map<String, String> kafka = Map.of("bootstrap.servers", arguments[0]);
    Duration timeout = Duration.ofSeconds(20);
    KafkaLogConfig config = new KafkaLogConfig("doppio", Map.of(), timeout, kafka);
    try (KafkaLog log = new KafkaLog(config);
        DocumentIndex index = new DocumentIndex()) {
      Set<PartitionId> partitions =
          IntStream.range(0, log.partitions(arguments[1]))
              .mapToObj(number -> new PartitionId(arguments[1], number))
              .collect(Collectors.toSet());
      run(log, log.schemas(), ReadPlan.all(partitions), index, () -> false);
    }
  }

  /** Applies the log until it is told to end; what is whole by then is committed. */
  static void run(
      LogSource.Opener log,
      SchemaLookup schemas,
      ReadPlan plan,
      Target target,
      BooleanSupplier ending) {
    LogReaderConfig config = LogReaderConfig.defaults();
    try (LogReader reader = new LogReader(log, schemas, target, plan, config, Clock.systemUTC())) {
      while (!ending.getAsBoolean()) {
        reader.step(); // polls the log, waits a moment when there is nothing
        reader.partitions().forEach(PartitionReader::step); // applies; by other threads as well
      }
      reader.partitions().forEach(PartitionReader::drain);
    }
  }
}
