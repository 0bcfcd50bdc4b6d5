package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.logwriter.Documents;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.servers.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The port of the log on a real broker, and what is refused there before anything is read. */
@Timeout(120)
final class KafkaLogSourceIT extends LogSourceContract {
  private final KafkaReaderBench bench = new KafkaReaderBench(Servers.kafka("dc1"));
  private Optional<WritableLog.Session> session = Optional.empty();

  @Override
  protected LogSource source() {
    session();
    return bench.log().open();
  }

  @Override
  protected String logged() {
    return bench.database;
  }

  @Override
  protected void write(PartitionId partition, LogRecord record) {
    session().begin();
    session().append(partition, record);
    session().commit();
  }

  private WritableLog.Session session() {
    if (session.isEmpty()) {
      session = Optional.of(bench.writableLog().open());
    }
    return session.get();
  }

  @Override
  protected void appendOpen(PartitionId partition, LogRecord record) throws Exception {
    long committed = endWithUncommitted(partition);
    session().begin();
    session().append(partition, record);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> endWithUncommitted(partition) > committed);
  }

  @Override
  protected void abortOpen() {
    session().abort();
  }

  @Override
  protected void deleteAll(PartitionId partition) {
    bench.deleteAll(partition);
  }

  @AfterEach
  void closeSession() {
    session.ifPresent(WritableLog.Session::close);
  }

  @Test
  void whatWasNotCommittedIsNeverSeenAndNeverFound() throws Exception {
    bench.commit(20, 1);
    try (LogWriter writer = bench.writer(1000)) {
      KafkaReaderBench.drain(writer);
    }
    List<LogRecord> aborted = new ArrayList<>();
    Runs.opened(aborted);
    try (WritableLog.Session session = bench.writableLog().open()) {
      session.begin();
      long before = endWithUncommitted(bench.partition(0));
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                for (int i = 0; i < 50; i++) {
                  session.append(bench.partition(0), aborted.get(0));
                }
                return endWithUncommitted(bench.partition(0)) > before + 300;
              });
      session.abort();
    }
    try (LogReader reader = bench.reader()) {
      bench.awaitApplied(reader, bench.committed());
    }
    assertNothingBehindTheLastRecord();
  }

  private void assertNothingBehindTheLastRecord() {
    try (LogSource log = bench.log().open()) {
      log.assign(bench.partitions());
      Bounds bounds = log.bounds(bench.partitions()).get(bench.partition(0));
      Entry last = new ScnSearch(log, bench.partition(0), bounds).last().orElseThrow();
      assertThat(bounds.end() - last.offset()).as("aborted records and markers").isGreaterThan(300);
      assertThat(log.first(bench.partition(0), last.offset() + 1, bounds.end())).isEmpty();
      log.seek(bench.partition(0), last.offset() + 1);
      log.resume(bench.partition(0));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                assertThat(log.poll(Duration.ofMillis(50)).entries()).isEmpty();
                return log.position(bench.partition(0)) >= bounds.end();
              });
    }
  }

  @Test
  void aTableVersionIsFoundAsSoonAsItIsPublished() {
    KafkaLog log = bench.log();
    Documents later = bench.documents.withNote();
    bench.commit(1, 1);
    try (LogWriter writer = bench.writer(1000)) {
      KafkaReaderBench.drain(writer);
    }
    assertThat(log.schemas().find(bench.documents.table().fingerprint()))
        .contains(bench.documents.table());
    assertThat(log.schemas().find(later.table().fingerprint())).isEmpty();
    try (WritableLog.Session session = bench.writableLog().open()) {
      session.publish(later.table().avro());
    }
    assertThat(log.schemas().find(later.table().fingerprint())).contains(later.table());
    log.close();
  }

  @Test
  void aTopicThatIsNotThereYetIsSaidAndWaitedFor() {
    assertFails(
        FailureKind.LOG_UNAVAILABLE, bench.log(), "doppio." + bench.database, "does not exist");
    LogReader reader = bench.reader();
    reader.step();
    assertThat(reader.outage().orElseThrow()).hasMessageContaining("does not exist");
  }

  @Test
  void anotherPartitionCountIsRefused() throws Exception {
    try (Admin admin = bench.cluster.admin()) {
      NewTopic topic = new NewTopic("doppio." + bench.database, 5, (short) 1);
      admin.createTopics(List.of(topic)).all().get();
    }
    assertFails(FailureKind.LOG_REFUSED, bench.log(), "has 5 partitions", "configured are 3");
  }

  @Test
  void aBrokerThatIsNotThereIsSaidInTime() {
    KafkaLog nowhere =
        new KafkaLog(
            new KafkaLogConfig(
                "doppio",
                Map.of(),
                Duration.ofSeconds(3),
                Map.of("bootstrap.servers", "127.0.0.1:9")));
    Instant start = Instant.now();
    assertFails(FailureKind.LOG_UNAVAILABLE, nowhere, "127.0.0.1:9", "kafka.bootstrap.servers");
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  private long endWithUncommitted(PartitionId partition) throws Exception {
    try (Admin admin = bench.cluster.admin()) {
      TopicPartition at = new TopicPartition("doppio." + bench.database, partition.number());
      return admin.listOffsets(Map.of(at, OffsetSpec.latest())).all().get().get(at).offset();
    }
  }

  private void assertFails(FailureKind kind, KafkaLog log, String... saying) {
    assertThatThrownBy(() -> log.check(Set.of(bench.database)))
        .isInstanceOfSatisfying(DoppioException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContainingAll(saying);
  }
}
