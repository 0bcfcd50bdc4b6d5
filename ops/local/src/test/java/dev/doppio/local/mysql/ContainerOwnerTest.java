package dev.doppio.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerOwnerTest {
  @Test
  void thisProcessIsFoundAliveByItsLabels() {
    Map<String, String> labels = ContainerOwner.self().labels(Instant.EPOCH);

    assertThat(ContainerOwner.of(labels)).isEqualTo(ContainerOwner.self());
    assertThat(ContainerOwner.of(labels).isDead()).isFalse();
    assertThat(labels).containsAllEntriesOf(ContainerOwner.here());
    assertThat(labels).containsValue("1970-01-01T00:00:00Z");
  }

  @Test
  void anotherProcessWithThePidOfADeadOwnerIsNotTheOwner() {
    ContainerOwner self = ContainerOwner.self();
    assertThat(new ContainerOwner(self.pid(), self.startMillis() - 1_000).isDead()).isTrue();
  }

  @Test
  void aContainerWithUnreadableLabelsHasNoLivingOwner() {
    assertThat(ContainerOwner.of(ContainerOwner.here()).isDead()).isTrue();
  }

  @Test
  void testcontainersStillKeepsItsReaperWhereItIsReplaced() {
    assertThatCode(ContainerEngine::replaceReaper).doesNotThrowAnyException();
  }
}
