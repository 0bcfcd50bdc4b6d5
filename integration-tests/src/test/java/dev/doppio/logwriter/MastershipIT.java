package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.MemoryTarget;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.logwriter.kafka.KafkaLogConfig;
import dev.doppio.oracle.LogDump;
import dev.doppio.oracle.LogEntry;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.partition.Partitioner;
import dev.doppio.servers.Servers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mastership on a real broker: its contract, and nodes that take partitions from one another. */
@Timeout(120)
final class MastershipIT extends MastershipContract {
  private static final int PARTITIONS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final String database = Servers.freshDatabase("mastership");
  private final Documents documents = Documents.in(database);
  private long ids;

  @Override
  protected WritableLog log() {
    return node("a").log;
  }

  @Override
  protected WritableLog otherLog() {
    return node("b").log;
  }

  @Override
  protected String database() {
    return database;
  }

  /** A node with a source in memory and the log on Kafka; it masters what it claims or is given. */
  private final class Node implements AutoCloseable {
    private final MemorySource source = new MemorySource(Instant.now());
    private final KafkaLog log;
    private final LogWriterConfig config;
    private final List<LogWriter> writers = new ArrayList<>();

    private Node(String name, Map<String, String> properties) {
      Origin origin = new Origin("dc1", name + "-of-" + database);
      List<Integer> all = IntStream.range(0, PARTITIONS).boxed().toList();
      DatabaseLayout layout =
          new DatabaseLayout(database, PARTITIONS, PartitionMode.HASH, all, Map.of(), Map.of());
      config = LogWriterConfig.standard(origin, List.of(layout));
      log =
          new KafkaLog(
              new KafkaLogConfig(
                  Servers.kafka("dc1").bootstrap(),
                  origin,
                  TopicNames.standard(),
                  List.of(layout),
                  1,
                  RecordLimits.standard(),
                  Duration.ofSeconds(20),
                  properties));
    }

    /** Another process of the node; the one before is not told. */
    LogWriter start() {
      writers.add(new LogWriter(config, log, source, Clock.systemUTC()));
      return writer();
    }

    LogWriter writer() {
      return writers.get(writers.size() - 1);
    }

    void commit(int partition) {
      commit(partition, 1);
    }

    void commit(int partition, int rows) {
      Partitioner partitioner = new Partitioner(config.databases().get(0));
      String member =
          IntStream.iterate(0, i -> i + 1)
              .mapToObj(i -> "m" + i)
              .filter(m -> partitioner.partitionOf(documents.row(m, 0, "")).number() == partition)
              .findFirst()
              .orElseThrow();
      source.commit(
          IntStream.range(0, rows).mapToObj(i -> documents.insert(member, ids++, "x")).toList());
    }

    void drain() {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> writer().step().outcome() == Progress.Outcome.DRAINED);
    }

