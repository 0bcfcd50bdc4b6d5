package dev.doppio.logreader.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Offsets that consumers of somebody's own have committed to Kafka, by group. Doppio's appliers
 * commit none. Used by one thread.
 */
public final class GroupOffsets implements AutoCloseable {
  private final KafkaLogConfig config;
  private final Admin admin;

  /**
   * Connects to nothing yet.
   *
   * @param config of the log that the groups read
   */
  public GroupOffsets(KafkaLogConfig config) {
    this.config = config;
    this.admin = Admin.create(new HashMap<>(config.properties()));
  }

  /**
   * What a group has committed for these partitions; those without are left out.
   *
   * @throws DoppioException LOG_UNAVAILABLE, LOG_DENIED, LOG_REFUSED
   */
  public Map<PartitionId, Long> committed(String group, Set<PartitionId> partitions) {
    Map<TopicPartition, OffsetAndMetadata> all =
        get(
            "reading the offsets of group " + group,
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<PartitionId, Long> committed = new TreeMap<>();
    for (PartitionId partition : partitions) {
      OffsetAndMetadata at = all.get(topicPartition(partition));
      if (at != null) {
        committed.put(partition, at.offset());
      }
    }
    return committed;
  }

  /**
   * Refuses a group that is at work: its consumers would commit their own offsets over ours, or we
   * over theirs.
   *
   * @throws DoppioException TARGET_REFUSED when it has members
   */
  public void requireIdle(String group) {
    ConsumerGroupDescription found = describe(group);
    boolean idle = found.groupState() == GroupState.EMPTY || found.groupState() == GroupState.DEAD;
    if (!idle) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "consumer group "
              + group
              + " is at work ("
              + found.groupState()
              + ", "
              + found.members().size()
              + " members): end its consumers first; no offset was moved");
    }
  }

  private ConsumerGroupDescription describe(String group) {
    return get(
        "looking at group " + group,
        admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group));
  }

  /**
   * Moves a group to these offsets; the brokers refuse where members have come meanwhile.
   *
   * @throws DoppioException LOG_UNAVAILABLE, LOG_DENIED, LOG_REFUSED
   */
  public void commit(String group, Map<PartitionId, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
    offsets.forEach(
        (partition, at) -> all.put(topicPartition(partition), new OffsetAndMetadata(at)));
    get("moving the offsets of group " + group, admin.alterConsumerGroupOffsets(group, all).all());
  }

  private TopicPartition topicPartition(PartitionId partition) {
    return new TopicPartition(config.topic(partition.database()), partition.number());
  }

  private <T> T get(String doing, KafkaFuture<T> future) {
    return KafkaConsumers.asking(config, doing, () -> await(doing, future));
  }

  private <T> T await(String doing, KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        throw new DoppioException(
            FailureKind.CONFIGURATION,
            doing + ": there is none at " + config.servers() + "; no offset was moved",
            e);
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    admin.close();
  }
}
