package dev.doppio.cli.replay;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.daemon.Course;
import dev.doppio.cli.daemon.Passage;
import dev.doppio.cli.daemon.StopSignal;
import dev.doppio.cli.desk.TargetDesk;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.StartPlace;
import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
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

/**
 * Brings the target of an applier's configuration through a stretch of the log, as its applier
 * would: in whole transactions, with the checkpoint in each. What has no checkpoint is built anew.
 * Used by one thread.
 *
 * @param settings of the applier
 * @param database whose log
 * @param numbers of the partitions; empty for all that the target is to have
 * @param begin where to begin; with the log: where each partition stands
 * @param end where to end
 * @param mode what may be done
 */
public record TargetReplay(
    ApplySettings settings,
    String database,
    Set<Integer> numbers,
    Begin begin,
    End end,
    Mode mode) {
  /**
   * What may be done.
   *
   * @param rewinds a partition that is ahead of the begin is set back
   * @param anew an index is built beside the one that is searched, and takes its place
   * @param dryRun nothing is
   * @param perSecond records at most; infinite for no bound
   * @param pinned tables that lie in one partition as a whole, where that is known
   * @param who user and host of the operator
   */
  public record Mode(
      boolean rewinds,
      boolean anew,
      boolean dryRun,
      double perSecond,
      Map<String, Integer> pinned,
      String who) {
    public Mode {
      pinned = Map.copyOf(pinned);
      Objects.requireNonNull(who);
    }

    /** All that has no checkpoint is built, what has one goes on. */
    public static Mode building(Map<String, Integer> pinned, String who) {
      return new Mode(false, false, false, Double.POSITIVE_INFINITY, pinned, who);
    }
  }

  public TargetReplay {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(database);
    numbers = Set.copyOf(numbers);
    Objects.requireNonNull(begin);
    Objects.requireNonNull(end);
    Objects.requireNonNull(mode);
  }

  /**
   * What came of it.
   *
   * @param complete whether every partition has come to its end
   * @param lines for the operator
   */
  public record Outcome(boolean complete, List<String> lines) {
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  /** A partition before it begins. */
  private record Step(Route route, TargetStanding standing, Optional<Checkpoint> from) {}

  /**
   * Replays.
   *
   * @throws DoppioException why it can't be; whatever is refused before it begins has written
   *     nothing
   */
  public Outcome run(Replay.Listener listener, StopSignal stop) {
    TargetDesk desk = TargetDesk.of(settings);
    List<Step> steps = new ArrayList<>();
    try (KafkaLog kafka = new KafkaLog(settings.log());
        Routes routes = new Routes(kafka, database)) {
      List<Route> found = routes.find(wanted(kafka), begin, end);
      if (mode.anew()) {
        found.forEach(
            route -> steps.add(new Step(route, TargetStanding.UNTOUCHED, Optional.empty())));
      } else {
        found.forEach(route -> steps.add(step(desk, route)));
      }
      refuseHeld(steps);
      refuseEnds(steps);
      Map<PartitionId, StartPlace> starts = starts(desk, routes, steps);
      if (mode.dryRun()) {
        return new Outcome(true, steps.stream().map(this::line).toList());
      }
      rewind(desk, routes, steps);
      return pass(starts, steps, listener, stop);
    }
  }

  private Set<PartitionId> wanted(KafkaLog kafka) {
    int count = kafka.partitions(database);
    Set<PartitionId> chosen = Chosen.of(database, numbers, begin, end, count);
    Set<PartitionId> mine = settings.partitions(database, count);
    chosen.removeIf(partition -> numbers.isEmpty() && !mine.contains(partition));
    if (!mine.containsAll(chosen)) {
      throw refused("databases." + database + ".only leaves out some of the partitions named");
    }
    return chosen;
  }

  private Step step(TargetDesk desk, Route route) {
    try (var look = desk.look()) {
      TargetStanding standing = look.standing(route.partition());
      return new Step(route, standing, standing.checkpoint());
    }
  }

  private void refuseHeld(List<Step> steps) {
    List<String> held =
        steps.stream()
            .filter(step -> step.standing().hold() == TargetStanding.Hold.CONNECTED)
            .map(step -> step.route().partition().toString())
            .toList();
    if (!held.isEmpty()) {
      throw refused(
          "an applier is at work on "
              + String.join(", ", held)
              + ": end it, or have it do this itself with --group; nothing was applied");
    }
  }

  private static void refuseEnds(List<Step> steps) {
    for (Step step : steps) {
      Optional<Checkpoint> at =
          step.from().filter(checkpoint -> !step.route().isRewindOf(checkpoint));
      Optional<Scn> last = step.route().end().scn();
      if (at.isPresent() && last.filter(scn -> scn.isBefore(at.get().scn())).isPresent()) {
        throw new DoppioException(
            FailureKind.CONFIGURATION,
            step.route().partition()
                + " stands at "
                + at.get().scn()
                + ", behind the end "
                + last.get()
                + "; nothing was applied");
      }
    }
  }

  /** Where each partition begins that has no checkpoint; the others are looked at, too. */
  private Map<PartitionId, StartPlace> starts(TargetDesk desk, Routes routes, List<Step> steps) {
    Map<PartitionId, StartPlace> starts = new TreeMap<>();
    List<Route> fresh = new ArrayList<>();
    List<String> ahead = new ArrayList<>();
    for (Step step : steps) {
      if (step.route().end().nothing()) {
        continue;
      }
      starts.put(step.route().partition(), new StartPlace.FromCheckpoint());
      if (step.from().isEmpty()) {
        fresh.add(step.route());
      } else {
        step.route().refuseGap(step.from().get());
        routes.refuseTruncated(step.route(), step.from().get());
        step.route().ahead(step.from().get()).ifPresent(ahead::add);
      }
    }
    if (!ahead.isEmpty() && !mode.rewinds()) {
      throw refused(
          String.join("; ", ahead)
              + ". Give --rewind to do that, or leave the begin out to go on from there; nothing"
              + " was applied");
    }
    if (!fresh.isEmpty()) {
      boolean all = fresh.size() == starts.size();
      starts.putAll(new FreshTarget(desk, routes, settings, mode).starts(fresh, all));
    }
    return starts;
  }

  private void rewind(TargetDesk desk, Routes routes, List<Step> steps) {
    List<Route> ahead =
        steps.stream()
            .filter(step -> step.from().filter(step.route()::isRewindOf).isPresent())
            .map(Step::route)
            .toList();
    if (!ahead.isEmpty()) {
      try (TargetDesk.Rewinds target = desk.rewinds()) {
        ahead.forEach(
            route ->
                target.rewind(routes.rewind(route), mode.who(), "doppio replay --into-target"));
      }
    }
  }

  private Outcome pass(
      Map<PartitionId, StartPlace> starts,
      List<Step> steps,
      Replay.Listener listener,
      StopSignal stop) {
    Map<PartitionId, Scn> ends = new TreeMap<>();
    steps.forEach(
        step -> step.route().end().scn().ifPresent(scn -> ends.put(step.route().partition(), scn)));
    List<PartitionStats> last = new ArrayList<>();
    boolean complete =
        starts.isEmpty()
            || new Passage(settings, course(starts, ends), mode.anew())
                .run(
                    stats -> {
                      last.clear();
                      last.addAll(stats);
                      tell(stats, steps, listener);
                    },
                    stop);
    List<String> lines = new ArrayList<>();
    last.forEach(
        stats ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s: %,d changes, now at %s",
                    stats.partition(),
                    stats.counts().rows(),
                    stats.checkpoint().map(at -> at.scn().toString()).orElse("its begin"))));
    return new Outcome(complete || end.live(), lines);
  }

  private Course course(Map<PartitionId, StartPlace> starts, Map<PartitionId, Scn> ends) {
    return new Course(starts, ends, new Pace(mode.perSecond(), System::nanoTime));
  }

  private static void tell(List<PartitionStats> stats, List<Step> steps, Replay.Listener listener) {
    long done = stats.stream().mapToLong(now -> now.counts().transactions()).sum();
    long changes = stats.stream().mapToLong(now -> now.counts().rows()).sum();
    long expected = steps.stream().mapToLong(step -> step.route().expected(step.from())).sum();
    listener.at(done, Math.max(done, expected), changes);
    stats.stream()
        .flatMap(now -> now.failure().stream())
        .findFirst()
        .ifPresent(failure -> listener.note(failure.message()));
  }

  private String line(Step step) {
    Route route = step.route();
    String to = route.end().scn().map(scn -> "to " + scn).orElse("on, live");
    if (route.end().nothing()) {
      return route.partition() + ": nothing";
    }
    return step.from()
        .map(
            at ->
                route
                    .ahead(at)
                    .orElse(route.partition() + ": from " + at.scn() + ", where it stands, " + to))
        .orElse(route.partition() + ": anew, " + to);
  }

  private static DoppioException refused(String what) {
    return new DoppioException(FailureKind.TARGET_REFUSED, what);
  }
}
