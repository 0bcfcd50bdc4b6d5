package dev.doppio.cli.daemon;

import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.PartitionStats.State;
import dev.doppio.schemas.failure.FailureKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Writes a line when partitions come or go, and for each whose state changes, or the kind of
 * failure against which it tries again. One thread.
 */
final class PartitionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionWatch.class);

  private final Map<String, Told> known = new HashMap<>();

  /** What was last said of a partition, and how often it had begun by then. */
  private record Told(State state, Optional<FailureKind> retried, long starts) {
    static final Told NOTHING = new Told(State.STARTING, Optional.empty(), 0);

    static Told of(PartitionStats partition) {
      return new Told(
          partition.state(),
          partition
              .failure()
              .map(PartitionStats.Failure::kind)
              .filter(kind -> partition.state() == State.RETRYING),
          partition.counts().starts());
    }
  }

  void look(List<PartitionStats> partitions) {
    Set<String> names = new TreeSet<>();
    partitions.forEach(partition -> names.add(partition.partition().toString()));
    if (!names.equals(known.keySet())) {
      LOG.info(
          "partitions of this process: {}", names.isEmpty() ? "none" : String.join(", ", names));
      known.keySet().retainAll(names);
    }
    for (PartitionStats partition : partitions) {
      String name = partition.partition().toString();
      Told before = known.getOrDefault(name, Told.NOTHING);
      Told now = Told.of(partition);
      known.put(name, now);
      if (!now.equals(before)) {
        MDC.put("partition", name);
        place(partition);
        say(before.state(), partition);
        List.of("partition", "scn", "gtid").forEach(MDC::remove);
      }
    }
  }

  /** Of the run that failed, else of the last one that is applied. */
  private static void place(PartitionStats partition) {
    partition.checkpoint().ifPresent(at -> MDC.put("scn", at.scn().toString()));
    partition
        .failure()
        .flatMap(PartitionStats.Failure::run)
        .ifPresent(
            run -> {
              MDC.put("scn", run.scn().toString());
              run.gtid().ifPresent(id -> MDC.put("gtid", id.toString()));
            });
  }

  private static void say(State before, PartitionStats partition) {
    String reason =
        partition.failure().map(failure -> failure.message()).orElse("no reason is known");
    switch (partition.state()) {
      case STARTING -> starting(partition.failure().map(failure -> failure.message()));
      case RUNNING -> running(before);
      case AWAITING_SCHEMA -> LOG.warn("{}; waiting for the schema", reason);
      case RETRYING -> LOG.warn("{}; trying again", reason);
      case STOPPED -> LOG.error("{}; this partition has stopped, the others go on", reason);
    }
  }

  private static void starting(Optional<String> after) {
    after.ifPresentOrElse(
        reason -> LOG.warn("{}; finding its place in the log again", reason),
        () -> LOG.info("finding its place in the log"));
  }

  private static void running(State before) {
    switch (before) {
      case STARTING -> LOG.debug("applying");
      case RUNNING -> LOG.info("applying again, from its checkpoint");
      default -> LOG.info("applying again, after {}", before);
    }
  }
}
