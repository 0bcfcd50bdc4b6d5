package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import io.debezium.text.MultipleParsingExceptions;
import io.debezium.text.ParsingException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;

/** What went wrong in the engine, as a failure of ours: decided by the causes, innermost first. */
public final class Failures {
  /** ER_SOURCE_FATAL_ERROR_READING_BINLOG: the server refuses to stream from there. */
  private static final int REFUSED_BINLOG = 1236;

  /** Words of the server to the elder of two replicas with one id. */
  private static final String SAME_ID = "server_uuid/server_id";

  /** Words of the server about a transaction without GTID. */
  private static final String ANONYMOUS = "anonymous transaction";

  /** Words of a server that could write such transactions, about its own setting. */
  private static final String GTID_MODE = "gtid_mode =";

  private Failures() {}

  /** The failure. */
  public static DoppioException of(String node, Throwable error) {
    return find(error, DoppioException.class).orElseGet(() -> translate(node, error));
  }

  private static DoppioException translate(String node, Throwable error) {
    String what = "storage node " + node + ": " + deepest(error).getMessage();
    Optional<ServerException> server = find(error, ServerException.class);
    if (server.filter(e -> e.getErrorCode() == REFUSED_BINLOG).isPresent()) {
      return failure(FailureKind.SOURCE_REFUSED, what + "; " + remedy(server.get()), error);
    }
    if (find(error, AuthenticationException.class).isPresent()) {
      return failure(
          FailureKind.SOURCE_DENIED,
          what + "; correct user and password, which is read at each login",
          error);
    }
    if (find(error, ParsingException.class).isPresent()
        || find(error, MultipleParsingExceptions.class).isPresent()) {
      return failure(
          FailureKind.SOURCE_UNSUPPORTED,
          what + "; a statement could not be read: exclude its table, or report it",
          error);
    }
    return isLoss(error)
        ? failure(FailureKind.SOURCE_UNAVAILABLE, what + "; trying again", error)
        : failure(FailureKind.INTERNAL, what + "; please report", error);
  }

  private static String remedy(ServerException refusal) {
    String words = String.valueOf(refusal.getMessage());
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains(GTID_MODE)) {
      return "SET PERSIST gtid_mode = ON there, and start the sidecar again";
    }
    if (lower.contains(ANONYMOUS)) {
      return "SET PERSIST gtid_mode = ON on every server that writes into this binlog, then start"
          + " over with a new snapshot in a new log";
    }
    return words.contains(SAME_ID)
        ? "another replica connects with the server id of this sidecar, and each throws the other"
            + " out: give each an id of its own, this one under storage-node.mysql.server-id"
        : "point the sidecar to a server that can go on from there";
  }

  private static boolean isLoss(Throwable error) {
    Throwable deepest = deepest(error);
    return find(error, IOException.class).isPresent()
        || find(error, SQLException.class).isPresent()
        || find(error, TimeoutException.class).isPresent()
        || deepest instanceof ConnectException
        || deepest instanceof InterruptedException;
  }

  private static DoppioException failure(FailureKind kind, String message, Throwable cause) {
    return new DoppioException(kind, message, cause);
  }

  private static Throwable deepest(Throwable error) {
    Throwable deepest = error;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static <T extends Throwable> Optional<T> find(Throwable error, Class<T> type) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      if (cause == cause.getCause()) {
        break;
      }
    }
    return Optional.empty();
  }
}
