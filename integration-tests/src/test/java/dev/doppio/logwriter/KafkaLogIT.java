package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.logwriter.kafka.KafkaLogConfig;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.servers.Servers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the writer relies on, asked of a real broker; and what a broker can do to it beyond that.
 */
@Timeout(120)
final class KafkaLogIT extends WritableLogContract {
  private static final int PARTITIONS = 3;

  private final String database = Servers.freshDatabase("kafkalog");
  private final String node = "node-of-" + database;

  @Override
  protected WritableLog log() {
    return new KafkaLog(config(PARTITIONS, Map.of()));
  }

  @Override
  protected String database() {
    return database;
  }

  @Override
  protected WritableLog logOfOtherNode() {
    return new KafkaLog(
        config(Servers.kafka("dc1").bootstrap(), "other-" + node, PARTITIONS, 1, Map.of()));
  }

  /**
   * A producer sends when it likes; it is there when the end moves that uncommitted records move.
   */
  @Override
  protected void awaitAppended(PartitionId partition) {
    TopicPartition at = new TopicPartition(topic(), partition.number());
    try (Admin admin = Servers.kafka("dc1").admin()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () ->
                  end(admin, at, IsolationLevel.READ_UNCOMMITTED)
                      > end(admin, at, IsolationLevel.READ_COMMITTED));
    }
  }

  private static long end(Admin admin, TopicPartition at, IsolationLevel level) throws Exception {
    return admin
        .listOffsets(Map.of(at, OffsetSpec.latest()), new ListOffsetsOptions(level))
        .all()
        .get()
        .get(at)
        .offset();
  }

  /** The thread is interrupted while it waits for the answer. */
  @Override
  protected void commitUnanswered(WritableLog.Session session) {
    Thread.currentThread().interrupt();
    try {
      session.commit();
    } finally {
      Thread.interrupted();
    }
  }

  private DatabaseLayout layout(int partitions) {
    List<Integer> all = IntStream.range(0, partitions).boxed().toList();
    return new DatabaseLayout(database, partitions, PartitionMode.HASH, all, Map.of(), Map.of());
  }

  private KafkaLogConfig config(int partitions, Map<String, String> properties) {
    return config(Servers.kafka("dc1").bootstrap(), partitions, 1, properties);
  }

  private KafkaLogConfig config(
      String bootstrap, int partitions, int replication, Map<String, String> properties) {
    return config(bootstrap, node, partitions, replication, properties);
  }

  private KafkaLogConfig config(
      String bootstrap,
      String asNode,
      int partitions,
      int replication,
      Map<String, String> properties) {
    return new KafkaLogConfig(
        bootstrap,
        new Origin("dc1", asNode),
        TopicNames.standard(),
        List.of(layout(partitions)),
        replication,
        RecordLimits.standard(),
        Duration.ofSeconds(20),
        properties);
  }

  private String topic() {
    return "doppio." + database;
  }

  private LogWriter writer(WritableLog log, MemorySource source) {
    LogWriterConfig settings =
        LogWriterConfig.standard(new Origin("dc1", node), List.of(layout(PARTITIONS)));
    return new LogWriter(settings, log, source, Clock.systemUTC());
  }

  private static void drain(LogWriter writer) {
    while (writer.step().outcome() != Progress.Outcome.DRAINED) {
      assertThat(writer.stats().retries()).as("failures of a healthy log").isZero();
    }
  }

  private static void assertRefused(WritableLog log, String... parts) {
    assertKind(log, FailureKind.LOG_REFUSED, parts);
  }

  private static void assertKind(WritableLog log, FailureKind kind, String... parts) {
    assertThatThrownBy(log::open)
        .isInstanceOfSatisfying(DoppioException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContainingAll(parts);
  }

  @Test
  void topicsAreMadeAsTheContractSays() throws Exception {
    log().open().close();
    try (Admin admin = Servers.kafka("dc1").admin()) {
      Map<String, String> log = settings(admin, topic());
      assertThat(log).containsEntry("cleanup.policy", "delete");
      assertThat(log).containsEntry("unclean.leader.election.enable", "false");
      assertThat(settings(admin, "doppio.positions." + node))
          .containsEntry("cleanup.policy", "compact")
          .containsEntry("segment.bytes", Integer.toString(16 << 20));
      assertThat(settings(admin, "doppio.schemas")).containsEntry("cleanup.policy", "compact");
      assertThat(settings(admin, "doppio.orphans." + node)).containsEntry("retention.ms", "-1");
      int partitions =
          admin
              .describeTopics(List.of(topic()))
              .allTopicNames()
              .get()
              .get(topic())
              .partitions()
              .size();
      assertThat(partitions).isEqualTo(PARTITIONS);
    }
  }

  private static Map<String, String> settings(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> settings = new HashMap<>();
    admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .entries()
        .forEach(entry -> settings.put(entry.name(), entry.value()));
    return settings;
  }

  @Test
  void anotherPartitionCountIsRefusedAndNothingIsMade() throws Exception {
    try (Admin admin = Servers.kafka("dc1").admin()) {
      admin.createTopics(List.of(new NewTopic(topic(), 5, (short) 1))).all().get();
      assertRefused(log(), topic(), "has 5 partitions", "says " + PARTITIONS);
      Set<String> topics = admin.listTopics().names().get();
      assertThat(topics).contains(topic()).doesNotContain("doppio.positions." + node);
    }
  }

  @Test
  void aCompactedLogIsRefusedWithTheCommandThatFixesIt() throws Exception {
    try (Admin admin = Servers.kafka("dc1").admin()) {
      NewTopic wrong =
          new NewTopic(topic(), PARTITIONS, (short) 1).configs(Map.of("cleanup.policy", "compact"));
      admin.createTopics(List.of(wrong)).all().get();
      assertRefused(log(), "cleanup.policy is compact", "--add-config cleanup.policy=delete");
    }
  }

  @Test
  void moreReplicasThanBrokersAreRefused() {
    KafkaLogConfig three = config(Servers.kafka("dc1").bootstrap(), PARTITIONS, 3, Map.of());
    assertRefused(new KafkaLog(three), "replication factor 3", "topics.replication-factor");
  }

  @Test
  void aBrokerThatIsNotThereIsSaidInTime() {
    KafkaLogConfig nowhere = config("127.0.0.1:9", PARTITIONS, 1, Map.of());
    KafkaLogConfig impatient =
        new KafkaLogConfig(
            nowhere.bootstrapServers(),
            nowhere.origin(),
            nowhere.topics(),
            nowhere.databases(),
            1,
            nowhere.limits(),
            Duration.ofSeconds(3),
            Map.of());
    Instant start = Instant.now();
    assertKind(new KafkaLog(impatient), FailureKind.LOG_UNAVAILABLE, "127.0.0.1:9");
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aLongerTransactionTimeoutThanTheBrokersAllowIsRefused() {
    Map<String, String> day = Map.of("transaction.timeout.ms", "86400000");
    assertRefused(new KafkaLog(config(PARTITIONS, day)), "transaction.max.timeout.ms");
  }

  @Test
  void aTopicMadeAgainIsAnotherLogAndTheWriterRefusesIt() throws Exception {
    MemorySource source = new MemorySource(Instant.now());
    source.commit(List.of(Documents.in(database).insert("bob", 1, "x")));
    WritableLog log = log();
    try (LogWriter writer = writer(log, source)) {
      drain(writer);
    }
    LogId before = idOf(log);
    try (Admin admin = Servers.kafka("dc1").admin()) {
      admin.deleteTopics(List.of(topic())).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(topic()));
      assertRefused(log, topic() + " is gone", before.toString());
      admin.createTopics(List.of(new NewTopic(topic(), PARTITIONS, (short) 1))).all().get();
    }
    try (LogWriter writer = writer(log, source)) {
      assertThatThrownBy(writer::step)
          .isInstanceOfSatisfying(
              DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REFUSED))
          .hasMessageContaining("deleted and made again");
    }
    assertThat(CommittedRecords.of(topic(), PARTITIONS)).isEmpty();
  }

  private LogId idOf(WritableLog log) {
    try (WritableLog.Session session = log.open()) {
      return session.logId(database);
    }
  }

  @Test
  void aTopicMadeAgainUnderARunningWriterStopsIt() throws Exception {
    MemorySource source = new MemorySource(Instant.now());
    Documents documents = Documents.in(database);
    IntStream.range(0, 20).forEach(i -> source.commit(List.of(documents.insert("m" + i, i, "x"))));
    try (LogWriter writer = writer(log(), source);
        Admin admin = Servers.kafka("dc1").admin()) {
      drain(writer);
      admin.deleteTopics(List.of(topic())).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(topic()));
      admin.createTopics(List.of(new NewTopic(topic(), PARTITIONS, (short) 1))).all().get();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 200; i++) {
                  source.commit(List.of(documents.insert("m" + i, i, "y")));
                  writer.step();
                  writer.step();
                  writer.step();
                  writer.step();
                }
              })
          .isInstanceOfSatisfying(
              DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_REFUSED));
    }
    assertThat(CommittedRecords.of(topic(), PARTITIONS)).as("records in the new topic").isEmpty();
  }

  @Test
  void aPartitionThatRetentionEmptiedIsRefused() throws Exception {
    MemorySource source = new MemorySource(Instant.now());
    source.commit(List.of(Documents.in(database).insert("bob", 1, "x")));
    try (LogWriter writer = writer(log(), source)) {
      drain(writer);
    }
    try (Admin admin = Servers.kafka("dc1").admin()) {
      TopicPartition partition = new TopicPartition(topic(), 0);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))).all().get();
    }
    try (LogWriter writer = writer(log(), source)) {
      assertThatThrownBy(writer::step).hasMessageContaining("retention has removed every record");
    }
  }

  @Test
  void aTransactionThatTheBrokersGaveUpIsNoOtherIncarnation() {
    WritableLog log = new KafkaLog(config(PARTITIONS, Map.of("transaction.timeout.ms", "1000")));
    DoppioException failure = failureOfAnOldTransaction(log);
    assertThat(failure.kind()).isEqualTo(FailureKind.LOG_UNAVAILABLE);
    assertThat(failure)
        .hasMessageContaining("kafka.transaction.timeout.ms=1000")
        .hasMessageContaining(" records and ");
  }

  private DoppioException failureOfAnOldTransaction(WritableLog log) {
    List<DoppioException> failures = new ArrayList<>();
    PartitionId partition = new PartitionId(database, 0);
    try (WritableLog.Session session = log.open()) {
      session.begin();
      await()
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                try {
                  session.append(partition, record(1));
                  return false;
                } catch (DoppioException e) {
                  failures.add(e);
                  return true;
                }
              });
    }
    return failures.get(0);
  }
}
