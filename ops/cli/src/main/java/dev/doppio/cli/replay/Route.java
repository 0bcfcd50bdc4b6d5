package dev.doppio.cli.replay;

import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.LogPlaces.Last;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A consumer's way through one partition.
 *
 * @param look the partition
 * @param first the first run; empty where it goes on from where the consumer stands
 * @param end how far
 */
record Route(LogLook.Look look, Optional<First> first, EndSearch.Bound end) {
  Route {
    Objects.requireNonNull(look);
    Objects.requireNonNull(first);
    Objects.requireNonNull(end);
  }

  PartitionId partition() {
    return look.partition();
  }

  /** True when a consumer that stands there has applied some of it. */
  boolean isRewindOf(Checkpoint at) {
    return first.isPresent()
        && first.get().before().map(before -> before.scn().isBefore(at.scn())).orElse(true);
  }

  /** What would be applied again, for the operator; empty when nothing would. */
  Optional<String> ahead(Checkpoint at) {
    return first
        .filter(any -> isRewindOf(at))
        .map(
            from ->
                String.format(
                    Locale.ROOT,
                    "%s stands at %s, ahead of %s: %,d transactions are applied again",
                    partition(),
                    at.scn(),
                    from.scn().map(Scn::toString).orElse("the log's end"),
                    at.transactions() - from.before().map(Checkpoint::transactions).orElse(0L)));
  }

  /**
   * Between where a consumer stands and the first run nothing may be left out.
   *
   * @throws DoppioException TARGET_REFUSED when something would be
   */
  void refuseGap(Checkpoint at) {
    Optional<Checkpoint> before = first.flatMap(First::before);
    if (before.filter(needed -> at.scn().isBefore(needed.scn())).isPresent()) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          partition()
              + " stands at "
              + at.scn()
              + ", before the begin: what lies between up to "
              + before.get().scn()
              + " would be missing. Leave the begin out, and it goes on from where it stands;"
              + " nothing was applied");
    }
  }

  /** Data transactions up to the end; 0 where that is not known. */
  long expected(Optional<Checkpoint> at) {
    long from =
        at.filter(known -> !isRewindOf(known))
            .or(() -> first.flatMap(First::before))
            .map(Checkpoint::transactions)
            .orElse(0L);
    long to = end.last().map(Last::transactions).orElse(from);
    return Math.max(0, to - from);
  }
}
