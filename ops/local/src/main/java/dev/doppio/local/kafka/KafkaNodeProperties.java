package dev.doppio.local.kafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The server.properties of one node, which is broker and controller. */
final class KafkaNodeProperties {
  static final int MESSAGE_BYTES = 16 * 1024 * 1024;

  /**
   * Addresses of a node.
   *
   * @param client where clients connect
   * @param internal where other brokers connect, by no security
   * @param controller where the quorum talks
   * @param doors further listeners by name
   */
  record Ports(int client, int internal, int controller, Map<String, Door> doors) {}

  private KafkaNodeProperties() {}

  static Map<String, String> of(KafkaSpec spec, int node, List<Ports> ports, Path data) {
    Map<String, String> all = new TreeMap<>(common(spec.nodes()));
    Ports own = ports.get(node - 1);
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(node));
    all.put("controller.quorum.voters", voters(ports));
    String client = "CLIENT://127.0.0.1:" + own.client();
    String internal = ",INTERNAL://127.0.0.1:" + own.internal();
    String controller = ",CONTROLLER://127.0.0.1:" + own.controller();
    all.put("listeners", client + internal + controller + doors(own, Door::inside));
    all.put("advertised.listeners", client + internal + doors(own, Door::outside));
    all.put(
        "listener.security.protocol.map",
        own.doors().keySet().stream()
                .map(door -> door + ":PLAINTEXT,")
                .collect(Collectors.joining())
            + "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENT:"
            + spec.listener().protocol());
    all.put("controller.listener.names", "CONTROLLER");
    all.put("inter.broker.listener.name", "INTERNAL");
    all.put("log.dirs", data.toString());
    return all;
  }

  private static String doors(Ports own, ToIntFunction<Door> port) {
    return own.doors().entrySet().stream()
        .map(door -> "," + door.getKey() + "://127.0.0.1:" + port.applyAsInt(door.getValue()))
        .collect(Collectors.joining());
  }

  private static Map<String, String> common(int nodes) {
    String replicas = Integer.toString(nodes);
    String majority = Integer.toString(nodes / 2 + 1);
    Map<String, String> all = new TreeMap<>();
    all.put("auto.create.topics.enable", "false");
    all.put("default.replication.factor", replicas);
    all.put("min.insync.replicas", majority);
    all.put("unclean.leader.election.enable", "false");
    all.put("message.max.bytes", Integer.toString(MESSAGE_BYTES));
    all.put("replica.fetch.max.bytes", Integer.toString(MESSAGE_BYTES));
    all.put("transaction.max.timeout.ms", Integer.toString(15 * 60 * 1000));
    all.put("group.min.session.timeout.ms", "1000");
    all.put("group.initial.rebalance.delay.ms", "0");
    // Few partitions of the internal topics: made in no time, on first use.
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      all.put(topic + ".num.partitions", "4");
      all.put(topic + ".replication.factor", replicas);
    }
    all.put("transaction.state.log.min.isr", majority);
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("share.coordinator.state.topic.replication.factor", replicas);
    all.put("share.coordinator.state.topic.min.isr", majority);
    // A killed node may not register again before its old session has ended.
    all.put("broker.session.timeout.ms", "4000");
    all.put("broker.heartbeat.interval.ms", "500");
    // Memory: the cleaner alone would take 128 MB.
    all.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
    all.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("background.threads", "2");
    return all;
  }

  private static String voters(List<Ports> ports) {
    return IntStream.rangeClosed(1, ports.size())
        .mapToObj(node -> node + "@127.0.0.1:" + ports.get(node - 1).controller())
        .collect(Collectors.joining(","));
  }
}
