package dev.doppio.logreader.kafka;

import dev.doppio.logreader.LogSource.Sharing;
import dev.doppio.schemas.log.PartitionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's consumer group protocol, cooperative: a partition that moves is taken from its owner in
 * one rebalance and given on in the next, the others are read on meanwhile. Offsets are never
 * committed: where a partition stands is known at the target alone. Kafka gives out whole topics:
 * partitions of theirs that the group does not share are held and never read. Called back by the
 * consumer, on the thread that polls or closes it.
 */
final class KafkaGroup implements ConsumerRebalanceListener {
  /** How long a member may be silent; a killed one's partitions stand still for as long. */
  private static final int SESSION_TIMEOUT_MS = 10_000;

  private static final int HEARTBEAT_INTERVAL_MS = 3_000;

  private final Map<TopicPartition, PartitionId> candidates;
  private final Map<TopicPartition, PartitionId> assigned;
  private final Consumer<Collection<TopicPartition>> hold;
  private final Sharing sharing;

  /**
   * @param candidates what the group shares
   * @param assigned kept up to date
   * @param hold called for partitions that come
   * @param sharing told of all that come and go
   */
  KafkaGroup(
      Map<TopicPartition, PartitionId> candidates,
      Map<TopicPartition, PartitionId> assigned,
      Consumer<Collection<TopicPartition>> hold,
      Sharing sharing) {
    this.candidates = candidates;
    this.assigned = assigned;
    this.hold = hold;
    this.sharing = sharing;
  }

  static Map<String, Object> properties(KafkaLogConfig config, String group) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_INTERVAL_MS);
    properties.putAll(config.properties());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return properties;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    partitions.stream()
        .filter(candidates::containsKey)
        .forEach(partition -> assigned.put(partition, candidates.get(partition)));
    hold.accept(partitions);
    sharing.granted(ids(partitions));
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    sharing.revoked(ids(partitions));
    partitions.forEach(assigned::remove);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    sharing.lost(ids(partitions));
    partitions.forEach(assigned::remove);
  }

  private Set<PartitionId> ids(Collection<TopicPartition> partitions) {
    Set<PartitionId> ids = new TreeSet<>();
    partitions.stream()
        .filter(candidates::containsKey)
        .forEach(partition -> ids.add(candidates.get(partition)));
    return ids;
  }
}
