package dev.doppio.logreader;

import dev.doppio.schemas.log.Checkpoint;
import java.util.Objects;
import java.util.Optional;

/**
 * A partition at a target, whoever applies it.
 *
 * @param checkpoint where it stands; empty when nothing was ever applied
 * @param hold who has it
 * @param skipped what operators let it pass, ever
 */
public record TargetStanding(Optional<Checkpoint> checkpoint, Hold hold, long skipped) {
  /** Nothing was ever applied, nobody ever tried. */
  public static final TargetStanding UNTOUCHED =
      new TargetStanding(Optional.empty(), Hold.UNTOUCHED, 0);

  public TargetStanding {
    Objects.requireNonNull(checkpoint);
    Objects.requireNonNull(hold);
  }

  /** Who has a partition, as far as the target knows. */
  public enum Hold {
    /** An applier that is connected. */
    CONNECTED,
    /** An applier without a connection: it was killed, or had nothing to do for a minute. */
    SILENT,
    /** Nobody: its applier has ended in order, or has stopped there. */
    RELEASED,
    /** Nobody ever. */
    UNTOUCHED
  }
}
