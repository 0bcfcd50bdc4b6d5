package dev.doppio.logwriter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionTimeoutsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Throwable CAUSE = new IllegalStateException("no longer open");

  private final TransactionTimeouts timeouts = new TransactionTimeouts(QUARTER);

  private FailureKind fail() {
    return timeouts.failure("a transaction", Duration.ofHours(1), CAUSE).kind();
  }

  @Test
  void aSessionBeginsWithAMinuteSoThatADeadWriterHoldsUpItsReadersNoLonger() {
    assertThat(timeouts.begin()).isEqualTo(MINUTE);
    assertThat(timeouts.admit(60L << 20)).as("at 1 MiB a second").isTrue();
    assertThat(new TransactionTimeouts(Duration.ofSeconds(5)).begin()).hasSeconds(5);
  }

  @Test
  void aLargeSourceTransactionGetsASecondPerMebibyteOnTopInTheNextSessionAndOnlyThere() {
    timeouts.begin();
    assertThat(timeouts.admit(100L << 20)).isFalse();
    assertThat(timeouts.begin()).hasSeconds(160);
    assertThat(timeouts.admit(100L << 20)).isTrue();
    assertThat(timeouts.begin()).isEqualTo(MINUTE);
  }

  @Test
  void theOperatorsTimeoutIsTheLongestHoweverLargeTheTransaction() {
    timeouts.begin();
    assertThat(timeouts.admit(Long.MAX_VALUE)).isFalse();
    assertThat(timeouts.begin()).isEqualTo(QUARTER);
    assertThat(timeouts.admit(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void aFirstSnapshotHasTheLongest() {
    timeouts.expectUnknownSize();
    assertThat(timeouts.begin()).isEqualTo(QUARTER);
  }

  @Test
  void whatFailedForItsAgeIsTriedWithTheLongestAndRefusedAfterTwoOfThoseInARow() {
    timeouts.begin();
    assertThat(fail()).isEqualTo(FailureKind.LOG_UNAVAILABLE);
    assertThat(timeouts.begin()).isEqualTo(QUARTER);
    assertThat(fail()).isEqualTo(FailureKind.LOG_UNAVAILABLE);
    assertThat(timeouts.begin()).isEqualTo(QUARTER);
    assertThat(fail()).isEqualTo(FailureKind.LOG_REFUSED);
  }

  @Test
  void aCommitBetweenForgetsTheFailure() {
    timeouts.expectUnknownSize();
    timeouts.begin();
    fail();
    timeouts.begin();
    timeouts.committed();
    assertThat(fail()).isEqualTo(FailureKind.LOG_UNAVAILABLE);
  }
}
