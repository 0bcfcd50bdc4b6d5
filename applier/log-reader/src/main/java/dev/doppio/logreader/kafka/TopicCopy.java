package dev.doppio.logreader.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.RunCopy;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.EndHeader;
import dev.doppio.schemas.log.Place;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Another topic of the same brokers that runs are copied into: keys, values, headers and timestamps
 * as they are, in Kafka transactions of whole runs. Beside it {@code <topic>.offsets} tells, in the
 * same transactions, which offsets of the log went where. One copier at a time: a second one fences
 * the first. Used by one thread.
 */
public final class TopicCopy implements RunCopy.Sink, AutoCloseable {
  private static final String OFFSETS = ".offsets";
  private static final int TRANSACTION_TIMEOUT_MS = 300_000;
  private static final int MOST_REQUEST_BYTES = 64 << 20;

  /** Settings that a copy takes over where they are not the brokers' own. */
  private static final Set<String> KEPT =
      Set.of("retention.ms", "retention.bytes", "max.message.bytes", "min.insync.replicas");

  private final KafkaLogConfig from;
  private final KafkaLogConfig to;
  private final String database;
  private final Admin admin;
  private Optional<KafkaProducer<byte[], byte[]>> producer = Optional.empty();
  private Optional<TableVersionCopy> versions = Optional.empty();
  private Optional<Span> first = Optional.empty();
  private Optional<Span> latest = Optional.empty();
  private boolean open;

  /** A record that was sent: where it comes from, and where it went. */
  private record Span(int partition, long offset, Future<RecordMetadata> sent) {}

  /**
   * Connects to nothing yet.
   *
   * @param from the log
   * @param to the same brokers, another prefix
   */
  public TopicCopy(KafkaLogConfig from, KafkaLogConfig to, String database) {
    this.from = from;
    this.to = to;
    this.database = database;
    this.admin = Admin.create(new HashMap<>(to.properties()));
  }

  /** True when the topic is there. */
  public boolean exists() {
    return get("looking for topics", admin.listTopics().names()).contains(to.topic(database));
  }

  /**
   * Makes the topics that are not there, and brings over the table versions. From then on a copier
   * before this one writes no more, and what it had committed shows.
   *
   * @param partitions of the log
   * @throws DoppioException LOG_UNAVAILABLE, LOG_DENIED, LOG_REFUSED
   */
  public void open(int partitions) {
    Set<String> there = new HashSet<>(get("looking for topics", admin.listTopics().names()));
    make(there, from.topic(database), to.topic(database), partitions);
    make(there, from.topic(database), to.topic(database) + OFFSETS, 1);
    make(there, from.schemaTopic(), to.schemaTopic(), 1);
    KafkaProducer<byte[], byte[]> sending =
        KafkaConsumers.asking(to, "beginning a copy", this::connect);
    producer = Optional.of(sending);
    asking("beginning a copy", sending::initTransactions);
    versions = Optional.of(new TableVersionCopy(from, to));
    bringTableVersions();
  }

