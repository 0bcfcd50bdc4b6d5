package dev.doppio.schemas.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class SecretTest {
  private final AtomicReference<Optional<String>> written =
      new AtomicReference<>(Optional.of("first"));
  private final Secret secret = new Secret("file /x", written::get, "first");

  @Test
  void eachLoginGetsWhatIsWrittenByThen() {
    assertThat(secret.reveal()).isEqualTo("first");
    written.set(Optional.of("second"));
    assertThat(secret.reveal()).isEqualTo("second");
  }

  @Test
  void aFileThatIsBeingReplacedLeavesTheLastOneInForce() {
    written.set(Optional.of("second"));
    secret.reveal();
    written.set(Optional.empty());
    assertThat(secret.reveal()).isEqualTo("second");
  }

  @Test
  void itShowsWhereItIsWrittenAndNeverItself() {
    assertThat(secret).hasToString("(hidden)");
    assertThat(secret.origin()).isEqualTo("file /x");
  }
}
