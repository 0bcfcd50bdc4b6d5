package dev.doppio.logreader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.doppio.examples.PlainConsumer;
import dev.doppio.examples.PrintChanges;
import dev.doppio.local.kafka.KafkaCluster;
import dev.doppio.local.kafka.KafkaSpec;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.logwriter.LogWriter;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.servers.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The reader on a real broker: each row once, whatever the broker hides, loses or suffers. */
@Timeout(120)
final class KafkaLogReaderIT {
  private final KafkaReaderBench bench = new KafkaReaderBench(Servers.kafka("dc1"));

  @Test
  void whatTheWriterWroteReachesTheTargetAndARestartGoesOnBehindIt() {
    bench.commit(200, 3);
    bench.commit(
        IntStream.range(0, 5000)
            .mapToObj(i -> bench.documents.insert("many" + i, i, "y".repeat(200)))
            .toList());
    bench.commit(List.of(bench.documents.insert("large", 1, "z".repeat(300_000))));
    try (LogWriter writer = bench.writer(1000)) {
      KafkaReaderBench.drain(writer);
      try (LogReader reader = bench.reader()) {
        bench.awaitApplied(reader, bench.committed());
        assertThat(reader.stats())
            .allSatisfy(stats -> assertThat(stats.lagTransactions()).hasValue(0))
            .allSatisfy(stats -> assertThat(stats.lag()).contains(Duration.ZERO));
      }
      bench.commit(50, 2);
      KafkaReaderBench.drain(writer);
    }
    try (LogReader reader = bench.reader()) {
      bench.awaitApplied(reader, bench.committed());
      assertThat(reader.stats())
          .allSatisfy(stats -> assertThat(stats.counts().repeats()).isZero())
          .allSatisfy(stats -> assertThat(stats.counts().probes()).isBetween(1L, 30L));
    }
  }

  @Test
  void theExamplesPrintEveryCommittedChangeOnce() {
    bench.commit(20, 3);
    bench.commit(List.of(bench.documents.insert("large", 1, "z".repeat(5_000))));
    try (LogWriter writer = bench.writer(1000)) {
      KafkaReaderBench.drain(writer);
    }
    List<String> verified = printed(PrintChanges::follow);
    assertThat(printed(PlainConsumer::follow)).containsExactlyInAnyOrderElementsOf(verified);
    assertThat(verified).hasSize(bench.committed()).doesNotHaveDuplicates();
    assertThat(verified).filteredOn(line -> line.endsWith("INSERT documents/large/1")).hasSize(1);
  }

