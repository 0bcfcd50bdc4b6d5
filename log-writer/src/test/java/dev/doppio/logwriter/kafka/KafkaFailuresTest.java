package dev.doppio.logwriter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {
  private final KafkaFailures failures = new KafkaFailures(KafkaLogConfigTest.config(Map.of()));

  @Test
  void whatPassesIsTriedAgainAndNamesTheBrokers() {
    for (RuntimeException passing :
        new RuntimeException[] {
          new TimeoutException("x"),
          new NotEnoughReplicasException("x"),
          new KafkaException("wrapped", new TimeoutException("x"))
        }) {
      DoppioException failure = failures.of(passing, "committing");
      assertThat(failure.kind()).isEqualTo(FailureKind.LOG_UNAVAILABLE);
      assertThat(failure).hasMessageContaining("127.0.0.1:9").hasMessageContaining("committing");
    }
  }

  @Test
  void rejectedCredentialsAreDenied() {
    DoppioException failure = failures.of(new SaslAuthenticationException("no"), "committing");

    assertThat(failure.kind()).isEqualTo(FailureKind.LOG_DENIED);
    assertThat(failure).hasMessageContaining("127.0.0.1:9").hasMessageContaining("kafka.sasl.*");
  }

  @Test
  void whatAnOperatorHasToFixIsRefused() {
    for (RuntimeException lasting :
        new RuntimeException[] {
          new TopicAuthorizationException("doppio.shop"),
          new InvalidTxnTimeoutException("x"),
          new KafkaException("wrapped", new RecordTooLargeException("x"))
        }) {
      DoppioException failure = failures.of(lasting, "committing");
      assertThat(failure.kind()).isEqualTo(FailureKind.LOG_REFUSED);
      assertThat(failure).hasMessageContaining("To fix it");
    }
  }

  @Test
  void aDefectIsNotMistakenForAnOutage() {
    assertThat(failures.of(new IllegalStateException("x"), "committing").kind())
        .isEqualTo(FailureKind.INTERNAL);
  }

  @Test
  void anAnswerThatDoesNotComeIsAnOutage() {
    Assertions.assertThatThrownBy(() -> failures.await(new CompletableFuture<>(), "asking"))
        .isInstanceOfSatisfying(
            DoppioException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.LOG_UNAVAILABLE))
        .hasMessageContaining("no answer in 1000 ms");
  }

  @Test
  void bothAnswersToAnOutdatedProducerCountAsFenced() {
    assertThat(KafkaFailures.isFenced(new ProducerFencedException("x"))).isTrue();
    assertThat(
            KafkaFailures.isFenced(
                new KafkaException("error state", new InvalidProducerEpochException("x"))))
        .isTrue();
    assertThat(KafkaFailures.isFenced(new TimeoutException("x"))).isFalse();
  }

  @Test
  void aTransactionThatIsTooOldTwiceInARowIsNotTriedAThirdTime() {
    TransactionTimeouts timeouts = new TransactionTimeouts(Duration.ofSeconds(10));
    Duration open = Duration.ofSeconds(11);
    Throwable cause = new KafkaException("x");
    assertThat(timeouts.isBeyond(open)).isTrue();
    assertThat(timeouts.failure("a transaction of 5 records", open, cause).kind())
        .isEqualTo(FailureKind.LOG_UNAVAILABLE);
    timeouts.committed();
    timeouts.failure("a transaction of 5 records", open, cause);
    DoppioException second = timeouts.failure("a transaction of 5 records", open, cause);
    assertThat(second.kind()).isEqualTo(FailureKind.LOG_REFUSED);
    assertThat(second)
        .hasMessageContaining("5 records")
        .hasMessageContaining("kafka.transaction.timeout.ms=10000");
  }

  @Test
  void anOffsetThatDoesNotRiseTellsOfATopicMadeAgain() {
    Acknowledgements acknowledgements = new Acknowledgements();
    acknowledgements.onCompletion(metadata(0, 10), null);
    acknowledgements.onCompletion(metadata(1, 3), null);
    acknowledgements.onCompletion(metadata(0, 11), null);
    assertThat(acknowledgements.failure()).isEmpty();
    acknowledgements.onCompletion(metadata(0, 0), null);
    assertThat(acknowledgements.failure().orElseThrow()).hasMessageContaining("shop-0");
  }

  @Test
  void theFirstRecordOfASessionComesBehindTheLastOneFoundInTheLog() {
    Acknowledgements acknowledgements = new Acknowledgements();
    acknowledgements.found(new TopicPartition("shop", 0), 7);
    acknowledgements.onCompletion(metadata(0, 0), null);
    assertThat(acknowledgements.failure().orElseThrow()).hasMessageContaining("after one at 7");
  }

  private static RecordMetadata metadata(int partition, long offset) {
    return new RecordMetadata(new TopicPartition("shop", partition), offset, 0, 0, 1, 1);
  }
}
