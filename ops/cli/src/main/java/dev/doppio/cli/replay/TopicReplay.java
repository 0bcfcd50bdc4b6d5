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
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Copies a stretch of the log into another topic, by the same contract. Used by one thread.
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
  public TopicReplay {
    Objects.requireNonNull(log);
    Objects.requireNonNull(database);
    numbers = Set.copyOf(numbers);
    Objects.requireNonNull(begin);
    Objects.requireNonNull(end);
    Objects.requireNonNull(prefix);
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
   * Copies.
   *
   * @param ending true when somebody wants it to end; it does at the end of a run
   * @throws DoppioException why it can't be
   */
  public TargetReplay.Outcome run(
      Replay.Listener listener, BooleanSupplier ending, boolean dryRun) {
    KafkaLogConfig from = log.config();
    KafkaLogConfig to = new KafkaLogConfig(prefix, Map.of(), from.timeout(), from.properties());
    try (KafkaLog kafka = new KafkaLog(from);
        Routes routes = new Routes(kafka, database);
        TopicCopy copy = new TopicCopy(from, to, database)) {
      int partitions = kafka.partitions(database);
      Set<PartitionId> chosen = Chosen.of(database, numbers, begin, end, partitions);
      List<Route> found = routes.find(chosen, begin, end);
      Map<PartitionId, Scn> held = copy.exists() ? held(to, chosen) : Map.of();
      if (!held.isEmpty() && !resume) {
        throw refused("holds runs already: --resume goes on behind them; else name another");
      }
      List<Leg> legs = legs(kafka, found, held);
      if (dryRun) {
        return new TargetReplay.Outcome(true, legs.stream().map(Leg::line).toList());
      }
      copy.open(partitions);
      return copy(kafka, copy, legs, listener, ending);
    }
  }

  /** What is left of a route. */
  private record Leg(Route route, Optional<First> first, Scn last) {
    PartitionId partition() {
      return route.partition();
    }

    String line() {
      return first
          .map(
              from ->
                  partition()
                      + ": from "
                      + from.scn().map(Scn::toString).orElse("its end")
                      + " to "
                      + last)
          .orElse(partition() + ": nothing");
    }
  }

  private List<Leg> legs(KafkaLog kafka, List<Route> routes, Map<PartitionId, Scn> held) {
    List<Leg> legs = new ArrayList<>();
    try (LogSource source = kafka.open()) {
      LogPlaces places = new LogPlaces(source, kafka.schemas());
      for (Route route : routes) {
        Optional<Scn> last = route.end().scn();
        if (route.end().nothing() || last.isEmpty()) {
          continue;
        }
        First asked =
            route
                .first()
                .orElseGet(
                    () ->
                        places.first(
                            route.look(),
                            begin.of(route.partition().number(), route.look().bounds().begin())));
        Optional<Scn> done = Optional.ofNullable(held.get(route.partition()));
        refuseHole(asked, done);
        First first = done.map(scn -> places.behind(route.look(), scn)).orElse(asked);
        boolean left = first.scn().filter(scn -> !last.get().isBefore(scn)).isPresent();
        legs.add(new Leg(route, left ? Optional.of(first) : Optional.empty(), last.get()));
      }
    }
    return legs;
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

  private TargetReplay.Outcome copy(
      KafkaLog kafka,
      TopicCopy copy,
      List<Leg> legs,
      Replay.Listener listener,
      BooleanSupplier ending) {
    List<String> lines = new ArrayList<>();
    boolean complete = true;
    long runs = 0;
    RunCopy.Sink paced = paced(copy);
    try (LogSource source = kafka.open()) {
      for (Leg leg : legs) {
        RunCopy.Copied copied = new RunCopy.Copied(Optional.empty(), 0, 0);
        if (leg.first().isPresent()) {
          copied =
              new RunCopy(source, paced)
                  .copy(leg.first().get(), leg.route().look().bounds(), leg.last(), ending);
          complete &= copied.last().equals(Optional.of(leg.last()));
        }
        runs += copied.runs();
        listener.at(runs, runs, copied.records());
        lines.add(
            String.format(
                Locale.ROOT,
                "%s: %,d runs of %,d records%s",
                leg.partition(),
                copied.runs(),
                copied.records(),
                copied.last().map(scn -> ", up to " + scn).orElse("")));
      }
    }
    return new TargetReplay.Outcome(complete, lines);
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
