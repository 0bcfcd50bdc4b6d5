package dev.doppio.cli.replay;

import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.RunCopy;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What is left of a route on the way into a topic.
 *
 * @param route the way as a whole
 * @param first the first run that is left; empty when none is
 * @param last the last run; empty when it goes on with what is still to be written
 */
record TopicLeg(Route route, Optional<First> first, Optional<Scn> last) {
  TopicLeg {
    Objects.requireNonNull(route);
    Objects.requireNonNull(first);
    Objects.requireNonNull(last);
  }

  PartitionId partition() {
    return route.partition();
  }

  /** For the operator. */
  String line() {
    return first
        .map(
            from ->
                partition()
                    + ": from "
                    + from.scn().map(Scn::toString).orElse("its end")
                    + last.map(scn -> " to " + scn).orElse(" on"))
        .orElse(partition() + ": nothing");
  }

  /** Copies it; false when that ended before its last run. */
  boolean copy(RunCopy copy, BooleanSupplier ending) {
    Scn to = last.orElseThrow();
    return copy.copy(
            route.look().bounds().end(),
            scn -> !to.isBefore(scn) && route.look().hasWhole(scn),
            ending)
        .last()
        .equals(last);
  }
}
