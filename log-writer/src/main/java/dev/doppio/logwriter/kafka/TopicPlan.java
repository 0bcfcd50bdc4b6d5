package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.partition.DatabaseLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as the log contract wants it.
 *
 * @param name of the topic
 * @param database whose log it is; empty for the others
 * @param partitions exactly so many
 * @param cleanup {@code delete} or {@code compact}, never both
 * @param messageBytes a message of this length has to fit
 * @param settings what it is made with beyond that
 */
record TopicPlan(
    String name,
    Optional<String> database,
    int partitions,
    String cleanup,
    int messageBytes,
    Map<String, String> settings) {
  /** With fewer replicas, one in sync has to be enough to write. */
  static final int SAFE_REPLICATION = 3;

  /** All topics of a node; those of databases first. */
  static List<TopicPlan> of(KafkaLogConfig config) {
    List<TopicPlan> plans = new ArrayList<>();
    int bytes = config.messageBytes();
    for (DatabaseLayout layout : config.databases()) {
      String log = config.topics().log(layout.database());
      Optional<String> database = Optional.of(layout.database());
      plans.add(
          new TopicPlan(
              log,
              database,
              layout.partitions(),
              TopicConfig.CLEANUP_POLICY_DELETE,
              bytes,
              Map.of()));
    }
    String node = config.origin().node();
    // Every commit writes a position, every start reads one: keep what compaction has to do small.
    Map<String, String> small =
        Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(16 << 20),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.1");
    plans.add(compacted(config.topics().positions(node), bytes, small));
    plans.add(compacted(config.topics().tables(node), bytes, small));
    plans.add(compacted(config.topics().snapshots(node), bytes, small));
    plans.add(compacted(config.topics().mastership(), bytes, small));
    plans.add(compacted(config.topics().schemas(), bytes, Map.of()));
    // An orphan waits for an operator, however long.
    plans.add(
        new TopicPlan(
            config.topics().orphans(node),
            Optional.empty(),
            1,
            TopicConfig.CLEANUP_POLICY_DELETE,
            bytes,
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG, "-1", TopicConfig.RETENTION_BYTES_CONFIG, "-1")));
    return plans;
  }

  private static TopicPlan compacted(String name, int bytes, Map<String, String> settings) {
    return new TopicPlan(
        name, Optional.empty(), 1, TopicConfig.CLEANUP_POLICY_COMPACT, bytes, settings);
  }

  /** All settings to make it with. */
  Map<String, String> creation(int replicationFactor) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
    all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(messageBytes));
    all.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    all.put(
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicationFactor >= SAFE_REPLICATION ? "2" : "1");
    return all;
  }

  /**
   * What is wrong with a topic that is there; each with the numbers and the remedy.
   *
   * @param actualPartitions how many it has
   * @param replicationFactor how many replicas
   * @param actual its settings
   */
  List<String> objections(int actualPartitions, int replicationFactor, Map<String, String> actual) {
    List<String> wrong = new ArrayList<>();
    if (actualPartitions != partitions) {
      wrong.add(
          "it has "
              + actualPartitions
              + " partitions, the configuration says "
              + partitions
              + "; the count is fixed for ever, since it decides where documents go: correct the"
              + " configuration, or delete the topic and begin a new log");
    }
    require(wrong, actual, TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
    require(wrong, actual, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    atLeast(wrong, actual, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, messageBytes);
    if (replicationFactor >= SAFE_REPLICATION) {
      atLeast(wrong, actual, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 2);
    }
    return wrong;
  }

  private void require(
      List<String> wrong, Map<String, String> actual, String setting, String value) {
    if (!value.equals(actual.get(setting))) {
      wrong.add(remedy(setting, actual, "has to be " + value, value));
    }
  }

  private void atLeast(List<String> wrong, Map<String, String> actual, String setting, long least) {
    if (Long.parseLong(actual.getOrDefault(setting, "0")) < least) {
      wrong.add(remedy(setting, actual, "has to be " + least + " or more", Long.toString(least)));
    }
  }

  private String remedy(String setting, Map<String, String> actual, String must, String value) {
    return setting
        + " is "
        + actual.getOrDefault(setting, "unknown")
        + " and "
        + must
        + ": kafka-configs.sh --alter --entity-type topics --entity-name "
        + name
        + " --add-config "
        + setting
        + "="
        + value;
  }
}
