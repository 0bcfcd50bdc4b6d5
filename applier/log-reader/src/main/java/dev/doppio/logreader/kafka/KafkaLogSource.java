package dev.doppio.logreader.kafka;

import dev.doppio.logreader.LogSource;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * {@link LogSource} on Kafka: one consumer that follows, one that is asked and probes. The one that
 * follows may be a group's, whose heartbeats have a thread of their own: that thread takes the
 * answer to a question off the network while the asking one already goes on, and when the
 * assignment changes in between, Kafka's client fails (4.3.1: "Invalid attempt to complete a
 * request future which is already complete").
 */
final class KafkaLogSource implements LogSource {
  private static final byte[] NONE = {};

  /** A probe wants one record: small fetches, and no waiting for data that is not there. */
  private static final Map<String, Object> PROBE =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1,
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4096,
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4096);

  private final KafkaLogConfig config;
  private final Consumer<byte[], byte[]> tail;
  private final Map<TopicPartition, PartitionId> assigned = new HashMap<>();
  private Optional<Consumer<byte[], byte[]>> probe = Optional.empty();

  /** A source that has its partitions to itself. */
  KafkaLogSource(KafkaLogConfig config) {
    this.config = config;
    this.tail = KafkaConsumers.open(config, Map.of());
  }

  /** A source that shares partitions with the others of the group. */
  KafkaLogSource(KafkaLogConfig config, String group) {
    this.config = config;
    this.tail = KafkaConsumers.open(config, KafkaGroup.properties(config, group));
  }

  @Override
  public int partitions(String database) {
    String topic = config.topic(database);
    List<PartitionInfo> found =
        asking("looking for topic " + topic, () -> tail.partitionsFor(topic, config.timeout()));
    if (found == null || found.isEmpty()) {
      throw new DoppioException(
          FailureKind.LOG_UNAVAILABLE,
          "topic "
              + topic
              + " does not exist at "
              + config.servers()
              + " yet: start the sidecar, which makes it, or the mirror that copies it; or correct"
              + " database and topic prefix");
    }
    Integer wanted = config.partitions().get(database);
    if (wanted != null && wanted != found.size()) {
      throw refused(
          "topic "
              + topic
              + " at "
              + config.servers()
              + " has "
              + found.size()
              + " partitions, configured are "
              + wanted
              + ": the count of a log never changes;"
              + " correct the configuration or the topic's name");
    }
    return found.size();
  }

  @Override
  public void assign(Set<PartitionId> partitions) {
    requireExistence(partitions);
    assigned.clear();
    partitions.forEach(partition -> assigned.put(topicPartition(partition), partition));
    tail.assign(assigned.keySet());
    hold(assigned.keySet());
  }

  @Override
  public void share(Set<PartitionId> partitions, Sharing sharing) {
    requireExistence(partitions);
    Map<TopicPartition, PartitionId> candidates = new HashMap<>();
    partitions.forEach(partition -> candidates.put(topicPartition(partition), partition));
    Set<String> topics =
        candidates.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    tail.subscribe(topics, new KafkaGroup(candidates, assigned, this::hold, sharing));
  }

  /**
   * Never read from there: paused until a seek. But a poll asks even for the position of what is
   * paused, and fails where there is none.
   */
  private void hold(Collection<TopicPartition> partitions) {
    tail.pause(partitions);
    partitions.forEach(partition -> tail.seek(partition, 0));
  }

  private void requireExistence(Set<PartitionId> partitions) {
    for (String database : names(partitions)) {
      int count = partitions(database);
      partitions.stream()
          .filter(partition -> partition.database().equals(database))
          .filter(partition -> partition.number() >= count)
          .findFirst()
          .ifPresent(
              partition -> {
                throw refused(
                    "partition "
                        + partition
                        + " does not exist: topic "
                        + config.topic(database)
                        + " has "
                        + count
                        + " partitions");
              });
    }
  }

  @Override
  public void seek(PartitionId partition, long offset) {
    tail.seek(topicPartition(partition), offset);
  }

  @Override
  public long position(PartitionId partition) {
    TopicPartition at = topicPartition(partition);
    return position(tail, at, "asking for the position in " + at);
  }

  /** What retention has deleted, or a log made again has never had, is to be sought anew. */
  private long position(Consumer<byte[], byte[]> consumer, TopicPartition at, String doing) {
    try {
      return asking(doing, () -> consumer.position(at, config.timeout()));
    } catch (OffsetOutOfRangeException e) {
      throw unavailable(doing + ": the log no longer has this place; trying again", e);
    }
  }

  @Override
  public void pause(PartitionId partition) {
    tail.pause(Set.of(topicPartition(partition)));
  }

  @Override
  public void resume(PartitionId partition) {
    tail.resume(Set.of(topicPartition(partition)));
  }

  @Override
  public Polled poll(Duration wait) {
    try {
      ConsumerRecords<byte[], byte[]> records = asking("polling", () -> tail.poll(wait));
      List<Entry> entries = new ArrayList<>(records.count());
      records.forEach(record -> entries.add(entry(record)));
      return new Polled(entries, Set.of());
    } catch (OffsetOutOfRangeException e) {
      Set<TopicPartition> lost = e.offsetOutOfRangePartitions().keySet();
      tail.pause(lost);
      return new Polled(List.of(), lost.stream().map(assigned::get).collect(Collectors.toSet()));
    }
  }

  @Override
  public Map<PartitionId, Bounds> bounds(Set<PartitionId> partitions) {
    Set<TopicPartition> wanted =
        partitions.stream()
            .map(this::topicPartition)
            .collect(Collectors.toCollection(HashSet::new));
    Map<TopicPartition, Long> begins =
        asking(
            "asking for the log's begin", () -> asked().beginningOffsets(wanted, config.timeout()));
    Map<TopicPartition, Long> ends =
        asking("asking for the log's end", () -> asked().endOffsets(wanted, config.timeout()));
    Map<PartitionId, Bounds> bounds = new TreeMap<>();
    for (PartitionId partition : partitions) {
      TopicPartition key = topicPartition(partition);
      long begin = begins.get(key);
      bounds.put(partition, new Bounds(begin, Math.max(begin, ends.get(key))));
    }
    return bounds;
  }

  @Override
  public OptionalLong offsetAt(PartitionId partition, Instant time) {
    TopicPartition at = topicPartition(partition);
    long millis = Math.max(0, time.toEpochMilli());
    Map<TopicPartition, OffsetAndTimestamp> found =
        asking(
            "asking for an offset by time in " + at,
            () -> asked().offsetsForTimes(Map.of(at, millis), config.timeout()));
    OffsetAndTimestamp first = found.get(at);
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.offset());
  }

  @Override
  public Optional<Entry> first(PartitionId partition, long from, long to) {
    Consumer<byte[], byte[]> consumer = asked();
    TopicPartition at = topicPartition(partition);
    String doing = "probing " + at + " at offset " + from;
    asking(
        doing,
        () -> {
          consumer.assign(Set.of(at));
          consumer.seek(at, from);
          return null;
        });
    long deadline = System.nanoTime() + config.timeout().toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Entry> found = Optional.empty();
      try {
        for (ConsumerRecord<byte[], byte[]> record :
            asking(doing, () -> consumer.poll(Duration.ofMillis(20)))) {
          found = found.isPresent() ? found : Optional.of(entry(record, partition));
        }
      } catch (OffsetOutOfRangeException e) {
        throw unavailable(doing + ": retention was faster; trying again", e);
      }
      if (found.isPresent()) {
        return found.filter(entry -> entry.offset() < to);
      }
      if (position(consumer, at, doing) >= to) {
        return Optional.empty();
      }
    }
    throw unavailable(doing, new org.apache.kafka.common.errors.TimeoutException("no answer"));
  }

  private Consumer<byte[], byte[]> asked() {
    if (probe.isEmpty()) {
      probe = Optional.of(KafkaConsumers.open(config, PROBE));
    }
    return probe.get();
  }

  @Override
  public void close() {
    probe.ifPresent(consumer -> consumer.close(closing()));
    tail.close(closing());
  }

  private static org.apache.kafka.clients.consumer.CloseOptions closing() {
    return org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2));
  }

  private <T> T asking(String doing, Supplier<T> call) {
    return KafkaConsumers.asking(config, doing, call);
  }

  private DoppioException unavailable(String doing, Exception cause) {
    return KafkaConsumers.unavailable(config, doing, cause);
  }

  private Entry entry(ConsumerRecord<byte[], byte[]> record) {
    return entry(record, assigned.get(new TopicPartition(record.topic(), record.partition())));
  }

  private static Entry entry(ConsumerRecord<byte[], byte[]> record, PartitionId partition) {
    return new Entry(
        partition,
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        new Headers(
            header(record, Place.HEADER).orElse(NONE),
            header(record, BeginHeader.HEADER),
            header(record, EndHeader.HEADER)),
        record.key() == null ? NONE : record.key(),
        record.value() == null ? NONE : record.value());
  }

  private static Optional<byte[]> header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name)).map(Header::value);
  }

  private TopicPartition topicPartition(PartitionId partition) {
    return new TopicPartition(config.topic(partition.database()), partition.number());
  }

  private static Set<String> names(Set<PartitionId> partitions) {
    return partitions.stream()
        .map(PartitionId::database)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static DoppioException refused(String message) {
    return new DoppioException(FailureKind.LOG_REFUSED, message);
  }
}
