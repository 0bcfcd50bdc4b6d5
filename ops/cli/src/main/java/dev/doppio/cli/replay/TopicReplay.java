package dev.doppio.cli.replay;

import dev.doppio.cli.config.ReadableLog;
import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogPlaces;
import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.RunCopy;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.logreader.kafka.KafkaLogConfig;
import dev.doppio.logreader.kafka.TopicCopy;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Copies a stretch of the log, or all that is written from now on, into another topic, by the same
 * contract. Used by one thread.
 *
 * @param log the copy that is read
 * @param database whose log
 * @param numbers of the partitions; empty for all
 * @param begin where each begins
 * @param end where each ends
 * @param prefix of the topic: it is {@code <prefix>.<database>}, with {@code <prefix>.schemas}
 * @param resume goes on behind what the topic holds
 * @param perSecond records at most; infinite for no bound
 */
public record TopicReplay(
    ReadableLog log,
    String database,
    Set<Integer> numbers,
    Begin begin,
    End end,
    String prefix,
    boolean resume,
    double perSecond) {
  /** Between two looks at a log that had nothing new. */
  private static final long REST_NANOS = 10_000_000;

  /** Rests before brokers are asked again that did not answer. */
  private static final int OUTAGE_RESTS = 100;

  public TopicReplay {
    Objects.requireNonNull(log);
    Objects.requireNonNull(database);
    numbers = Set.copyOf(numbers);
    Objects.requireNonNull(begin);
    Objects.requireNonNull(end);
    Objects.requireNonNull(prefix);
    if (end.live() && !end.equals(End.LIVE)) {
      throw new IllegalArgumentException(
          "--live into a topic goes on until it is stopped: no --until-... goes with it");
    }
  }

  /**
   * The prefix that a topic's name stands for.
   *
   * @throws IllegalArgumentException when readers would not find the topic by that name
   */
  public static String prefixOf(String topic, String database, String logPrefix) {
    String ending = "." + database;
    String prefix =
        topic.endsWith(ending) ? topic.substring(0, topic.length() - ending.length()) : "";
    if (prefix.isEmpty() || prefix.equals(logPrefix)) {
      throw new IllegalArgumentException(
          "--into-topic "
              + topic
              + ": name it <prefix>"
              + ending
              + " with another prefix than "
              + logPrefix
              + ": readers find it, and its table versions, by topics.prefix");
    }
    return prefix;
  }

  /**
   * Copies. A live copy that is at work waits for brokers that have gone away.
   *
   * @param ending true when somebody wants it to end; it does at the end of a run
   * @throws DoppioException why it can't be
   */
  public TargetReplay.Outcome run(
      Replay.Listener listener, BooleanSupplier ending, boolean dryRun) {
    TopicTally tally = new TopicTally();
    while (!tally.isAtWork() || !ending.getAsBoolean()) {
      try {
        return attempt(tally, listener, ending, dryRun);
      } catch (DoppioException e) {
        boolean waits = end.live() && tally.isAtWork();
        if (!waits || e.kind().reaction() != Reaction.RETRY) {
          throw e;
        }
        listener.note(e.getMessage() + "; trying again");
        rest(OUTAGE_RESTS, ending);
      }
    }
    return new TargetReplay.Outcome(false, tally.lines());
  }

  private TargetReplay.Outcome attempt(
      TopicTally tally, Replay.Listener listener, BooleanSupplier ending, boolean dryRun) {
    KafkaLogConfig from = log.config();
    KafkaLogConfig to = new KafkaLogConfig(prefix, Map.of(), from.timeout(), from.properties());
    try (KafkaLog kafka = new KafkaLog(from);
        Routes routes = new Routes(kafka, database);
        TopicCopy topic = new TopicCopy(from, to, database)) {
      int partitions = kafka.partitions(database);
      Set<PartitionId> chosen = Chosen.of(database, numbers, begin, end, partitions);
      Map<PartitionId, Scn> held = topic.exists() ? held(to, chosen) : Map.of();
      if (!held.isEmpty() && !resume && !tally.isAtWork()) {
        throw refused("holds runs already: --resume goes on behind them; else name another");
      }
      List<TopicLeg> legs = legs(kafka, routes.find(chosen, begin, end), held);
      if (dryRun) {
        return new TargetReplay.Outcome(true, legs.stream().map(TopicLeg::line).toList());
      }
      topic.open(partitions);
      // What a copier before this one had in flight when it ended is there now, or never will be;
      // the log is looked at behind that, so that it has at least as much.
      held = held(to, chosen);
      List<TopicLeg> rest = legs(kafka, routes.find(chosen, begin, end), held);
      try (LogSource source = kafka.open()) {
        Map<PartitionId, RunCopy> copies = copies(source, topic, rest);
        tally.begins(rest.stream().map(TopicLeg::partition).collect(Collectors.toSet()), copies);
        boolean complete =
            end.live()
                ? follow(new LiveCopy(source, routes, topic, copies), tally, listener, ending)
                : copy(rest, copies, tally, listener, ending);
        return new TargetReplay.Outcome(complete, tally.lines());
      }
    }
  }

  private Map<PartitionId, RunCopy> copies(
      LogSource source, RunCopy.Sink topic, List<TopicLeg> legs) {
    RunCopy.Sink paced = paced(topic);
    Map<PartitionId, RunCopy> copies = new TreeMap<>();
    for (TopicLeg leg : legs) {
      leg.first()
          .ifPresent(first -> copies.put(leg.partition(), new RunCopy(source, paced, first)));
    }
    return copies;
  }

  private static boolean copy(
      List<TopicLeg> legs,
      Map<PartitionId, RunCopy> copies,
      TopicTally tally,
      Replay.Listener listener,
      BooleanSupplier ending) {
    boolean complete = true;
    for (TopicLeg leg : legs) {
      RunCopy copy = copies.get(leg.partition());
      complete &= copy == null || leg.copy(copy, ending);
      tally.tell(listener);
    }
    return complete;
  }

  /** It is never complete: somebody ends it. */
  private static boolean follow(
      LiveCopy live, TopicTally tally, Replay.Listener listener, BooleanSupplier ending) {
    while (!ending.getAsBoolean()) {
      if (!live.step(ending)) {
        rest(1, ending);
      }
      tally.tell(listener);
    }
    return false;
  }

  private static void rest(int times, BooleanSupplier ending) {
    for (int rest = 0; rest < times && !ending.getAsBoolean(); rest++) {
      LockSupport.parkNanos(REST_NANOS);
    }
  }

  private List<TopicLeg> legs(KafkaLog kafka, List<Route> routes, Map<PartitionId, Scn> held) {
    try (LogSource source = kafka.open()) {
      LogPlaces places = new LogPlaces(source, kafka.schemas());
      return routes.stream()
          .filter(route -> end.live() || !route.end().nothing() && route.end().last().isPresent())
          .map(route -> leg(places, route, Optional.ofNullable(held.get(route.partition()))))
          .toList();
    }
  }

  private TopicLeg leg(LogPlaces places, Route route, Optional<Scn> done) {
    long logBegin = route.look().bounds().begin();
    First asked =
        route
            .first()
            .orElseGet(
                () -> places.first(route.look(), begin.of(route.partition().number(), logBegin)));
    refuseHole(asked, done);
    First first = done.map(scn -> places.behind(route.look(), scn)).orElse(asked);
    refuseOtherLog(route, first, done);
    Optional<Scn> last = route.end().scn();
    boolean left =
        last.map(to -> first.scn().filter(scn -> !to.isBefore(scn)).isPresent()).orElse(true);
    return new TopicLeg(route, left ? Optional.of(first) : Optional.empty(), last);
  }

  private void refuseHole(First asked, Optional<Scn> done) {
    boolean hole =
        done.isPresent()
            && asked.before().filter(before -> done.get().isBefore(before.scn())).isPresent();
    if (hole) {
      throw refused(
          "holds "
              + asked.partition()
              + " up to "
              + done.get()
              + " alone, and the begin lies behind that: what is between would be missing there");
    }
  }

  /** What comes next has to follow what is there. */
  private void refuseOtherLog(Route route, First first, Optional<Scn> done) {
    Optional<Scn> before =
        first.scn().isPresent()
            ? first.before().map(Checkpoint::scn)
            : route.look().last().map(LogLook.LastRun::scn);
    if (done.isPresent() && !before.equals(done)) {
      throw refused(
          "holds "
              + first.partition()
              + " up to "
              + done.get()
              + ", and this copy of the log "
              + first
                  .scn()
                  .map(next -> "goes on with " + next + " after " + name(before))
                  .orElseGet(() -> "ends with " + name(before))
              + ": read the copy of the log that it was made from, or name another topic");
    }
  }

  private static String name(Optional<Scn> run) {
    return run.map(Scn::toString).orElse("nothing");
  }

  private RunCopy.Sink paced(RunCopy.Sink copy) {
    Pace pace = new Pace(perSecond, System::nanoTime);
    return new RunCopy.Sink() {
      @Override
      public void record(LogSource.Entry entry) {
        pace.awaitTurn(1);
        copy.record(entry);
      }

      @Override
      public void commit() {
        copy.commit();
      }
    };
  }

  /** The last run of each partition that the topic has. */
  private Map<PartitionId, Scn> held(KafkaLogConfig to, Set<PartitionId> chosen) {
    Map<PartitionId, Scn> held = new TreeMap<>();
    try (KafkaLog other = new KafkaLog(to);
        LogSource source = other.open()) {
      LogLook look = new LogLook(source, other.schemas());
      for (PartitionId partition : chosen) {
        look.at(partition).last().ifPresent(last -> held.put(partition, last.scn()));
      }
    }
    return held;
  }

  private DoppioException refused(String why) {
    return new DoppioException(
        FailureKind.CONFIGURATION,
        "topic " + prefix + "." + database + " " + why + "; nothing was copied");
  }
}
