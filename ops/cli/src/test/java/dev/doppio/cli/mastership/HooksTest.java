package dev.doppio.cli.mastership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.cli.config.MastershipSettings;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HooksTest {
  private static final PartitionId PARTITION = new PartitionId("shop", 3);
  private static final Generation GENERATION = new Generation(7);

  @TempDir private Path folder;

  private static Hooks hooks(String block, String admit) {
    return new Hooks(
        new MastershipSettings(Optional.of(block), Optional.of(admit), Duration.ofSeconds(20)));
  }

  @Test
  void aHookKnowsWhatItIsAbout() throws IOException {
    String told = "echo $DOPPIO_DATABASE $DOPPIO_PARTITION $DOPPIO_GENERATION > " + folder;
    Hooks hooks = hooks(told + "/block", told + "/admit");
    hooks.blockWrites(PARTITION, GENERATION);
    assertThat(folder.resolve("block")).hasContent("shop 3 7");
    assertThat(Files.exists(folder.resolve("admit"))).isFalse();
    hooks.admitWrites(PARTITION, new Generation(8));
    assertThat(folder.resolve("admit")).hasContent("shop 3 8");
  }

  @Test
  void aHookThatFailsEndsTheMoveWithItsWords() {
    Hooks hooks = hooks("echo no such proxy; exit 9", "true");
    assertThatThrownBy(() -> hooks.blockWrites(PARTITION, GENERATION))
        .isInstanceOfSatisfying(
            DoppioException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.MASTERSHIP_PENDING))
        .hasMessageContainingAll(
            "mastership.hooks.block-writes", "shop/3", "ended with 9", "no such proxy");
  }

  @Test
  void aHookThatDoesNotEndIsEnded() {
    Hooks hooks =
        new Hooks(
            new MastershipSettings(
                Optional.of("sleep 600"), Optional.empty(), Duration.ofMillis(300)));
    assertThatThrownBy(() -> hooks.blockWrites(PARTITION, GENERATION))
        .hasMessageContaining("no end within 300 ms");
  }

  @Test
  void withoutAHookNothingIsRun() {
    Hooks none =
        new Hooks(
            new MastershipSettings(Optional.empty(), Optional.empty(), Duration.ofSeconds(1)));
    none.admitWrites(PARTITION, GENERATION);
    assertThat(none.canBlock()).isFalse();
  }
}
