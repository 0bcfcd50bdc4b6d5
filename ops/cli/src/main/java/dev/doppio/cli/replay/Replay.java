package dev.doppio.cli.replay;

import dev.doppio.cli.config.ReadableLog;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogPlaces;
import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.StartPlace;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Brings a stretch of a database's log out again, verified, in whole runs, in the order of each
 * partition. Reads only, in no group. Used by one thread.
 *
 * @param log the copy
 * @param database whose log
 * @param numbers of the partitions; empty for all
 * @param begin where each begins
 * @param end where each ends
 * @param selection which changes are meant
 * @param perSecond changes at most; infinite for no bound
 */
public record Replay(
    ReadableLog log,
    String database,
    Set<Integer> numbers,
    Begin begin,
    End end,
    Selection selection,
    double perSecond) {
  /** Runs of a partition before the next one has its turn. */
  private static final int TURN = 200;

  public Replay {
    Objects.requireNonNull(log);
    Objects.requireNonNull(database);
    numbers = Set.copyOf(numbers);
    Objects.requireNonNull(begin);
    Objects.requireNonNull(end);
    Objects.requireNonNull(selection);
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("--rate " + perSecond + " is not above 0");
    }
  }

  /** The same, behind what is done already in some partitions. */
  public Replay behind(Map<Integer, Scn> done) {
    return new Replay(log, database, numbers, begin.resumedBehind(done), end, selection, perSecond);
  }

  /** Hears how far a replay is. */
  public interface Listener {
    /**
     * Now and then.
     *
     * @param done data transactions passed
     * @param expected so many there are, of those partitions of which it is known yet
     * @param changes brought
     */
    void at(long done, long expected, long changes);

    /** A partition is left out, or nothing comes for now. */
    void note(String what);
  }

  /**
   * Replays until all partitions have come to their ends, or somebody wants it to end. The sink is
   * flushed then.
   *
   * @throws DoppioException when the log can't be read, or a partition of it can't be verified;
   *     CONFIGURATION when a place is not in the log, before anything was brought
   */
  public Summary run(Sink sink, Listener listener, BooleanSupplier ending) {
    try (KafkaLog kafka = new KafkaLog(log.config())) {
      Plan plan = plan(kafka);
      Pace pace = new Pace(perSecond, System::nanoTime);
      Playback playback = new Playback(plan.stretches(), selection, end, sink, pace);
      LogReaderConfig.Batch single = new LogReaderConfig.Batch(1, 1, Duration.ZERO, Duration.ZERO);
      LogReaderConfig config = LogReaderConfig.defaults().withBatch(single);
      try (LogReader reader =
              new LogReader(
                  kafka, kafka.schemas(), playback, plan.read(), config, Clock.systemUTC());
          Feeder feeder = new Feeder(reader)) {
        play(new Source(reader, feeder), plan.stretches(), listener, pace, ending);
      }
      sink.flush();
      List<Stretch> all = List.copyOf(plan.stretches().values());
      return new Summary(all.stream().allMatch(Stretch::isOver), all);
    }
  }

  /** What is read, and by what. */
  private record Source(LogReader reader, Feeder feeder) {}

  private void play(
      Source source,
      Map<PartitionId, Stretch> stretches,
      Listener listener,
      Pace pace,
      BooleanSupplier ending) {
    LogReader reader = source.reader();
    Optional<String> outage = Optional.empty();
    while (!ending.getAsBoolean() && !stretches.values().stream().allMatch(Stretch::isOver)) {
      source.feeder().check();
      boolean worked = false;
      for (PartitionReader partition : reader.partitions()) {
        worked |= turn(partition, stretches.get(partition.partition()), pace);
      }
      if (!worked) {
        source.feeder().rest();
      }
      lookForStopped(reader, stretches, listener);
      tell(stretches, listener);
      Optional<String> now = reader.outage().map(Throwable::getMessage);
      if (!now.equals(outage)) {
        now.ifPresent(listener::note);
        outage = now;
      }
    }
  }

  private static boolean turn(PartitionReader partition, Stretch stretch, Pace pace) {
    boolean worked = false;
    for (int run = 0; run < TURN && !stretch.isOver() && pace.allows(); run++) {
      if (!partition.step()) {
        return worked;
      }
      worked = true;
    }
    return worked;
  }

  private static void tell(Map<PartitionId, Stretch> stretches, Listener listener) {
    long done = 0;
    long expected = 0;
    long changes = 0;
    for (Stretch stretch : stretches.values()) {
      done += stretch.transactions();
      expected += stretch.expected();
      changes += stretch.changes();
    }
    listener.at(done, expected, changes);
  }

  /** A stretch with a hole is none: the first partition that stops ends the replay. */
  private void lookForStopped(
      LogReader reader, Map<PartitionId, Stretch> stretches, Listener listener) {
    for (PartitionStats stats : reader.stats()) {
      Stretch stretch = stretches.get(stats.partition());
      if (stats.state() != PartitionStats.State.STOPPED || stretch.isOver()) {
        continue;
      }
      PartitionStats.Failure failure = stats.failure().orElseThrow();
      boolean elsewhere = failure.kind() == FailureKind.START_NOT_FOUND;
      if (elsewhere && begin.isOfATransaction()) {
        stretch.ends();
        listener.note(stats.partition() + " is left out: " + failure.message());
        refuseIfNowhere(stretches);
      } else {
        throw new DoppioException(
            elsewhere ? FailureKind.CONFIGURATION : failure.kind(), failure.message());
      }
    }
  }

  private static void refuseIfNowhere(Map<PartitionId, Stretch> stretches) {
    if (stretches.values().stream().allMatch(s -> s.isOver() && s.checkpoint().isEmpty())) {
      throw new DoppioException(
          FailureKind.CONFIGURATION,
          "no partition of this copy of the log has the transaction since the given time; nothing"
              + " was brought");
    }
  }

  /** What to read, and how far. */
  private record Plan(ReadPlan read, Map<PartitionId, Stretch> stretches) {}

  private Plan plan(KafkaLog kafka) {
    Map<PartitionId, Stretch> stretches = new TreeMap<>();
    Map<PartitionId, StartPlace> starts = new TreeMap<>();
    try (LogSource source = kafka.open()) {
      LogLook look = new LogLook(source, kafka.schemas());
      List<LogLook.Look> looks =
          Chosen.of(database, numbers, begin, end, source.partitions(database)).stream()
              .map(look::at)
              .toList();
      LogPlaces places = new LogPlaces(source, kafka.schemas());
      new LogTimes(places, looks).refuseOutside(begin, end);
      if (!selection.tables().isEmpty()) {
        selection.refuseUnknown(LogTables.of(kafka, database));
      }
      EndSearch ends = EndSearch.of(places, end, looks, begin.since());
      for (LogLook.Look at : looks) {
        starts.put(at.partition(), begin.of(at.partition().number(), at.bounds().begin()));
        EndSearch.Bound bound = ends.of(at);
        refuseWrongBegin(places, bound, at);
        stretches.put(at.partition(), stretch(bound, at));
      }
    }
    ReadPlan read = ReadPlan.all(starts.keySet()).from(starts::get);
    return new Plan(read, stretches);
  }

  private Stretch stretch(EndSearch.Bound bound, LogLook.Look at) {
    PartitionId partition = at.partition();
    Optional<Scn> behind = Optional.ofNullable(begin.behind().get(partition.number()));
    long transactions = bound.last().map(LogPlaces.Last::transactions).orElse(0L);
    Stretch stretch = new Stretch(partition, behind, bound.scn(), transactions, end);
    if (bound.nothing()) {
      stretch.ends();
    }
    return stretch;
  }

  /** An end that is named has to lie behind the begin; one that is a time may leave nothing. */
  private void refuseWrongBegin(LogPlaces places, EndSearch.Bound bound, LogLook.Look at) {
    int number = at.partition().number();
    Optional<Scn> behind = Optional.ofNullable(begin.behind().get(number));
    Optional<Scn> logEnd = at.last().map(LogLook.LastRun::scn);
    if (behind.isPresent() && logEnd.filter(last -> !last.isBefore(behind.get())).isEmpty()) {
      throw EndSearch.refused(at, "run " + behind.get() + " is not in this copy of the log");
    }
    if (end.names(number) && !begin.isOfATransaction()) {
      Optional<Scn> first =
          behind.or(() -> places.first(at, begin.of(number, at.bounds().begin())).scn());
      Optional<Scn> last = bound.scn().filter(scn -> first.filter(scn::isBefore).isPresent());
      if (last.isPresent()) {
        throw EndSearch.refused(
            at, "the end " + last.get() + " is before the start " + first.get());
      }
    }
  }
}
