package dev.doppio.logreader.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes consumers with what the guarantees need, and says their errors in our words. */
final class KafkaConsumers {
  /** A larger record comes all the same. What an answer holds stays in memory until all is read. */
  private static final int MOST_BYTES_OF_A_PARTITION = 256 << 10;

  private KafkaConsumers() {}

  /** A consumer without group; {@code own} wins over the configured properties. */
  static Consumer<byte[], byte[]> open(KafkaLogConfig config, Map<String, Object> own) {
    Map<String, Object> properties = new HashMap<>(config.properties());
    properties.putIfAbsent(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) config.timeout().toMillis());
    properties.putIfAbsent(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) config.timeout().toMillis());
    properties.putIfAbsent(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_BYTES_OF_A_PARTITION);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.putAll(own);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try {
      return new KafkaConsumer<>(properties, bytes, bytes);
    } catch (KafkaException e) { // no connection is made here: it is the properties' fault
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "kafka.*: no client can be made for " + config + ": " + rootMessage(e),
          e);
    }
  }

  /** Runs a call of the driver; a position that the log lost stays the driver's exception. */
  static <T> T asking(KafkaLogConfig config, String doing, Supplier<T> call) {
    try {
      return call.get();
    } catch (AuthenticationException e) {
      throw new DoppioException(
          FailureKind.LOG_DENIED,
          config
              + " rejects this client's credentials while "
              + doing
              + ": "
              + e.getMessage()
              + ". Check kafka.security.protocol, kafka.sasl.* and kafka.ssl.*",
          e);
    } catch (AuthorizationException e) {
      throw new DoppioException(
          FailureKind.LOG_REFUSED,
          config
              + " denies access while "
              + doing
              + ": "
              + e.getMessage()
              + ". Grant what `doppio grants` prints",
          e);
    } catch (InvalidTopicException | UnsupportedVersionException e) {
      throw new DoppioException(
          FailureKind.LOG_REFUSED, config + " can't serve " + doing + ": " + e.getMessage(), e);
    } catch (OffsetOutOfRangeException e) {
      throw e;
    } catch (RetriableException e) {
      throw unavailable(config, doing, e);
    } catch (KafkaException e) {
      throw unavailable(config, doing, e);
    }
  }

  static DoppioException unavailable(KafkaLogConfig config, String doing, Exception e) {
    return new DoppioException(
        FailureKind.LOG_UNAVAILABLE,
        config
            + " does not answer while "
            + doing
            + ": "
            + e.getMessage()
            + ". Check that the brokers run and kafka.bootstrap.servers names them",
        e);
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