  private KafkaProducer<byte[], byte[]> connect() {
    Map<String, Object> properties = new HashMap<>();
    to.properties()
        .forEach(
            (name, value) -> {
              if (ProducerConfig.configNames().contains(name)) {
                properties.put(name, value);
              }
            });
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "doppio.replay." + to.topic(database));
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_REQUEST_BYTES);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new KafkaProducer<>(properties, bytes, bytes);
  }

  private void make(Set<String> there, String like, String name, int partitions) {
    if (there.contains(name)) {
      return;
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, like);
    Config config =
        get("reading settings of " + like, admin.describeConfigs(Set.of(resource)).all())
            .get(resource);
    Map<String, String> settings = new TreeMap<>();
    config.entries().stream()
        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
        .filter(entry -> KEPT.contains(entry.name()) || entry.name().equals("cleanup.policy"))
        .forEach(entry -> settings.put(entry.name(), entry.value()));
    int replicas =
        get("looking at " + like, admin.describeTopics(Set.of(like)).allTopicNames())
            .get(like)
            .partitions()
            .get(0)
            .replicas()
            .size();
    NewTopic topic = new NewTopic(name, partitions, (short) replicas).configs(settings);
    get("making topic " + name, admin.createTopics(Set.of(topic)).all());
  }

  /**
   * Brings over the table versions that were published since. A version is published before the
   * first record that needs it: to be called behind a look at the records that are to be copied.
   *
   * @throws DoppioException LOG_UNAVAILABLE, FENCED
   */
  public void bringTableVersions() {
    List<ProducerRecord<byte[], byte[]>> missing = versions.orElseThrow().missing();
    if (missing.isEmpty()) {
      return;
    }
    KafkaProducer<byte[], byte[]> sending = producer.orElseThrow();
    asking(
        "copying table versions",
        () -> {
          sending.beginTransaction();
          missing.forEach(sending::send);
          sending.commitTransaction();
        });
  }

  @Override
  public void record(Entry entry) {
    KafkaProducer<byte[], byte[]> sending = producer.orElseThrow();
    if (!open) {
      asking("copying", sending::beginTransaction);
      open = true;
    }
    int partition = entry.partition().number();
    ProducerRecord<byte[], byte[]> out =
        new ProducerRecord<>(
            to.topic(database),
            partition,
            entry.timestamp().toEpochMilli(),
            entry.key(),
            entry.value());
    out.headers().add(Place.HEADER, entry.headers().p());
    entry.headers().b().ifPresent(b -> out.headers().add(BeginHeader.HEADER, b));
    entry.headers().e().ifPresent(e -> out.headers().add(EndHeader.HEADER, e));
    Future<RecordMetadata> sent = asked("copying", () -> sending.send(out));
    latest = Optional.of(new Span(partition, entry.offset(), sent));
    first = first.or(() -> latest);
  }

  @Override
  public void commit() {
    KafkaProducer<byte[], byte[]> sending = producer.orElseThrow();
    asking("copying", sending::flush);
    Span begin = first.orElseThrow();
    Span end = latest.orElseThrow();
    String value =
        "{\"from\":[%d,%d],\"to\":[%d,%d]}"
            .formatted(begin.offset(), end.offset(), landed(begin), landed(end));
    byte[] key = Integer.toString(begin.partition()).getBytes(US_ASCII);
    asking(
        "copying",
        () -> {
          sending.send(
              new ProducerRecord<>(to.topic(database) + OFFSETS, 0, key, value.getBytes(US_ASCII)));
          sending.commitTransaction();
        });
    open = false;
    first = Optional.empty();
    latest = Optional.empty();
  }

  private long landed(Span span) {
    return asked("copying", () -> await(span.sent())).offset();
  }

  private void asking(String doing, Runnable call) {
    asked(
        doing,
        () -> {
          call.run();
          return true;
        });
  }

  private <T> T get(String doing, KafkaFuture<T> future) {
    return asked(doing, () -> await(future.toCompletionStage().toCompletableFuture()));
  }

  private <T> T asked(String doing, Supplier<T> call) {
    try {
      return KafkaConsumers.asking(to, doing, call);
    } catch (DoppioException e) {
      throw isFenced(e) ? fenced(e) : e;
    }
  }

  private static boolean isFenced(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(
            cause ->
                cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException);
  }

  private DoppioException fenced(DoppioException cause) {
    return new DoppioException(
        FailureKind.FENCED,
        "another replay copies into topic "
            + to.topic(database)
            + " and took over; this one ends, nothing is there twice",
        cause);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  /** Gives up what was not committed. */
  @Override
  public void close() {
    try (admin) {
      versions.ifPresent(TableVersionCopy::close);
      producer.ifPresent(sending -> sending.close(Duration.ofSeconds(2)));
    } catch (KafkaException e) {
      throw new DoppioException(FailureKind.LOG_UNAVAILABLE, to + " does not answer", e);
    }
  }
}
