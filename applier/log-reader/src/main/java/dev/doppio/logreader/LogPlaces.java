package dev.doppio.logreader;

import dev.doppio.logreader.LogLook.Look;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Where stretches of the log begin and end, as runs: found by some probes for each partition, by
 * reading only where a transaction is known by nothing but its GTID. Used by one thread.
 */
public final class LogPlaces {
  private final LogSource source;
  private final SourceTimes times;
  private final ControlCodec controls = new ControlCodec();

  /**
   * The first run of a stretch.
   *
   * @param partition the partition
   * @param offset of its first record in this copy, or the next to be written
   * @param scn empty where it is still to be written
   * @param before where a consumer stands that has applied all before it; empty where nothing is
   */
  public record First(
      PartitionId partition, long offset, Optional<Scn> scn, Optional<Checkpoint> before) {
    public First {
      Objects.requireNonNull(partition);
      Objects.requireNonNull(scn);
      Objects.requireNonNull(before);
    }
  }

  /**
   * The last run of a stretch.
   *
   * @param scn the run
   * @param transactions running count of data transactions at it
   */
  public record Last(Scn scn, long transactions) {}

  /**
   * @param source of this search alone; its position is moved
   * @param schemas for the clock of a document's run
   */
  public LogPlaces(LogSource source, SchemaLookup schemas) {
    this.source = source;
    this.times = new SourceTimes(schemas);
  }

  /**
   * The first run from a place on.
   *
   * @param place any but a GTID, for which {@link #find} and {@link #runOf} are
   * @throws DoppioException START_NOT_FOUND
   */
  public First first(Look look, StartPlace place) {
    source.assign(Set.of(look.partition()));
    PartitionBuffer.Start start =
        new StartSearch(source, look.partition(), look.bounds(), times)
            .find(new PartitionBuffer.Request(Optional.empty(), place, true));
    if (start.scan().isPresent()) {
      throw new IllegalArgumentException("a transaction is found by reading: " + place);
    }
    return search(look)
        .probe(start.offset(), look.bounds().end())
        .map(entry -> first(look.partition(), entry))
        .orElseGet(() -> next(look));
  }

  /** The first run behind another, or the next to be written. */
  public First behind(Look look, Scn scn) {
    source.assign(Set.of(look.partition()));
    return search(look)
        .atOrBeyond(scn.next())
        .map(entry -> first(look.partition(), entry))
        .orElseGet(() -> next(look));
  }

  private First first(PartitionId partition, Entry begin) {
    Scn scn = begin.place().scn();
    return new First(partition, begin.offset(), Optional.of(scn), before(partition, begin));
  }

  /** The run before, and the count at it, are told by the run itself. */
  private Optional<Checkpoint> before(PartitionId partition, Entry begin) {
    Place place = begin.place();
    BeginHeader header =
        begin
            .begin()
            .orElseThrow(
                () ->
                    new DoppioException(
                        FailureKind.LOG_CORRUPT,
                        "run " + place.scn() + " of " + partition + " has no begin"));
    long transactions = place.transactions() - (place.kind() == RunKind.TRANSACTION ? 1 : 0);
    Optional<Scn> predecessor =
        place.kind() == RunKind.OPENING
            ? predecessor(begin)
            : Optional.of(new Scn(place.scn().generation(), place.scn().sequence() - 1));
    return predecessor.map(
        scn ->
            new Checkpoint(
                header.log(), header.origin().datacenter(), partition, scn, transactions));
  }

  private Optional<Scn> predecessor(Entry begin) {
    return controls.decode(RunKind.OPENING, begin.value()) instanceof ControlRecord.Opening opening
        ? opening.predecessor()
        : Optional.empty();
  }

  private static First next(Look look) {
    Optional<Checkpoint> before =
        look.last()
            .flatMap(
                last ->
                    last.log()
                        .map(
                            log ->
                                new Checkpoint(
                                    log,
                                    last.writer().orElseThrow().datacenter(),
                                    look.partition(),
                                    last.scn(),
                                    last.transactions())));
    return new First(look.partition(), look.bounds().end(), Optional.empty(), before);
  }

  /** When the oldest record was committed, or sent where it tells no more; empty without one. */
  public Optional<Instant> begin(Look look) {
    source.assign(Set.of(look.partition()));
    return search(look).probe(look.bounds().begin(), look.bounds().end()).map(this::timeOf);
  }

  /** The same of the newest record. */
  public Optional<Instant> end(Look look) {
    source.assign(Set.of(look.partition()));
    return search(look).last().map(this::timeOf);
  }

  /** The run that holds an offset, or the next; empty when there is none. */
  public Optional<Last> lastAt(Look look, long offset) {
    source.assign(Set.of(look.partition()));
    return search(look).probe(offset, look.bounds().end()).map(LogPlaces::last);
  }

