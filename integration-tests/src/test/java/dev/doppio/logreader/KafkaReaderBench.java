package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.logwriter.CommitPolicy;
import dev.doppio.logwriter.Documents;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.LogWriterConfig;
import dev.doppio.logwriter.MemorySource;
import dev.doppio.logwriter.Progress.Outcome;
import dev.doppio.logwriter.RecordLimits;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.SourceEvent.RowChange;
import dev.doppio.servers.Servers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** A writer and a reader on a real broker, with a database of their own. */
final class KafkaReaderBench {
  private static final int PARTITIONS = 3;

  final String database = Servers.freshDatabase("kafkareader");
  final Documents documents = Documents.in(database);
  final MemorySource source = new MemorySource(Instant.now());
  final SharedTarget target = new SharedTarget();
  final KafkaCluster cluster;
  private int committed;

  KafkaReaderBench(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** Rows committed at the source. */
  int committed() {
    return committed;
  }

  /** Commits rows that were made elsewhere. */
  void commit(List<RowChange> changes) {
    source.commit(changes);
    committed += changes.size();
  }

  /** Retention deletes everything. */
  void deleteAll(PartitionId partition) {
    try (Admin admin = cluster.admin()) {
      TopicPartition at = new TopicPartition("doppio." + database, partition.number());
      admin.deleteRecords(Map.of(at, RecordsToDelete.beforeOffset(-1))).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the broker does not delete records of " + partition, e);
    }
  }

  void commit(int transactions, int rows) {
    for (int i = 0; i < transactions; i++) {
      List<RowChange> changes = new ArrayList<>();
      for (int row = committed; row < committed + rows; row++) {
        changes.add(documents.insert("m" + row % 17, row, "x"));
      }
      commit(changes);
    }
  }

  LogWriter writer(int segmentBytes) {
    LogWriterConfig config =
        new LogWriterConfig(
            new Origin("dc1", "node-of-" + database),
            List.of(layout()),
            CommitPolicy.standard(),
            new RecordLimits(segmentBytes, 1 << 20, 1 << 16),
            Duration.ofSeconds(10),
            Duration.ofMillis(10),
            dev.doppio.logwriter.BeforeImage.KEY);
    return new LogWriter(config, writableLog(), source, Clock.systemUTC());
  }

  WritableLog writableLog() {
    return new dev.doppio.logwriter.kafka.KafkaLog(
        new dev.doppio.logwriter.kafka.KafkaLogConfig(
            cluster.bootstrap(),
            new Origin("dc1", "node-of-" + database),
            TopicNames.standard(),
            List.of(layout()),
            1,
            RecordLimits.standard(),
            Duration.ofSeconds(20),
            Map.of()));
  }

  private DatabaseLayout layout() {
    List<Integer> all = IntStream.range(0, PARTITIONS).boxed().toList();
    return new DatabaseLayout(database, PARTITIONS, PartitionMode.HASH, all, Map.of(), Map.of());
  }

  static void drain(LogWriter writer) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              Outcome outcome = Outcome.WORKED;
              for (int i = 0; i < 10_000 && outcome == Outcome.WORKED; i++) {
                outcome = writer.step().outcome();
              }
              return outcome == Outcome.DRAINED;
            });
  }

  KafkaLog log() {
    return new KafkaLog(
        new KafkaLogConfig(
            "doppio",
            Map.of(database, PARTITIONS),
            Duration.ofSeconds(5),
            Map.of("bootstrap.servers", cluster.bootstrap())));
  }

  LogReader reader() {
    KafkaLog log = log();
    return new LogReader(
        log, log.schemas(), target, partitions(), LogReaderConfig.defaults(), Clock.systemUTC());
  }

  static void step(LogReader reader) {
    reader.step();
    reader.partitions().forEach(PartitionReader::step);
  }

  void awaitApplied(LogReader reader, int rows) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              step(reader);
              assertThat(reader.stats()).noneMatch(stats -> stats.state() == State.STOPPED);
              boolean caughtUp =
                  reader.stats().stream().allMatch(s -> s.lagTransactions().orElse(-1) == 0);
              return caughtUp && applied() == rows;
            });
    assertEachOnce();
  }

  static void awaitState(LogReader reader, int partition, State state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              step(reader);
              return reader.stats().get(partition).state() == state;
            });
  }

  long applied() {
    return target.rows.get();
  }

  /** Its partitions may be applied by several threads. */
  static final class SharedTarget extends MemoryTarget {
    private final AtomicLong rows = new AtomicLong();

    @Override
    public synchronized Optional<Checkpoint> checkpoint(PartitionId partition) {
      return super.checkpoint(partition);
    }

    @Override
    protected synchronized void store(Commit commit) {
      super.store(commit);
      rows.addAndGet(commit.changes().size());
    }
  }

  void assertEachOnce() {
    List<String> keys =
        target.journal().stream()
            .flatMap(commit -> commit.changes().stream())
            .map(change -> change.key().path())
            .toList();
    assertThat(keys).doesNotHaveDuplicates();
  }

  PartitionId partition(int number) {
    return new PartitionId(database, number);
  }

  Set<PartitionId> partitions() {
    Set<PartitionId> all = new TreeSet<>();
    IntStream.range(0, PARTITIONS).forEach(number -> all.add(partition(number)));
    return all;
  }
}
