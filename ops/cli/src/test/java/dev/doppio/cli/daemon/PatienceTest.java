package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  private static final DoppioException DENIED =
      new DoppioException(FailureKind.LOG_DENIED, "wrong password");
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void aServerThatIsNotThereYetIsTriedAgain() {
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(1))) {
      assertThat(patience(stop, Duration.ofMinutes(1)).insist(() -> attempt(2, unavailable())))
          .contains(3);
    }
  }

  @Test
  void aStartDoesNotWaitForOtherCredentials() {
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(1))) {
      Patience patience = patience(stop, Duration.ofMinutes(1));

      assertThatThrownBy(() -> patience.insist(() -> attempt(1, DENIED))).isSameAs(DENIED);
      assertThat(attempts).hasValue(1);
    }
  }

  @Test
  void whatRunsWaitsForOtherCredentials() {
    assertThat(DENIED.kind().reaction()).isEqualTo(Reaction.RETRY);
  }

  @Test
  void afterItsTimeAStartIsGivenUp() {
    try (StopSignal stop = new StopSignal(Duration.ofSeconds(1))) {
      Patience patience = patience(stop, Duration.ofSeconds(-1));

      assertThatThrownBy(() -> patience.insist(() -> attempt(9, unavailable())))
          .hasMessage("not there");
      assertThat(attempts).hasValue(1);
    }
  }

  private int attempt(int failures, DoppioException failure) {
    if (attempts.incrementAndGet() <= failures) {
      throw failure;
    }
    return attempts.get();
  }

  private static DoppioException unavailable() {
    return new DoppioException(FailureKind.LOG_UNAVAILABLE, "not there");
  }

  private static Patience patience(StopSignal stop, Duration startWait) {
    return new Patience(Clock.systemUTC(), stop, startWait);
  }
}
