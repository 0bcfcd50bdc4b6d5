package dev.doppio.capture.debezium;

import dev.doppio.capture.config.SchemaHistory;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic of the schema history: made, or checked, before the engine starts. */
final class HistoryTopic {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryTopic.class);
  private static final long TIMEOUT_SECONDS = 30;

  /** A lost record would be a wrong structure later: nothing is ever deleted. */
  private static final Map<String, String> SETTINGS =
      Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");

  private final SchemaHistory history;

  HistoryTopic(SchemaHistory history) {
    this.history = history;
  }

  /**
   * Makes the topic when there is none.
   *
   * @param resuming whether the log has a position, which a history must go with
   * @throws DoppioException LOG_REFUSED when the topic is none to build on, LOG_UNAVAILABLE
   */
  void prepare(boolean resuming) {
    Properties settings = new Properties();
    settings.putAll(history.kafka());
    try (Admin admin = Admin.create(settings)) {
      if (!exists(admin)) {
        create(admin);
      }
      check(admin);
      if (resuming && isEmpty(admin)) {
        throw refused(
            "it is empty, but the log has a position: structures at that place are not known",
            "Restore the topic, or start over with a new snapshot in a new log");
      }
      if (!resuming) {
        clear(admin);
      }
    }
  }

  /**
   * Without a position in the log, what the topic holds is of a first start that never came to its
   * end, or of a log that is gone.
   */
  private void clear(Admin admin) {
    TopicPartition partition = new TopicPartition(history.topic(), 0);
    long end = offset(admin, partition, OffsetSpec.latest());
    if (end > offset(admin, partition, OffsetSpec.earliest())) {
      LOG.warn(
          "topic {} holds a schema history, but the log has no position: cleared for a new start",
          history.topic());
      await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end))).all());
    }
  }

  private boolean exists(Admin admin) {
    try {
      await(admin.describeTopics(List.of(history.topic())).allTopicNames());
      return true;
    } catch (DoppioException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private void create(Admin admin) {
    NewTopic topic = new NewTopic(history.topic(), 1, history.replicationFactor());
    try {
      await(admin.createTopics(List.of(topic.configs(SETTINGS))).all());
    } catch (DoppioException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private void check(Admin admin) {
    TopicDescription description =
        await(admin.describeTopics(List.of(history.topic())).allTopicNames()).get(history.topic());
    if (description.partitions().size() != 1) {
      throw refused("it has " + description.partitions().size() + " partitions", "It needs one");
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, history.topic());
    Collection<Config> configs = await(admin.describeConfigs(List.of(resource)).all()).values();
    for (Config config : configs) {
      SETTINGS.forEach(
          (name, wanted) -> {
            String value = config.get(name).value();
            if (!wanted.equals(value)) {
              throw refused(
                  name + " is " + value,
                  "kafka-configs.sh --alter --entity-type topics --entity-name "
                      + history.topic()
                      + " --add-config "
                      + name
                      + "="
                      + wanted);
            }
          });
    }
  }

  private boolean isEmpty(Admin admin) {
    TopicPartition partition = new TopicPartition(history.topic(), 0);
    long first = offset(admin, partition, OffsetSpec.earliest());
    return offset(admin, partition, OffsetSpec.latest()) <= first;
  }

  private long offset(Admin admin, TopicPartition partition, OffsetSpec spec) {
    return await(admin.listOffsets(Map.of(partition, spec)).all()).get(partition).offset();
  }

  private DoppioException refused(String what, String remedy) {
    return new DoppioException(
        FailureKind.LOG_REFUSED,
        "topic " + history.topic() + " can't hold the schema history: " + what + ". " + remedy);
  }

  private <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    } catch (TimeoutException e) {
      throw unavailable(e);
    }
  }

  private DoppioException unavailable(Throwable cause) {
    return new DoppioException(
        FailureKind.LOG_UNAVAILABLE,
        "topic "
            + history.topic()
            + " of the schema history can't be reached at "
            + history.kafka().get("bootstrap.servers")
            + ": "
            + cause,
        cause);
  }
}
