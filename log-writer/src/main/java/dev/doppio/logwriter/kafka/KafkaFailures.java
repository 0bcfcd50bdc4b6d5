package dev.doppio.logwriter.kafka;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Kafka's exceptions as ours, each with what, where and what to do. Immutable. */
final class KafkaFailures {
  /** The clients' own time-out comes first: it tells more. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final String bootstrapServers;
  private final Duration timeout;

  KafkaFailures(KafkaLogConfig config) {
    this.bootstrapServers = config.bootstrapServers();
    this.timeout = config.timeout();
  }

  /** Waits for an answer, as long as the configuration allows. */
  <T> T await(Future<T> answer, String doing) {
    try {
      return answer.get(timeout.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw of(e.getCause() == null ? e : e.getCause(), doing);
    } catch (TimeoutException e) {
      throw of(e, doing);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw of(e, doing);
    }
  }

  /**
   * The failure behind an exception.
   *
   * @param doing what was under way, as in "while <doing>"
   */
  DoppioException of(Throwable thrown, String doing) {
    if (find(thrown, DoppioException.class).isPresent()) {
      return find(thrown, DoppioException.class).get();
    }
    Optional<DoppioException> refused = refusal(thrown, doing);
    if (refused.isPresent()) {
      return refused.get();
    }
    Optional<AuthenticationException> denied = find(thrown, AuthenticationException.class);
    if (denied.isPresent()) {
      return failure(
          FailureKind.LOG_DENIED,
          "the brokers at "
              + bootstrapServers
              + " reject this client's credentials while "
              + doing
              + ": "
              + denied.get().getMessage()
              + ". Check kafka.security.protocol, kafka.sasl.* and kafka.ssl.*",
          thrown);
    }
    if (!isKafkas(thrown) && !isWaiting(thrown)) {
      String defect = "a defect showed while " + doing + "; please report it: " + thrown;
      return failure(FailureKind.INTERNAL, defect, thrown);
    }
    return failure(
        FailureKind.LOG_UNAVAILABLE,
        "Kafka at "
            + bootstrapServers
            + " failed while "
            + doing
            + ": "
            + describe(thrown)
            + ". Check that the brokers run and that this host reaches them under the names they"
            + " advertise",
        thrown);
  }

  private Optional<DoppioException> refusal(Throwable thrown, String doing) {
    if (find(thrown, AuthorizationException.class).isPresent()) {
      return refused(thrown, doing, "grant it the ACLs that 'doppio grants' prints");
    }
    if (isTransactionTimeoutTooLong(thrown)) {
      return refused(
          thrown,
          doing,
          "kafka.transaction.timeout.ms is above the brokers' transaction.max.timeout.ms; lower"
              + " the first or raise the second");
    }
    if (find(thrown, RecordTooLargeException.class).isPresent()
        || find(thrown, RecordBatchTooLargeException.class).isPresent()) {
      return refused(
          thrown,
          doing,
          "raise max.message.bytes of the topic (and kafka.max.request.size, if set), or lower"
              + " writer.segment-size");
    }
    if (find(thrown, UnsupportedVersionException.class).isPresent()) {
      return refused(thrown, doing, "the brokers are too old; Doppio needs Kafka 3.0 or newer");
    }
    return find(thrown, ConfigException.class)
        .map(
            e ->
                failure(
                    FailureKind.CONFIGURATION,
                    "Kafka's client refuses its settings under kafka.: " + e.getMessage(),
                    thrown));
  }

  private Optional<DoppioException> refused(Throwable thrown, String doing, String remedy) {
    String message =
        "Kafka at "
            + bootstrapServers
            + " refuses this node while "
            + doing
            + ": "
            + describe(thrown)
            + ". To fix it: "
            + remedy;
    return Optional.of(failure(FailureKind.LOG_REFUSED, message, thrown));
  }

  private static DoppioException failure(FailureKind kind, String message, Throwable cause) {
    return new DoppioException(kind, message, cause);
  }

  /**
   * True when the brokers no longer take this producer: another one of the same transactional id
   * has come, or they gave up its transaction by time-out. Which of the two, only the log tells.
   */
  static boolean isFenced(Throwable thrown) {
    return find(thrown, ProducerFencedException.class).isPresent()
        || find(thrown, InvalidProducerEpochException.class).isPresent();
  }

  /** The producer wraps this answer into an exception without a type of its own. */
  private static boolean isTransactionTimeoutTooLong(Throwable thrown) {
    return find(thrown, InvalidTxnTimeoutException.class).isPresent()
        || find(thrown, KafkaException.class)
            .filter(e -> String.valueOf(e.getMessage()).contains("transaction.max.timeout.ms"))
            .isPresent();
  }

  private static boolean isKafkas(Throwable thrown) {
    return find(thrown, KafkaException.class).isPresent();
  }

  private static boolean isWaiting(Throwable thrown) {
    return thrown instanceof TimeoutException || thrown instanceof InterruptedException;
  }

  private String describe(Throwable thrown) {
    if (thrown instanceof InterruptedException || thrown instanceof InterruptException) {
      return "interrupted";
    }
    if (thrown instanceof TimeoutException) {
      return "no answer in " + timeout.toMillis() + " ms";
    }
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }
}