  /** A run that the log has, with its count; empty when it has it not. */
  public Optional<Last> lastAt(Look look, Scn scn) {
    source.assign(Set.of(look.partition()));
    return search(look)
        .atOrBeyond(scn)
        .filter(entry -> entry.place().scn().equals(scn))
        .map(LogPlaces::last);
  }

  /**
   * The last run that was committed at or before a time, by the source's clock; empty when all were
   * later.
   */
  public Optional<Last> lastBy(Look look, Instant time) {
    First after = first(look, new StartPlace.AtTime(time.plus(1, ChronoUnit.MICROS)));
    return lastBefore(look, after.offset());
  }

  /**
   * The last run that is not behind a source transaction: exact in what its node wrote, by commit
   * time in what another node wrote. Empty when all are behind it.
   */
  public Optional<Last> lastBy(Look look, SourcePlace place) {
    source.assign(Set.of(look.partition()));
    return lastBefore(look, boundary(look, begin -> isBehind(begin, place)));
  }

  /** The source transaction's own run; empty where it did not touch the partition. */
  public Optional<First> runOf(Look look, SourcePlace place) {
    source.assign(Set.of(look.partition()));
    long offset = boundary(look, begin -> !isBefore(begin, place));
    return search(look)
        .probe(offset, look.bounds().end())
        .filter(entry -> entry.place().begin())
        .filter(
            entry ->
                entry.begin().flatMap(BeginHeader::gtid).filter(place.gtid()::equals).isPresent())
        .map(entry -> first(look.partition(), entry));
  }

  /**
   * Looks through the partitions for a transaction, all at a time.
   *
   * @param since it was not committed before
   * @return empty when it touched none of them since then
   */
  public Optional<SourcePlace> find(Collection<Look> looks, Gtid gtid, Instant since) {
    Map<PartitionId, Bounds> stretches = new HashMap<>();
    for (Look look : looks) {
      long from = first(look, new StartPlace.AtTime(since)).offset();
      stretches.put(look.partition(), new Bounds(from, look.bounds().end()));
    }
    AtomicReference<SourcePlace> found = new AtomicReference<>();
    new LogScan(source)
        .read(
            stretches,
            entry -> {
              Optional<BeginHeader> begin = entry.begin();
              if (begin.flatMap(BeginHeader::gtid).filter(gtid::equals).isPresent()) {
                found.set(place(entry, begin.get(), gtid));
              }
              return found.get() == null;
            });
    return Optional.ofNullable(found.get());
  }

  private SourcePlace place(Entry entry, BeginHeader begin, Gtid gtid) {
    Instant time = times.of(entry).orElse(entry.timestamp());
    return new SourcePlace(gtid, begin.origin(), begin.nodeTransaction(), time);
  }

  /** What comes after the transaction with its number, and is none, is behind it. */
  private boolean isBehind(Entry begin, SourcePlace place) {
    Optional<BeginHeader> header = begin.begin();
    if (header.filter(known -> known.origin().equals(place.origin())).isEmpty()) {
      return header.isPresent() && timeOf(begin).isAfter(place.time());
    }
    long number = header.get().nodeTransaction();
    boolean itself =
        begin.place().kind() == RunKind.TRANSACTION && number == place.nodeTransaction();
    return number >= place.nodeTransaction() && !itself;
  }

  private boolean isBefore(Entry begin, SourcePlace place) {
    Optional<BeginHeader> header = begin.begin();
    if (header.filter(known -> known.origin().equals(place.origin())).isEmpty()) {
      return header.isEmpty() || timeOf(begin).isBefore(place.time());
    }
    return header.get().nodeTransaction() < place.nodeTransaction();
  }

  private Instant timeOf(Entry entry) {
    return times.of(entry).orElse(entry.timestamp());
  }

  /** Halves: the first offset whose record is of a run beyond; the log's end where none is. */
  private long boundary(Look look, Predicate<Entry> isBeyond) {
    ScnSearch search = search(look);
    long low = look.bounds().begin();
    long high = look.bounds().end();
    while (low < high) {
      long middle = low + (high - low) / 2;
      Optional<Entry> entry = search.probe(middle, high);
      if (entry.isPresent() && !isBeyond.test(search.beginOfRun(entry.get()))) {
        low = entry.get().offset() + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Optional<Last> lastBefore(Look look, long offset) {
    Bounds until = new Bounds(look.bounds().begin(), Math.max(look.bounds().begin(), offset));
    return new ScnSearch(source, look.partition(), until).last().map(LogPlaces::last);
  }

  private ScnSearch search(Look look) {
    return new ScnSearch(source, look.partition(), look.bounds());
  }

  private static Last last(Entry entry) {
    return new Last(entry.place().scn(), entry.place().transactions());
  }
}
