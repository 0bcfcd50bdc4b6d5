package dev.doppio.logwriter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.logwriter.kafka.KafkaLog;
import dev.doppio.logwriter.kafka.KafkaLogConfig;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.log.TopicNames;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.servers.Servers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many lives of one node's writer over a real broker, each left behind at a random step. */
@Timeout(120)
final class NodeDeathsIT {
  private static final int PARTITIONS = 3;

  private final String database = Servers.freshDatabase("deaths");
  private final String topic = "doppio." + database;
  private final MemorySource source = new MemorySource(Instant.now());

  private LogWriter writer() {
    Origin origin = new Origin("dc1", "node-of-" + database);
    List<Integer> all = IntStream.range(0, PARTITIONS).boxed().toList();
    List<DatabaseLayout> layouts =
        List.of(
            new DatabaseLayout(database, PARTITIONS, PartitionMode.HASH, all, Map.of(), Map.of()));
    KafkaLogConfig log =
        new KafkaLogConfig(
            Servers.kafka("dc1").bootstrap(),
            origin,
            TopicNames.standard(),
            layouts,
            1,
            RecordLimits.standard(),
            Duration.ofSeconds(20),
            Map.of());
    LogWriterConfig settings = LogWriterConfig.standard(origin, layouts);
    return new LogWriter(settings, new KafkaLog(log), source, Clock.systemUTC());
  }

  private static void drain(LogWriter writer) {
    while (writer.step().outcome() != Progress.Outcome.DRAINED) {
      assertThat(writer.stats().retries()).as("failures of a healthy log").isZero();
    }
  }

  @Test
  void aNodeThatDiesAtAnyMomentWritesEachTransactionOnce() {
    long seed = Long.getLong("seed", 20261121);
    Random random = new Random(seed);
    Documents documents = Documents.in(database);
    int transactions = 0;
    List<LogWriter> abandoned = new ArrayList<>();
    for (int life = 0; life < 8; life++) {
      LogWriter writer = writer();
      for (int i = random.nextInt(60); i >= 0; i--) {
        transactions++;
        source.commit(
            List.of(
                documents.insert("m" + random.nextInt(9), transactions, "x"),
                documents.insert("m" + random.nextInt(9), -transactions, "y")));
      }
      for (int steps = random.nextInt(150); steps > 0; steps--) {
        writer.step();
      }
      abandoned.add(writer);
    }
    try (LogWriter last = writer()) {
      drain(last);
      assertThat(last.stats().position()).contains(source.position());
    }
    abandoned.forEach(LogWriter::close);
    assertDense(committed(), seed);
    long rows =
        committed().stream().filter(r -> new String(r.key()).startsWith("documents/")).count();
    assertThat(rows).as("rows, seed %s", seed).isEqualTo(2L * transactions);
    Set<String> keys = new HashSet<>();
    committed().stream()
        .filter(r -> r.key().length > 0 && r.key()[0] != '!')
        .forEach(r -> assertThat(keys.add(new String(r.key()))).as("twice, %s", seed).isTrue());
  }

  private static void assertDense(Collection<ConsumerRecord<byte[], byte[]>> records, long seed) {
    Map<Integer, Scn> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Scn scn = Place.decode(record.headers().lastHeader(Place.HEADER).value()).scn();
      Scn before = last.put(record.partition(), scn);
      boolean dense =
          before == null ? scn.sequence() == 0 : scn.equals(before) || scn.follows(before);
      assertThat(dense).as("%s after %s, seed %s", scn, before, seed).isTrue();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> committed() {
    return CommittedRecords.of(topic, PARTITIONS);
  }
}
