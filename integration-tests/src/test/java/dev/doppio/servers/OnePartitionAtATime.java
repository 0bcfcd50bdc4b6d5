package dev.doppio.servers;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.applier.mysql.MySqlTargetConfig;
import dev.doppio.applier.mysql.TlsMode;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.mysql.MySqlServer;
import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies a log to a replica partition after partition, each to its end, in a given order. */
public final class OnePartitionAtATime {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private OnePartitionAtATime() {}

  /** Applies the partitions of a database in this order. */
  public static void apply(
      KafkaCluster kafka, MySqlServer replica, String database, List<Integer> order) {
    MySqlTargetConfig target =
        new MySqlTargetConfig(
            replica.host(),
            replica.port(),
            MySqlServer.ROOT_USER,
            Secret.fixed("a test", MySqlServer.ROOT_PASSWORD),
            TlsMode.PREFERRED,
            4,
            Map.of(),
            "dc1",
            List.of(),
            Map.of(),
            true);
    KafkaLogConfig log =
        new KafkaLogConfig(
            Doppio.TOPIC_PREFIX,
            Map.of(),
            Duration.ofSeconds(20),
            Map.of("bootstrap.servers", kafka.bootstrap()));
    try (KafkaLog source = new KafkaLog(log);
        MySqlTarget sink = MySqlTarget.connect(target)) {
      for (int partition : order) {
        applyOne(source, sink, new PartitionId(database, partition));
      }
    }
  }

  private static void applyOne(KafkaLog source, MySqlTarget sink, PartitionId partition) {
    try (LogReader reader =
        new LogReader(
            source,
            source.schemas(),
            sink,
            Set.of(partition),
            LogReaderConfig.defaults(),
            Clock.systemUTC())) {
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!atEnd(reader)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(partition + " did not reach its end: " + reader.stats());
        }
        reader.step();
        reader.partitions().forEach(PartitionReader::step);
      }
    }
  }

  private static boolean atEnd(LogReader reader) {
    PartitionStats stats = reader.stats().get(0);
    stats
        .failure()
        .ifPresent(
            failure -> {
              throw new AssertionError(failure);
            });
    return stats.checkpoint().isPresent()
        && stats.end().isPresent()
        && stats.end().get().scn().equals(stats.checkpoint().get().scn());
  }
}
