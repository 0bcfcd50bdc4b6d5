package dev.doppio.logwriter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
  private final List<TopicPlan> plans = TopicPlan.of(KafkaLogConfigTest.config(Map.of()));
  private final TopicPlan log = plans.get(0);

  @Test
  void aNodeHasItsLogsItsOwnTopicsTheLedgerAndTheSchemas() {
    assertThat(plans)
        .extracting(TopicPlan::name)
        .containsExactly(
            "doppio.shop",
            "doppio.positions.n1",
            "doppio.tables.n1",
            "doppio.snapshots.n1",
            "doppio.mastership",
            "doppio.schemas",
            "doppio.orphans.n1");
    assertThat(plans).extracting(TopicPlan::partitions).containsExactly(4, 1, 1, 1, 1, 1, 1);
    assertThat(plans)
        .extracting(TopicPlan::cleanup)
        .containsExactly("delete", "compact", "compact", "compact", "compact", "compact", "delete");
  }

  @Test
  void whatItMakesItFindsGood() {
    for (TopicPlan plan : plans) {
      for (int replication : new int[] {1, 2, 3, 5}) {
        assertThat(plan.objections(plan.partitions(), replication, plan.creation(replication)))
            .isEmpty();
      }
    }
  }

  @Test
  void anotherPartitionCountIsNamedWithBothNumbers() {
    assertThat(log.objections(8, 3, log.creation(3)))
        .singleElement()
        .asString()
        .contains("has 8 partitions", "says 4");
  }

  @Test
  void aSettingThatLosesDataIsNamedWithTheCommandThatFixesIt() {
    assertObjection("unclean.leader.election.enable", "true", "=false");
    assertObjection("min.insync.replicas", "1", "=2");
    assertObjection("cleanup.policy", "compact", "=delete");
    assertObjection("max.message.bytes", "1000", "=1048588");
  }

  @Test
  void oneReplicaNeedsNoSecondInSync() {
    Map<String, String> single = log.creation(1);
    assertThat(single).containsEntry("min.insync.replicas", "1");
    assertThat(log.objections(4, 1, single)).isEmpty();
  }

  private void assertObjection(String setting, String value, String remedy) {
    Map<String, String> settings = new HashMap<>(log.creation(3));
    settings.put(setting, value);
    assertThat(log.objections(4, 3, settings))
        .singleElement()
        .asString()
        .contains(setting + " is " + value, "kafka-configs.sh", "doppio.shop", setting + remedy);
  }
}