    /** Steps until it has opened what it was given, or dropped what was taken. */
    void drainUntilItMasters(int... partitions) {
      source.idle(Instant.now());
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                writer().step();
                return writer().stats().partitions().keySet().equals(ids(partitions));
              });
    }

    Tenure look(int partition) {
      try (LogView view = log.view()) {
        return mastership(view).tenure(new PartitionId(database, partition));
      }
    }

    void take(Tenure seen) {
      try (LogView view = log.view()) {
        mastership(view).take(seen, false);
      }
    }

    private Mastership mastership(LogView view) {
      return new Mastership(log.candidate(), config.databases(), view, Clock.systemUTC());
    }

    @Override
    public void close() {
      writers.forEach(LogWriter::close);
    }
  }

  private java.util.Set<PartitionId> ids(int... partitions) {
    return new java.util.TreeSet<>(
        IntStream.of(partitions).mapToObj(n -> new PartitionId(database, n)).toList());
  }

  private Node node(String name) {
    return new Node(name, Map.of());
  }

  private List<LogEntry> data(int partition) {
    return LogDump.of(Servers.kafka("dc1").bootstrap(), database)
        .byPartition()
        .get(partition)
        .stream()
        .filter(entry -> entry.kind() == 0 && entry.begin())
        .toList();
  }

  @Test
  void ofTwoSidecarsOfOneNodeTheFirstEndsAndTheyDoNotFenceEachOtherForEver() {
    try (Node node = node("a")) {
      LogWriter first = node.start();
      node.commit(0);
      node.drain();
      LogWriter second = node.start();
      node.commit(0);
      node.drain();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  first.step();
                }
              })
          .isInstanceOfSatisfying(
              DoppioException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(FailureKind.FENCED);
                assertThat(e.kind().exitCode().code()).isEqualTo(5);
              });
      assertThat(first.stats().retries()).isZero();
      node.commit(0);
      node.drain();
      assertThat(second.stats().retries()).isZero();
      assertThat(data(0)).hasSize(3);
    }
  }

  @Test
  void aTransactionThatTheCoordinatorGaveUpIsWrittenAgain() {
    try (Node node = new Node("a", Map.of("transaction.timeout.ms", "1000"));
        Admin admin = Servers.kafka("dc1").admin()) {
      LogWriter writer = node.start();
      node.commit(0);
      node.drain();
      node.commit(1, 2);
      IntStream.range(0, 3).forEach(i -> writer.step());
      String id = node.log.candidate().transactionalId();
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  admin.describeTransactions(List.of(id)).description(id).get().state()
                      == TransactionState.COMPLETE_ABORT);
      assertThat(writer.step().outcome()).isEqualTo(Progress.Outcome.RETRYING);
      node.drain();
      assertThat(writer.stats().retries()).isEqualTo(1);
      assertThat(data(0)).hasSize(1);
      assertThat(data(1)).hasSize(1);
    }
  }

  @Test
  void aNodeThatLosesAPartitionDropsItAndGoesOnWithTheRest() {
    try (Node a = node("a");
        Node b = node("b")) {
      a.start();
      a.commit(0);
      a.commit(1);
      a.drain();
      b.start();
      b.source.idle(Instant.now());
      b.drain();
      a.commit(0);
      a.writer().step();
      a.writer().step();
      b.take(b.look(0));
      b.drainUntilItMasters(0);
      b.commit(0);
      b.drain();
      a.commit(1);
      a.drainUntilItMasters(1);
      a.drain();
      assertThat(a.writer().stats().retries()).as("it was fenced").isEqualTo(1);
      assertThat(a.writer().stats().orphans()).as("the row it had under way").isEqualTo(1);
      assertThat(data(0)).extracting(LogEntry::generation).containsExactly(1, 2);
      assertThat(data(1)).extracting(LogEntry::generation).containsExactly(1, 1);
    }
  }

  @Test
  void ofTwoNodesThatTakeAtOnceOneWins() throws Exception {
    try (Node a = node("a");
        Node b = node("b");
        Node c = node("c")) {
      a.start();
      a.commit(0);
      a.drain();
      b.start();
      b.drain();
      c.start();
      c.drain();
      Tenure seen = b.look(0);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      int won = 0;
      try {
        List<Callable<Boolean>> takes = List.of(() -> wins(b, seen), () -> wins(c, seen));
        for (Future<Boolean> take : threads.invokeAll(takes)) {
          won += take.get() ? 1 : 0;
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(won).isEqualTo(1);
      b.source.idle(Instant.now());
      c.source.idle(Instant.now());
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                b.writer().step();
                c.writer().step();
                return b.writer().stats().partitions().size()
                        + c.writer().stats().partitions().size()
                    == 1;
              });
    }
  }

  private static boolean wins(Node node, Tenure seen) {
    try {
      node.take(seen);
      return true;
    } catch (DoppioException e) {
      assertThat(e.kind()).isEqualTo(FailureKind.MASTERSHIP_REFUSED);
      return false;
    }
  }

  @Test
  void threeNodesInARowAreOneLogToItsReaders() {
    try (Node a = node("a");
        Node b = node("b");
        Node c = node("c")) {
      a.start();
      a.commit(0);
      a.commit(1);
      a.drain();
      for (Node next : List.of(b, c)) {
        next.start();
        next.source.idle(Instant.now());
        next.drain();
        next.take(next.look(0));
        next.drainUntilItMasters(0);
        next.commit(0);
        next.commit(0);
        next.drain();
      }
      assertThat(data(0)).extracting(LogEntry::generation).containsExactly(1, 2, 2, 3, 3);
      assertThat(data(0)).extracting(LogEntry::transactions).containsExactly(1L, 2L, 3L, 4L, 5L);
    }
    assertReadable(6);
  }

  private void assertReadable(int transactions) {
    MemoryTarget target = new MemoryTarget();
    dev.doppio.logreader.kafka.KafkaLog log =
        new dev.doppio.logreader.kafka.KafkaLog(
            new dev.doppio.logreader.kafka.KafkaLogConfig(
                "doppio",
                Map.of(database, PARTITIONS),
                Duration.ofSeconds(5),
                Map.of("bootstrap.servers", Servers.kafka("dc1").bootstrap())));
    try (LogReader reader =
        new LogReader(
            log, log.schemas(), target, ids(0, 1), LogReaderConfig.defaults(), Clock.systemUTC())) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                reader.step();
                reader.partitions().forEach(PartitionReader::step);
                assertThat(reader.stats()).allSatisfy(s -> assertThat(s.failure()).isEmpty());
                return reader.stats().stream()
                        .mapToLong(s -> s.checkpoint().map(c -> c.transactions()).orElse(0L))
                        .sum()
                    == transactions;
              });
      assertThat(reader.stats()).allSatisfy(s -> assertThat(s.counts().zombies()).isZero());
    }
  }
}
