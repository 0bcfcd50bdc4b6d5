package dev.doppio.local.kafka;

import java.util.Map;

/**
 * A mirror to start: MirrorMaker 2, names unchanged, exactly once.
 *
 * @param name unique within its workspace
 * @param topics regular expression of the topics to copy
 * @param settings of mm2.properties, in which the clusters are called {@code a} and {@code b}; they
 *     win over ours
 */
public record MirrorSpec(
    String name, KafkaCluster from, KafkaCluster to, String topics, Map<String, String> settings) {
  public MirrorSpec {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("The name of a mirror is [A-Za-z0-9._-]+, not: " + name);
    }
    settings = Map.copyOf(settings);
  }

  public static MirrorSpec of(KafkaCluster from, KafkaCluster to, String topics) {
    return new MirrorSpec(from.name() + "-to-" + to.name(), from, to, topics, Map.of());
  }
}
