package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Settings of the clients, in three layers: recommended values, the operator's, and those that the
 * guarantees rest on, which nobody overrides.
 */
final class ClientSettings {
  /** Longest time-out that brokers accept unless told otherwise. */
  private static final int TRANSACTION_TIMEOUT_MS = 15 * 60 * 1000;

  /** A process that dies while it changes the ledger holds up its readers for so long. */
  private static final int LEDGER_TIMEOUT_MS = 10_000;

  /** Costs no time: a commit sends what there is, and waits for no batch to fill. */
  private static final Duration BATCHING = Duration.ofMillis(50);

  /** The guarantees rest on these, or they make no sense with them. */
  private static final Set<String> FIXED =
      Set.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.RETRIES_CONFIG,
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

  private final KafkaLogConfig config;

  ClientSettings(KafkaLogConfig config) {
    this.config = config;
    Set<String> known = new HashSet<>(ProducerConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    for (String name : config.properties().keySet()) {
      if (FIXED.contains(name)) {
        throw refused(name, "is set by Doppio, whose guarantees rest on it; remove it");
      }
      if (!known.contains(name)) {
        throw refused(name, "is no setting of Kafka's clients; correct or remove it");
      }
    }
    refuseBadValues();
  }

  private void refuseBadValues() {
    try {
      new ProducerConfig(producer());
      new ConsumerConfig(consumer());
      new AdminClientConfig(admin());
    } catch (ConfigException e) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "kafka.*: " + e.getMessage() + "; correct or remove the setting",
          e);
    }
  }

  private static DoppioException refused(String name, String why) {
    return new DoppioException(FailureKind.CONFIGURATION, "kafka." + name + " " + why);
  }

  /**
   * The node's transactional producer.
   *
   * @param timeout of its transactions
   */
  Map<String, Object> producer(Duration timeout) {
    Map<String, Object> settings = producer();
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) timeout.toMillis());
    return settings;
  }

  /** The same with the longest time-out. */
  Map<String, Object> producer() {
    Map<String, Object> settings = idempotentProducer(BATCHING);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.transactionalId());
    return settings;
  }

  /** A producer that changes an entry of the ledger. */
  Map<String, Object> ledgerProducer(PartitionId partition) {
    Map<String, Object> settings = idempotentProducer(Duration.ZERO);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.ledgerTransactionalId(partition));
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, LEDGER_TIMEOUT_MS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis());
    return settings;
  }

  /** The same without transactions: for what is shared with other nodes. */
  Map<String, Object> idempotentProducer() {
    return idempotentProducer(Duration.ZERO);
  }

  private Map<String, Object> idempotentProducer(Duration linger) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, (int) linger.toMillis());
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, config.messageBytes());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    settings.putAll(ofOperator(ProducerConfig.configNames()));
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return settings;
  }

  /** Sees what is committed, and nothing else; in no group. */
  Map<String, Object> consumer() {
    Map<String, Object> settings = new HashMap<>();
    // A fetch ahead of the end holds up the next partition's for so long.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis());
    settings.putAll(ofOperator(ConsumerConfig.configNames()));
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings;
  }

  Map<String, Object> admin() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeoutMillis(), 10_000));
    settings.putAll(ofOperator(AdminClientConfig.configNames()));
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    return settings;
  }

  /** The longest after which the brokers are to give an open transaction up. */
  Duration transactionTimeout() {
    Object millis = producer().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    return Duration.ofMillis(Long.parseLong(millis.toString().trim()));
  }

  private int timeoutMillis() {
    return (int) Math.min(config.timeout().toMillis(), Integer.MAX_VALUE);
  }

  private Map<String, String> ofOperator(Set<String> names) {
    Map<String, String> chosen = new HashMap<>(config.properties());
    chosen.keySet().retainAll(names);
    return chosen;
  }
}
