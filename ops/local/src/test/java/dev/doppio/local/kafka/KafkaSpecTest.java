package dev.doppio.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSpecTest {
  private static final List<KafkaNodeProperties.Ports> PORTS =
      List.of(
          new KafkaNodeProperties.Ports(1, 2, 3, Map.of()),
          new KafkaNodeProperties.Ports(11, 12, 13, Map.of()),
          new KafkaNodeProperties.Ports(21, 22, 23, Map.of("SIDE", new Door(24, 25))));

  @Test
  void threeNodesReplicateThreeTimesAndAcknowledgeByTwo() {
    assertThat(properties(KafkaSpec.named("dc1").withNodes(3), 2))
        .containsEntry("node.id", "2")
        .containsEntry("controller.quorum.voters", "1@127.0.0.1:3,2@127.0.0.1:13,3@127.0.0.1:23")
        .containsEntry("default.replication.factor", "3")
        .containsEntry("transaction.state.log.replication.factor", "3")
        .containsEntry("min.insync.replicas", "2");
  }

  @Test
  void everyListenerIsOnLoopback() {
    String listeners = properties(KafkaSpec.named("dc1"), 1).get("listeners");
    assertThat(listeners.split(",")).hasSize(3).allMatch(one -> one.contains("://127.0.0.1:"));
  }

  @Test
  void aDoorIsAdvertisedWhereTheNodeDoesNotListen() {
    Map<String, String> third = properties(KafkaSpec.named("dc1").withNodes(3).withDoor("SIDE"), 3);
    assertThat(third.get("listeners")).endsWith(",SIDE://127.0.0.1:24");
    assertThat(third.get("advertised.listeners")).endsWith(",SIDE://127.0.0.1:25");
    assertThat(third.get("listener.security.protocol.map")).contains("SIDE:PLAINTEXT");
  }

  @Test
  void usersNeedAListenerThatAsksForThem() {
    assertThatThrownBy(() -> KafkaSpec.named("dc1").withUser("sidecar", "word"))
        .hasMessageContaining("PLAINTEXT knows none");
    assertThat(
            KafkaSpec.named("dc1")
                .withListener(Listener.SASL_PLAINTEXT)
                .withUser("sidecar", "word")
                .users())
        .containsOnlyKeys("sidecar");
  }

  @Test
  void twoNodesAreNoQuorum() {
    assertThatThrownBy(() -> KafkaSpec.named("dc1").withNodes(2)).hasMessageContaining("1 or 3");
  }

  private static Map<String, String> properties(KafkaSpec spec, int node) {
    return KafkaNodeProperties.of(spec, node, PORTS.subList(0, spec.nodes()), Path.of("data"));
  }
}
