package dev.doppio.cli.status;

import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.Origin;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A storage node and its sidecar.
 *
 * @param node the node
 * @param sidecar what its sidecar says; UNKNOWN where it was not, or could not be, asked
 * @param position what of the node the log covers; empty where the log has no position of it
 * @param loss what the node has committed and the log has not
 */
public record NodeStatus(Origin node, Sidecar sidecar, Optional<GtidSet> position, Loss loss) {
  public NodeStatus {
    Objects.requireNonNull(node);
    Objects.requireNonNull(sidecar);
    Objects.requireNonNull(position);
    Objects.requireNonNull(loss);
  }

  /** What a sidecar says of itself. */
  public enum Sidecar {
    READY("ready"),
    NOT_READY("not ready"),
    UNKNOWN("unknown");

    private final String words;

    Sidecar(String words) {
      this.words = words;
    }

    /** As tables show it. */
    public String words() {
      return words;
    }
  }

  /**
   * The loss window.
   *
   * @param transactions executed at the node and not covered by its position in the log, those that
   *     are not captured among them; at most, as the node is asked after the log
   * @param seconds as the sidecar tells it: at most this much of the node's time is not in the log
   */
  public record Loss(OptionalLong transactions, OptionalDouble seconds) {
    /** Nobody could be asked. */
    public static final Loss UNKNOWN = new Loss(OptionalLong.empty(), OptionalDouble.empty());
  }
}
