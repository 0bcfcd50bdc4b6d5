package dev.doppio.hazards;

import dev.doppio.faults.Link;
import dev.doppio.local.kafka.KafkaCluster;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The proxies before the brokers' doors: a door has one, whoever comes through it. */
final class Doors {
  private static final Map<String, Link> LINKS = new ConcurrentHashMap<>();

  private Doors() {}

  static Link link(String name, KafkaCluster cluster, String door) {
    return LINKS.computeIfAbsent(door, d -> Link.toKafka(name, cluster, d));
  }
}
