package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logreader.PartitionBuffer.Start.Kind;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one copy of the log tells about a partition without being read: where it ends, and how far a
 * checkpoint is behind that, by some probes each. What can't be told is empty, never 0. Used by one
 * thread.
 */
public final class LogLook {
  /** So many offsets between a checkpoint and the end are read to add their bytes up, no more. */
  private static final long COUNTED_OFFSETS = 1_000;

  /** And so many bytes. */
  private static final long COUNTED_BYTES = 4L << 20;

  private static final Duration POLL = Duration.ofMillis(100);

  /** Brokers that went away in between are not waited for. */
  private static final int IDLE_POLLS = 50;

  private final LogSource source;
  private final ControlCodec controls = new ControlCodec();
  private final SourceTimes times;

  /**
   * A partition at one moment.
   *
   * @param partition the partition
   * @param bounds its offsets in this copy
   * @param last its last run; empty in an empty partition
   */
  public record Look(PartitionId partition, Bounds bounds, Optional<LastRun> last) {
    public Look {
      Objects.requireNonNull(partition);
      Objects.requireNonNull(bounds);
      Objects.requireNonNull(last);
    }

    /** True for a run that is here as a whole, its end included; runs behind the last are not. */
    public boolean hasWhole(Scn scn) {
      return last.filter(run -> run.whole() ? !run.scn().isBefore(scn) : scn.isBefore(run.scn()))
          .isPresent();
    }
  }

  /**
   * The last run of a partition.
   *
   * @param scn its place
   * @param transactions running count of data transactions
   * @param writer who wrote it; empty where retention has cut its begin
   * @param log whose run it is; empty where retention has cut its begin
   * @param sourceTime the source's clock at it; an opening and a mark have none
   * @param whole false where its end is still to come, as in a copy that a mirror is writing
   */
  public record LastRun(
      Scn scn,
      long transactions,
      Optional<Origin> writer,
      Optional<LogId> log,
      Optional<Instant> sourceTime,
      boolean whole) {}

  /**
   * How far a checkpoint is behind a copy of the log.
   *
   * @param transactions data transactions in the log and not applied
   * @param time between the two by the source's clock
   * @param bytes of keys and values in the log and not applied; told only where they are few enough
   *     to be read
   */
  public record Lag(OptionalLong transactions, Optional<Duration> time, OptionalLong bytes) {
    /** Nothing is known. */
    public static final Lag UNKNOWN =
        new Lag(OptionalLong.empty(), Optional.empty(), OptionalLong.empty());

    /** Nothing is left to apply. */
    public static final Lag NONE =
        new Lag(OptionalLong.of(0), Optional.of(Duration.ZERO), OptionalLong.of(0));
  }

  /**
   * @param source of this look alone; its position is moved
   * @param schemas for the clock of a document's run
   */
  public LogLook(LogSource source, SchemaLookup schemas) {
    this.source = source;
    this.times = new SourceTimes(schemas);
  }

  /**
   * Looks at a partition.
   *
   * @throws DoppioException LOG_UNAVAILABLE, LOG_REFUSED, LOG_CORRUPT
   */
  public Look at(PartitionId partition) {
    source.assign(Set.of(partition));
    Bounds bounds = source.bounds(Set.of(partition)).get(partition);
    ScnSearch search = new ScnSearch(source, partition, bounds);
    return new Look(partition, bounds, search.last().map(last -> run(search, last)));
  }

  private LastRun run(ScnSearch search, Entry last) {
    Entry begin = search.beginOfRun(last);
    Optional<BeginHeader> header = begin.begin();
    return new LastRun(
        last.place().scn(),
        last.place().transactions(),
        header.map(BeginHeader::origin),
        header.map(BeginHeader::log),
        times.of(last).or(() -> times.of(begin)),
        last.place().end());
  }

  /**
   * The run of the first record at or behind an offset; empty when there is none.
   *
   * @throws DoppioException LOG_UNAVAILABLE, LOG_REFUSED, LOG_CORRUPT
   */
  public Optional<Scn> runAt(Look look, long offset) {
    source.assign(Set.of(look.partition()));
    return new ScnSearch(source, look.partition(), look.bounds())
        .probe(offset, look.bounds().end())
        .map(entry -> entry.place().scn());
  }

