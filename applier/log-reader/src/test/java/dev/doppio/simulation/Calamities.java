package dev.doppio.simulation;

import dev.doppio.logwriter.MemoryPartition;
import dev.doppio.logwriter.MemoryRecord;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Makes calamities happen, and says for what readers and writers may then stop. */
final class Calamities {
  private static final int EVENTS_HELD = 40;

  private final Simulation simulation;
  private final Stage stage;
  private Optional<Fork> fork = Optional.empty();
  private boolean madeAgain;
  private int held;

  Calamities(Simulation simulation) {
    this.simulation = simulation;
    this.stage = simulation.stage();
  }

  boolean madeAgain() {
    return madeAgain;
  }

  boolean forked(PartitionId partition) {
    return fork.map(Fork::partition).equals(Optional.of(partition));
  }

  /** What goes on elsewhere goes on. */
  void goOn() {
    fork.ifPresent(Fork::beat);
  }

  /** False when it can't happen yet. */
  boolean happen(Calamity calamity) {
    stage.trace.add("world", "calamity ", calamity);
    return switch (calamity) {
      case RETENTION_IN_THE_ORIGIN -> retention(simulation.origin());
      case RETENTION_IN_THE_COPY -> retention(simulation.copy());
      case RECORDS_LOST_BY_THE_MIRROR -> damage(Mirror.Damage.LOSES_RECORDS);
      case BIT_FLIPPED_BY_THE_MIRROR -> damage(Mirror.Damage.FLIPS_A_BIT);
      case LOG_GOES_ON_ELSEWHERE -> fork();
      case LOG_MADE_AGAIN -> makeAgain();
      case SCHEMAS_HELD_BACK -> holdSchemas();
    };
  }

  /** Deletes what the target has not applied yet. */
  private boolean retention(Cluster cluster) {
    PartitionId partition = Simulation.any(stage);
    MemoryPartition log = cluster.of(partition);
    Optional<Checkpoint> checkpoint = simulation.target().checkpoint(partition);
    long needed = checkpoint.map(c -> after(log, c.scn())).orElse(log.stableEnd());
    long most = lastRun(log);
    if (most <= needed) {
      return false;
    }
    simulation.onlooker().look();
    log.deleteBefore(needed + 1 + stage.random.nextInt((int) (most - needed)));
    cluster.damaged(partition, FailureKind.LOG_TRUNCATED, FailureKind.LOG_GAP);
    return true;
  }

  /** What the target has applied and the mirror has copied nobody needs any more. */
  void harmlessRetention() {
    PartitionId partition = Simulation.any(stage);
    MemoryPartition log = simulation.origin().of(partition);
    Optional<Checkpoint> checkpoint = simulation.target().checkpoint(partition);
    if (checkpoint.isPresent() && !madeAgain) {
      simulation.onlooker().look();
      long needed = Math.min(lastRun(log), simulation.mirror().next(partition));
      log.deleteBefore(Math.min(needed, after(log, checkpoint.get().scn())));
      stage.tally.count("log: retention that hurts nobody");
    }
  }

  private static long after(MemoryPartition log, Scn scn) {
    for (Map.Entry<Long, MemoryRecord> record : all(log).entrySet()) {
      if (record.getValue().read().place().scn().compareTo(scn) > 0) {
        return record.getKey();
      }
    }
    return log.stableEnd();
  }

  /** Where the last run begins: a writer has to find its place. */
  private static long lastRun(MemoryPartition log) {
    for (Map.Entry<Long, MemoryRecord> record : all(log).descendingMap().entrySet()) {
      if (record.getValue().b().isPresent()) {
        return record.getKey();
      }
    }
    return log.begin();
  }

  private static NavigableMap<Long, MemoryRecord> all(MemoryPartition log) {
    return log.readable(log.begin(), log.end());
  }

  private boolean damage(Mirror.Damage damage) {
    simulation.mirror().damage(damage);
    return true;
  }

  private boolean fork() {
    simulation.onlooker().look();
    Fork next = new Fork(simulation, Simulation.any(stage));
    fork = next.begin() ? Optional.of(next) : Optional.empty();
    return fork.isPresent();
  }

  private boolean makeAgain() {
    simulation.origin().broker().recreate(Stage.DATABASE);
    simulation.nodes().forEach(node -> node.log().forcePosition(Optional.empty()));
    simulation.onlooker().begin();
    simulation.nodes().forEach(node -> node.writers().forEach(WriterProcess::lostItsLog));
    for (PartitionId partition : Cluster.partitions()) {
      for (Cluster cluster : new Cluster[] {simulation.origin(), simulation.copy()}) {
        cluster.damaged(
            partition,
            FailureKind.LOG_REPLACED,
            FailureKind.LOG_GAP,
            FailureKind.LOG_CORRUPT,
            FailureKind.LOG_TRUNCATED);
      }
    }
    madeAgain = true;
    return true;
  }

  /** First new versions of tables that are not copied, then a wait that is too long. */
  private boolean holdSchemas() {
    if (held == 0) {
      simulation.mirror().withholdSchemas();
      Cluster.partitions().forEach(p -> simulation.copy().excused(p, FailureKind.SCHEMA_UNKNOWN));
    }
    if (held % 8 == 0) {
      simulation.nodes().forEach(node -> node.traffic().alter());
    }
    held++;
    boolean longEnough = held == EVENTS_HELD;
    if (longEnough) {
      stage.clock.pass(Duration.ofHours(1));
    }
    return longEnough;
  }
}
