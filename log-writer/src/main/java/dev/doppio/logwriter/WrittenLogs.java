package dev.doppio.logwriter;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.source.NodePosition;
import java.util.Optional;

/**
 * The logs that a node has written, by its last position. A log that is gone is not made again
 * behind its readers, and another one in its place is not written.
 */
public final class WrittenLogs {
  private final Origin node;
  private final NodePosition position;

  /**
   * @param node whose position it is
   * @param position the last one
   */
  public WrittenLogs(Origin node, NodePosition position) {
    this.node = node;
    this.position = position;
  }

  /**
   * Compares one of them with what is found in its place.
   *
   * @param topic where it was written
   * @param found empty when the topic is gone
   * @throws DoppioException LOG_REFUSED
   */
  public void check(String database, String topic, Optional<LogId> found) {
    Optional<LogId> written = Optional.ofNullable(position.logs().get(database));
    if (written.isPresent() && !written.equals(found)) {
      throw new DoppioException(
          FailureKind.LOG_REFUSED,
          found
              .map(other -> replaced(database, other, written.get()))
              .orElseGet(() -> gone(topic, written.get())));
    }
  }

  private String replaced(String database, LogId found, LogId written) {
    return "the log of database "
        + database
        + " is "
        + found
        + ", node "
        + node
        + " wrote "
        + written
        + ": its topic was deleted and made again. Bring the old topic back; or, to begin a"
        + " new log with a new snapshot, delete the node's positions topic too, and set up"
        + " every consumer anew";
  }

  private String gone(String topic, LogId written) {
    return "topic "
        + topic
        + " is gone; node "
        + node
        + " has written it as log "
        + written
        + ". Bring it back; or, to begin a new log with a new snapshot, delete the node's"
        + " positions topic too, and set up every consumer anew";
  }
}