  /**
   * How far a consumer is behind. Heartbeats alone, which it commits at its leisure, are no lag.
   *
   * @param checkpoint empty where it has applied nothing
   * @throws DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  public Lag lag(Look look, Optional<Checkpoint> checkpoint) {
    try {
      source.assign(Set.of(look.partition()));
      return look.last().map(end -> lag(look, end, checkpoint)).orElse(Lag.UNKNOWN);
    } catch (DoppioException e) {
      if (e.kind().reaction() == Reaction.STOP_PARTITION) {
        return Lag.UNKNOWN;
      }
      throw e;
    }
  }

  private Lag lag(Look look, LastRun end, Optional<Checkpoint> checkpoint) {
    if (checkpoint.isEmpty()) {
      return new Lag(
          OptionalLong.of(end.transactions()), Optional.empty(), between(look, 0).bytes());
    }
    Checkpoint at = checkpoint.get();
    boolean otherLog = end.log().filter(log -> !log.equals(at.log())).isPresent();
    if (otherLog) {
      return Lag.UNKNOWN;
    }
    if (at.scn().compareTo(end.scn()) >= 0) {
      return Lag.NONE;
    }
    ScnSearch search = new ScnSearch(source, look.partition(), look.bounds());
    Between between = between(look, search.after(at).offset());
    if (between.heartbeatsOnly()) {
      return Lag.NONE;
    }
    long behind = end.transactions() - at.transactions();
    return new Lag(
        behind < 0 ? OptionalLong.empty() : OptionalLong.of(behind),
        search
            .atOrBeyond(at.scn())
            .filter(entry -> entry.place().scn().equals(at.scn()))
            .flatMap(times::of)
            .flatMap(mine -> end.sourceTime().map(last -> time(mine, last))),
        between.bytes());
  }

  /**
   * What keeps a consumer from going on here, in words; empty when the run after its checkpoint is
   * in this copy, or is still to come.
   *
   * @param checkpoint empty where it has applied nothing: it needs the log's first opening
   * @throws DoppioException LOG_UNAVAILABLE, LOG_REFUSED
   */
  public Optional<String> obstacle(Look look, Optional<Checkpoint> checkpoint) {
    source.assign(Set.of(look.partition()));
    ScnSearch search = new ScnSearch(source, look.partition(), look.bounds());
    try {
      Optional<Entry> oldest = search.probe(look.bounds().begin(), look.bounds().end());
      boolean begins =
          oldest.isEmpty()
              || checkpoint
                  .map(at -> search.after(at).kind() == Kind.IN_LOG || follows(oldest.get(), at))
                  .orElseGet(() -> opens(oldest.get(), Optional.empty()));
      return begins
          ? Optional.empty()
          : Optional.of(
              "the log begins at "
                  + oldest.get().place().scn()
                  + ", after "
                  + checkpoint
                      .map(at -> "the checkpoint " + at.scn())
                      .orElse("its first opening, and nothing was applied")
                  + ": read a copy that reaches back further, or set the consumer up anew: doppio"
                  + " bootstrap");
    } catch (DoppioException e) {
      if (e.kind().reaction() == Reaction.STOP_PARTITION) {
        return Optional.of(e.getMessage());
      }
      throw e;
    }
  }

  private boolean follows(Entry oldest, Checkpoint at) {
    return oldest.place().begin()
        && (oldest.place().scn().follows(at.scn()) || opens(oldest, Optional.of(at.scn())));
  }

  private boolean opens(Entry oldest, Optional<Scn> predecessor) {
    return oldest.place().kind() == RunKind.OPENING
        && controls.decode(RunKind.OPENING, oldest.value()).match(new Follows(predecessor));
  }

  /** Whether an opening names this predecessor. */
  private record Follows(Optional<Scn> predecessor) implements ControlRecord.Cases<Boolean> {
    @Override
    public Boolean opening(ControlRecord.Opening opening) {
      return opening.predecessor().equals(predecessor);
    }

    @Override
    public Boolean heartbeat(ControlRecord.Heartbeat heartbeat) {
      return false;
    }

    @Override
    public Boolean schemaChange(ControlRecord.SchemaChange change) {
      return false;
    }

    @Override
    public Boolean truncation(ControlRecord.Truncation truncation) {
      return false;
    }

    @Override
    public Boolean mark(ControlRecord.Mark mark) {
      return false;
    }
  }

  private static Duration time(Instant mine, Instant last) {
    return mine.isBefore(last) ? Duration.between(mine, last) : Duration.ZERO;
  }

  /** What is read between a checkpoint and the end, where it is little. */
  private record Between(OptionalLong bytes, boolean heartbeatsOnly) {
    static final Between TOO_MUCH = new Between(OptionalLong.empty(), false);
  }

  private Between between(Look look, long after) {
    long from = Math.max(after, look.bounds().begin());
    long to = look.bounds().end();
    if (to - from > COUNTED_OFFSETS) {
      return Between.TOO_MUCH;
    }
    PartitionId partition = look.partition();
    source.seek(partition, from);
    source.resume(partition);
    long bytes = 0;
    int idle = 0;
    boolean heartbeats = true;
    while (source.position(partition) < to && bytes <= COUNTED_BYTES && idle < IDLE_POLLS) {
      List<Entry> entries = source.poll(POLL).entries();
      idle = entries.isEmpty() ? idle + 1 : 0;
      for (Entry entry : entries.stream().filter(entry -> entry.offset() < to).toList()) {
        bytes += entry.key().length + entry.value().length;
        heartbeats &= entry.isPlaced() && entry.place().kind() == RunKind.HEARTBEAT;
      }
    }
    boolean counted = source.position(partition) >= to && bytes <= COUNTED_BYTES;
    return counted ? new Between(OptionalLong.of(bytes), heartbeats) : Between.TOO_MUCH;
  }
}
