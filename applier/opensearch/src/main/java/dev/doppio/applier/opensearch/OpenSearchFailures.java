package dev.doppio.applier.opensearch;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** What the cluster and the network say, in our kinds; nobody else decides what they mean. */
final class OpenSearchFailures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;

  private static final String NOT_TRUSTED =
      ": no TLS with this node. Its certificate has to name the host that target.opensearch.nodes"
          + " names, and to be signed by an authority in target.opensearch.ca-file, or by one of"
          + " the JDK's where that is not set";

  private OpenSearchFailures() {}

  /**
   * @param where the node, and what was asked
   */
  static DoppioException unanswered(String where, IOException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new DoppioException(
        FailureKind.TARGET_UNAVAILABLE,
        where
            + ": "
            + e.getClass().getSimpleName()
            + ": "
            + said
            + (isOfTls(e) ? NOT_TRUSTED : "")
            + "; it is tried again",
        e);
  }

  /** The transport wraps what it hands on. */
  private static boolean isOfTls(IOException e) {
    return Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
        .anyMatch(SSLException.class::isInstance);
  }

  static void throwIfDenied(String where, Answer answer) {
    if (answer.status() == UNAUTHORIZED || isForbidden(answer)) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          where
              + ": "
              + answer.said()
              + "; set target.opensearch.user and its password right, and give the account the"
              + " rights that docs/operations.md lists");
    }
  }

  /** A block of writes is told by the same status as a lack of rights, and passes. */
  private static boolean isForbidden(Answer answer) {
    return answer.status() == FORBIDDEN && !answer.errorType().equals("cluster_block_exception");
  }

  /** What was asked is not done. */
  static DoppioException of(String where, Answer answer) {
    boolean never = answer.status() == BAD_REQUEST || answer.status() == TOO_LARGE;
    return new DoppioException(
        never ? FailureKind.TARGET_REJECTED : FailureKind.TARGET_UNAVAILABLE,
        where + ": " + answer.said() + (never ? "" : "; it is tried again"));
  }
}