  @Test
  void threadsThatStepTheReaderAndItsPartitionsKeepUpWithAWriter() throws Exception {
    AtomicBoolean running = new AtomicBoolean(true);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LogWriter writer = bench.writer(1000);
        LogReader reader = bench.reader()) {
      List<Future<?>> duties = new ArrayList<>();
      KafkaReaderBench.drain(writer);
      duties.add(threads.submit(() -> stepWhile(running, reader::step)));
      for (PartitionReader partition : reader.partitions()) {
        duties.add(threads.submit(() -> stepWhile(running, partition::step)));
      }
      for (int round = 0; round < 20; round++) {
        bench.commit(100, 2);
        KafkaReaderBench.drain(writer);
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> bench.applied() == bench.committed());
      running.set(false);
      for (Future<?> duty : duties) {
        duty.get(20, TimeUnit.SECONDS);
      }
    } finally {
      running.set(false);
      threads.shutdownNow();
    }
    bench.assertEachOnce();
  }

  @Test
  void retentionBeyondTheCheckpointStopsThatPartitionOnly() throws Exception {
    try (LogWriter writer = bench.writer(1000)) {
      bench.commit(30, 1);
      KafkaReaderBench.drain(writer);
      try (LogReader reader = bench.reader()) {
        bench.awaitApplied(reader, bench.committed());
      }
      bench.commit(60, 1);
      KafkaReaderBench.drain(writer);
      bench.deleteAll(bench.partition(0));
      bench.commit(30, 1);
      KafkaReaderBench.drain(writer);
    }
    try (LogReader reader = bench.reader()) {
      KafkaReaderBench.awaitState(reader, 0, State.STOPPED);
      PartitionStats stopped = reader.stats().get(0);
      assertThat(stopped.failure().orElseThrow().kind()).isEqualTo(FailureKind.LOG_TRUNCATED);
      KafkaReaderBench.awaitState(reader, 1, State.RUNNING);
    }
  }

  @Test
  void retentionUnderAReaderThatStandsStillIsFoundWhenItGoesOn() throws Exception {
    try (LogWriter writer = bench.writer(1000);
        LogReader reader = bench.reader()) {
      KafkaReaderBench.drain(writer);
      bench.commit(30, 1);
      KafkaReaderBench.drain(writer);
      bench.awaitApplied(reader, bench.committed());
      // Answers the fetch that is under way: what comes next is not fetched ahead of the next poll.
      bench.commit(30, 1);
      KafkaReaderBench.drain(writer);
      for (int i = 0; i < 600; i++) {
        bench.commit(List.of(bench.documents.insert("wide" + i, i, "w".repeat(20_000))));
      }
      KafkaReaderBench.drain(writer);
      bench.deleteAll(bench.partition(1));
      bench.commit(30, 1);
      KafkaReaderBench.drain(writer);
      KafkaReaderBench.awaitState(reader, 1, State.STOPPED);
      assertThat(reader.stats().get(1).failure().orElseThrow().kind())
          .isEqualTo(FailureKind.LOG_TRUNCATED);
    }
  }

  @Test
  void aTopicMadeAgainIsAnotherLog() throws Exception {
    bench.commit(30, 1);
    try (LogWriter writer = bench.writer(1000)) {
      KafkaReaderBench.drain(writer);
    }
    try (LogReader reader = bench.reader()) {
      bench.awaitApplied(reader, bench.committed());
    }
    try (Admin admin = bench.cluster.admin()) {
      List<String> topics =
          List.of("doppio." + bench.database, "doppio.positions.node-of-" + bench.database);
      admin.deleteTopics(topics).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(topics.get(0)));
    }
    try (LogWriter writer = bench.writer(1000)) {
      KafkaReaderBench.drain(writer);
    }
    try (LogReader reader = bench.reader()) {
      KafkaReaderBench.awaitState(reader, 0, State.STOPPED);
      assertThat(reader.stats().get(0).failure().orElseThrow().kind())
          .isEqualTo(FailureKind.LOG_REPLACED);
    }
  }

  @Test
  void aBrokerThatDiesAndComesBackCostsNothingButTime() {
    try (KafkaCluster own =
        KafkaCluster.start(Servers.workspace(), KafkaSpec.named(Servers.freshName("reader-it")))) {
      KafkaReaderBench bench = new KafkaReaderBench(own);
      bench.commit(50, 2);
      try (LogWriter writer = bench.writer(1000)) {
        KafkaReaderBench.drain(writer);
      }
      try (LogReader reader = bench.reader()) {
        bench.awaitApplied(reader, bench.committed());
        own.kill(1);
        await()
            .atMost(Duration.ofSeconds(40))
            .until(
                () -> {
                  KafkaReaderBench.step(reader);
                  return reader.outage().isPresent();
                });
        assertThat(reader.outage().orElseThrow().kind()).isEqualTo(FailureKind.LOG_UNAVAILABLE);
        own.start(1);
        bench.commit(50, 2);
        try (LogWriter writer = bench.writer(1000)) {
          KafkaReaderBench.drain(writer);
        }
        bench.awaitApplied(reader, bench.committed());
        assertThat(reader.outage()).isEmpty();
        bench.assertEachOnce();
      }
    }
  }

  /** An example, as a user starts it. */
  private interface Example {
    void follow(String servers, String database, Consumer<String> out, BooleanSupplier ending);
  }

  /** Until all is printed that was committed, or more; the class has a time-out. */
  private List<String> printed(Example example) {
    List<String> lines = new ArrayList<>();
    example.follow(
        bench.cluster.bootstrap(),
        bench.database,
        lines::add,
        () -> lines.size() >= bench.committed());
    return lines;
  }

  private static void stepWhile(AtomicBoolean running, BooleanSupplier step) {
    while (running.get()) {
      if (!step.getAsBoolean()) {
        Thread.onSpinWait();
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
