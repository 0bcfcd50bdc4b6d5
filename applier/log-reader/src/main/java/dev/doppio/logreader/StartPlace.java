package dev.doppio.logreader;

import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Where a partition begins that has no checkpoint at the target; one that has goes on behind it,
 * whatever is said here. Every start is at the first record of a run. From a place that is neither
 * the log's begin nor the checkpoint, the sequence rules hold among the runs that follow, and
 * nothing is claimed of what lies before: what the target lacks of it is the caller's business.
 *
 * <p>A place that this copy of the log does not have stops its partition with START_NOT_FOUND; it
 * is never replaced by another.
 */
public sealed interface StartPlace {
  /** One answer for each kind of place. */
  interface Cases<R> {
    R fromCheckpoint(FromCheckpoint place);

    R atScn(AtScn place);

    R atOffset(AtOffset place);

    R atTime(AtTime place);

    R atGtid(AtGtid place);
  }

  /** Answers by kind. */
  <R> R match(Cases<R> cases);

  /** Behind the checkpoint; without one at the log's first opening, which must still be there. */
  record FromCheckpoint() implements StartPlace {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.fromCheckpoint(this);
    }
  }

  /**
   * This run is the first. Costs about log2(records) probes.
   *
   * @param scn of a run that the log has
   */
  record AtScn(Scn scn) implements StartPlace {
    public AtScn {
      Objects.requireNonNull(scn);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.atScn(this);
    }
  }

  /**
   * The first run that begins at or after an offset, or the next to be written. Costs one probe, or
   * about log2(records) where the offset lies inside a run.
   *
   * @param offset in this datacenter's copy, from its begin to its end; it means nothing in another
   */
  record AtOffset(long offset) implements StartPlace {
    public AtOffset {
      if (offset < 0) {
        throw new IllegalArgumentException("negative offset " + offset);
      }
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.atOffset(this);
    }
  }

  /**
   * The first run that was committed at the source at or after a time, or the next to be written.
   * Records sent before it are passed over by Kafka's index of timestamps, those committed before
   * and sent after it by halving on the source time; about log2(records) probes. Where the source's
   * clock went backwards, one of the runs at which it passes the time.
   *
   * @param time by the source's clock, which the writer's may lag behind by {@link #CLOCKS_APART}
   */
  record AtTime(Instant time) implements StartPlace {
    /** The most that the source's clock may be ahead of the writer's beside it. */
    public static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    public AtTime {
      Objects.requireNonNull(time);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.atTime(this);
    }
  }

  /**
   * The run of a source transaction. GTIDs are in no order in the log (several servers, and gaps
   * that are filled later), so there is no search by halving: from {@code from} on every record is
   * read and dropped until the run comes. It stops without it at what was the log's end when it
   * began, or after {@code records}: a source transaction may not have touched this partition.
   *
   * @param gtid of a transaction of documents of this partition
   * @param from a time by the source's clock before which the transaction was not committed
   * @param records the most that are read, from 1; a million take some ten seconds
   */
  record AtGtid(Gtid gtid, Instant from, long records) implements StartPlace {
    public AtGtid {
      Objects.requireNonNull(gtid);
      Objects.requireNonNull(from);
      if (records < 1) {
        throw new IllegalArgumentException("a scan of " + records + " records finds nothing");
      }
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.atGtid(this);
    }
  }
}
