package dev.doppio.cli.replay;

import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogPlaces;
import dev.doppio.logreader.StartPlace;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Up to when a log reaches, and since when. Used by one thread. */
final class LogTimes {
  private final LogPlaces places;
  private final List<Look> looks;

  /**
   * @param looks of the partitions that are meant
   */
  LogTimes(LogPlaces places, List<Look> looks) {
    this.places = places;
    this.looks = looks;
  }

  /**
   * Times between which nothing was committed are no mistake; those outside the log are.
   *
   * @throws DoppioException CONFIGURATION, with the range there is
   */
  void refuseOutside(Begin begin, End end) {
    begin.time().ifPresent(time -> refuseBegin(time, end));
    end.time()
        .filter(time -> looks.stream().allMatch(look -> places.lastBy(look, time).isEmpty()))
        .ifPresent(
            time -> {
              throw refused("nothing was committed at or before " + time);
            });
  }

  private void refuseBegin(Instant time, End end) {
    StartPlace from = new StartPlace.AtTime(time);
    boolean isLater = looks.stream().allMatch(look -> places.first(look, from).scn().isEmpty());
    if (isLater && !end.live()) {
      throw refused("nothing was committed at or after " + time);
    }
    for (Look look : looks) {
      if (isCut(look) && places.begin(look).filter(time::isBefore).isPresent()) {
        throw refused(
            look.partition() + " no longer has all that was committed at or after " + time);
      }
    }
  }

  /** True when there were runs before the oldest. */
  private boolean isCut(Look look) {
    StartPlace oldest = new StartPlace.AtOffset(look.bounds().begin());
    return places.first(look, oldest).before().isPresent();
  }

  private DoppioException refused(String what) {
    return new DoppioException(
        FailureKind.CONFIGURATION,
        what
            + ": this copy of the log is of "
            + looks.stream()
                .map(places::begin)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(Instant::toString)
                .orElse("no time")
            + " to "
            + looks.stream()
                .map(places::end)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .map(Instant::toString)
                .orElse("none: it is empty")
            + "; nothing was brought");
  }
}
