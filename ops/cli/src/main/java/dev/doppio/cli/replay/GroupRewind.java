package dev.doppio.cli.replay;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.desk.TargetDesk;
import dev.doppio.logreader.Rewind;
import dev.doppio.logreader.TargetStanding;
import dev.doppio.logreader.TargetView;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Sets the checkpoints of a target back, which its appliers notice: they go on from there. Used by
 * one thread.
 *
 * @param settings of the appliers
 * @param database whose log
 * @param numbers of the partitions; empty for all that the target has
 * @param who user and host of the operator
 */
public record GroupRewind(
    ApplySettings settings, String database, Set<Integer> numbers, String who) {
  public GroupRewind {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(database);
    numbers = Set.copyOf(numbers);
    Objects.requireNonNull(who);
  }

  /**
   * Rewinds each partition that stands behind the place; the others are told and left alone.
   *
   * @param dryRun says what would be
   * @return what was done, a line for each partition
   * @throws DoppioException why nothing was, or which partitions were before one was refused
   */
  public List<String> to(Begin begin, boolean dryRun) {
    TargetDesk desk = TargetDesk.of(settings);
    List<String> lines = new ArrayList<>();
    try (KafkaLog kafka = new KafkaLog(settings.log());
        Routes routes = new Routes(kafka, database)) {
      Map<Route, Checkpoint> ahead = new LinkedHashMap<>();
      for (Route route : routes.find(partitions(kafka, begin), begin, End.ofLog())) {
        TargetStanding standing = standing(desk, route.partition());
        standing
            .checkpoint()
            .filter(route::isRewindOf)
            .ifPresentOrElse(
                at -> ahead.put(route, at),
                () -> lines.add(route.partition() + " does not stand behind it: left as it is"));
      }
      if (ahead.isEmpty()) {
        throw refused("no partition of " + database + " stands behind it; nothing was rewound");
      }
      if (dryRun) {
        ahead.forEach((route, at) -> lines.add(route.ahead(at).orElseThrow()));
      } else {
        rewind(desk, routes, ahead, lines);
      }
    }
    return lines;
  }

  private void rewind(
      TargetDesk desk, Routes routes, Map<Route, Checkpoint> ahead, List<String> lines) {
    try (TargetDesk.Rewinds target = desk.rewinds()) {
      for (Route route : ahead.keySet()) {
        Rewind.Done done = target.rewind(routes.rewind(route), who, "doppio replay --group");
        lines.add(
            route.partition()
                + ": set back from "
                + done.from().scn()
                + " to "
                + done.to().map(at -> at.scn().toString()).orElse("before its begin")
                + ", "
                + (done.from().transactions() - done.to().map(Checkpoint::transactions).orElse(0L))
                + " transactions are applied again");
      }
    } catch (DoppioException e) {
      throw lines.isEmpty()
          ? e
          : new DoppioException(
              e.kind(), e.getMessage() + ". Before that: " + String.join("; ", lines), e);
    }
  }

  /**
   * Puts the checkpoints back, each where nothing was applied since.
   *
   * @return what was done, a line for each partition
   * @throws DoppioException TARGET_REFUSED when that holds for none of them
   */
  public List<String> undo() {
    List<String> lines = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    try (KafkaLog kafka = new KafkaLog(settings.log());
        TargetDesk.Rewinds target = TargetDesk.of(settings).rewinds()) {
      for (PartitionId partition : partitions(kafka, Begin.ofLog())) {
        try {
          lines.add(partition + ": stands at " + target.undo(partition).from().scn() + " again");
        } catch (DoppioException e) {
          if (e.kind() != FailureKind.TARGET_REFUSED) {
            throw e;
          }
          refusals.add(e.getMessage());
        }
      }
    }
    if (lines.isEmpty()) {
      throw refused(String.join("; ", refusals) + "; nothing was undone");
    }
    lines.addAll(refusals);
    return lines;
  }

  private Set<PartitionId> partitions(KafkaLog kafka, Begin begin) {
    int count = kafka.partitions(database);
    Set<PartitionId> chosen = Chosen.of(database, numbers, begin, End.ofLog(), count);
    chosen.retainAll(settings.partitions(database, count));
    return chosen;
  }

  private static TargetStanding standing(TargetDesk desk, PartitionId partition) {
    try (TargetView look = desk.look()) {
      return look.standing(partition);
    }
  }

  private static DoppioException refused(String what) {
    return new DoppioException(FailureKind.TARGET_REFUSED, what);
  }
}
