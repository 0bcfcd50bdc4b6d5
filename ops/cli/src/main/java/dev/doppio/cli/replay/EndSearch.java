package dev.doppio.cli.replay;

import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogPlaces;
import dev.doppio.logreader.LogPlaces.Last;
import dev.doppio.logreader.SourcePlace;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the last run of each partition. Used by one thread. */
final class EndSearch {
  private final LogPlaces places;
  private final End end;
  private final Optional<SourcePlace> transaction;

  /**
   * How far a partition goes.
   *
   * @param last its last run; empty when it goes on with what is still to be written
   * @param nothing true when all that it has lies behind the end
   */
  record Bound(Optional<Last> last, boolean nothing) {
    static final Bound NOTHING = new Bound(Optional.empty(), true);

    Optional<Scn> scn() {
      return last.map(Last::scn);
    }
  }

  private EndSearch(LogPlaces places, End end, Optional<SourcePlace> transaction) {
    this.places = places;
    this.end = end;
    this.transaction = transaction;
  }

  /**
   * Looks for the transaction with which it ends, where that is said.
   *
   * @param looks of all partitions
   * @param since the transaction was not committed before
   * @throws DoppioException CONFIGURATION when no partition has it, and none is awaited
   */
  static EndSearch of(LogPlaces places, End end, Collection<Look> looks, Instant since) {
    Optional<SourcePlace> found = end.gtid().flatMap(gtid -> places.find(looks, gtid, since));
    if (end.gtid().isPresent() && found.isEmpty() && !end.live()) {
      throw notFound(end.gtid().get(), since);
    }
    return new EndSearch(places, end, found);
  }

  /** That no partition has a transaction. */
  static DoppioException notFound(Gtid gtid, Instant since) {
    return new DoppioException(
        FailureKind.CONFIGURATION,
        "no partition of this copy of the log has transaction "
            + gtid
            + (since.equals(Instant.EPOCH) ? "" : " since " + since)
            + "; nothing was brought");
  }

  /**
   * The end of one partition.
   *
   * @throws DoppioException CONFIGURATION when a place is not in the log
   */
  Bound of(Look look) {
    if (look.last().isEmpty()) {
      return new Bound(Optional.empty(), !end.live());
    }
    Last logEnd = places.lastAt(look, look.last().get().scn()).orElseThrow();
    List<Last> asked = new ArrayList<>();
    named(look).ifPresent(asked::add);
    if (end.time().isPresent()) {
      Optional<Last> by = places.lastBy(look, end.time().get());
      if (by.isEmpty()) {
        return Bound.NOTHING;
      }
      by.filter(last -> !isStillOpen(last, logEnd)).ifPresent(asked::add);
    }
    if (transaction.isPresent()) {
      Optional<Last> by = places.lastBy(look, transaction.get());
      if (by.isEmpty()) {
        return Bound.NOTHING;
      }
      asked.add(by.get());
    }
    Optional<Last> first = asked.stream().min(Comparator.comparing(Last::scn));
    return new Bound(first.or(() -> end.live() ? Optional.empty() : Optional.of(logEnd)), false);
  }

  /** What is committed from now on may still be before the time. */
  private boolean isStillOpen(Last last, Last logEnd) {
    return end.live() && last.equals(logEnd);
  }

  /** By offset or SCN. */
  private Optional<Last> named(Look look) {
    int number = look.partition().number();
    Optional<Long> offset = Optional.ofNullable(end.offsets().get(number));
    if (offset.isPresent()) {
      if (offset.get() < look.bounds().begin() || offset.get() >= look.bounds().end()) {
        throw refused(look, "the end, offset " + offset.get() + ", is not in this copy of the log");
      }
      return places.lastAt(look, offset.get());
    }
    return Optional.ofNullable(end.scns().get(number)).map(scn -> named(look, scn));
  }

  private Last named(Look look, Scn scn) {
    if (look.last().orElseThrow().scn().isBefore(scn)) {
      if (end.live()) {
        return new Last(scn, look.last().get().transactions());
      }
      throw refused(look, "the end " + scn + " is behind the log's last run");
    }
    return places
        .lastAt(look, scn)
        .orElseThrow(() -> refused(look, "the end " + scn + " is not in this copy of the log"));
  }

  /** With the range there is. */
  static DoppioException refused(Look at, String what) {
    return new DoppioException(
        FailureKind.CONFIGURATION,
        at.partition()
            + ": "
            + what
            + "; the log has the offsets "
            + at.bounds().begin()
            + " to "
            + (at.bounds().end() - 1)
            + at.last().map(last -> " and ends with run " + last.scn()).orElse("")
            + "; nothing was brought");
  }
}
