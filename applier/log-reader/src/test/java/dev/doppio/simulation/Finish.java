package dev.doppio.simulation;

import dev.doppio.logwriter.Orphan;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.simulation.judge.Journal.Committed;
import dev.doppio.simulation.judge.Violation;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nothing happens any more: the writers, and then a reader of each copy, come to rest. */
final class Finish {
  private static final int ROUNDS = 1000;
  private static final int QUIET = 12;
  private static final int STEPS = 20;
  private static final int STARTS = 8;

  private final Simulation simulation;
  private final Stage stage;
  private int starts;

  Finish(Simulation simulation) {
    this.simulation = simulation;
    this.stage = simulation.stage();
  }

  void run() {
    stage.hazards.end();
    simulation.mirror().beSteady();
    simulation.everybody(Process::heal);
    write();
    if (!simulation.calamities().madeAgain()) {
      simulation.judge().orphans(Stage.ORPHANED, orphans());
    }
    simulation.mirror().copySchemas();
    for (PartitionId partition : Cluster.partitions()) {
      simulation.mirror().copy(partition, Integer.MAX_VALUE);
    }
    simulation.calamities().goOn();
    simulation.everybody(Process::kill);
    boolean originFirst = stage.random.nextBoolean();
    read(originFirst ? simulation.origin() : simulation.copy());
    read(originFirst ? simulation.copy() : simulation.origin());
  }

  /** The source tells its clock now and then, so that a zombie has something to write. */
  private void write() {
    for (int round = 0; round < ROUNDS; round++) {
      if (round > QUIET && allIsWritten()) {
        return;
      }
      if (round % 4 == 0) {
        simulation.source().idle(stage.clock.instant());
      }
      if (simulation.writers().stream().noneMatch(Process::isAlive)) {
        start();
      }
      for (int step = 0; step < STEPS; step++) {
        simulation.writers().stream().filter(Process::isAlive).forEach(Process::step);
      }
      simulation.everybody(Process::step);
      simulation.log().settleOne();
      stage.clock.pass(Duration.ofMillis(300));
      simulation.onlooker().look();
    }
    long alive = simulation.writers().stream().filter(Process::isAlive).count();
    throw new Violation(
        alive > 1 ? "G6" : "G1", alive + " writers live, and the log does not get everything");
  }

  private void start() {
    if (++starts > STARTS) {
      throw new Violation("G6", "writers end one another for ever");
    }
    simulation.startWriter();
  }

  private boolean allIsWritten() {
    List<WriterProcess> alive = simulation.writers().stream().filter(Process::isAlive).toList();
    String log = simulation.origin().broker().logId(Stage.DATABASE).toString();
    return alive.size() == 1
        && alive.get(0).rests()
        && Cluster.partitions().stream()
            .allMatch(partition -> simulation.judge().holdsAll(log, partition.number()));
  }

  private List<Committed> orphans() {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (Orphan orphan : simulation.log().orphans()) {
      value.writeBytes(orphan.value());
      if (orphan.lastSegment()) {
        String gtid = orphan.begin().gtid().map(Gtid::toString).orElse("");
        lines
            .computeIfAbsent(gtid, g -> new ArrayList<>())
            .add(simulation.judge().line(value.toByteArray()));
        value.reset();
      }
    }
    return lines.entrySet().stream().map(e -> new Committed(e.getKey(), e.getValue())).toList();
  }

  private void read(Cluster cluster) {
    ReaderProcess reader = simulation.startReader(cluster).alone();
    int idle = 0;
    for (int round = 0; round < 10 * ROUNDS && idle < ROUNDS; round++) {
      if (Cluster.partitions().stream().allMatch(partition -> settled(reader, partition))) {
        reader.kill();
        return;
      }
      reader.step();
      if (!reader.worked()) {
        idle++;
        stage.clock.pass(Duration.ofMillis(100));
      }
    }
    throw new Violation(
        "G7", "the reader of " + cluster.name() + " waits for what does not come: " + reader);
  }

  /** It shows everything, or it has said why not. */
  private boolean settled(ReaderProcess reader, PartitionId partition) {
    if (simulation.calamities().forked(partition)) {
      return settledInFork(reader, partition);
    }
    boolean all = simulation.judge().showsAll(partition.number());
    if (all && !simulation.calamities().madeAgain()) {
      equal(partition);
    }
    return all || reader.hasStopped(partition);
  }

  /** In the lost datacenter nothing tells it; in the other it follows, or says that it can't. */
  private boolean settledInFork(ReaderProcess reader, PartitionId partition) {
    boolean follows =
        simulation
            .target()
            .checkpoint(partition)
            .filter(at -> at.scn().generation() == Fork.GENERATION)
            .isPresent();
    return reader.cluster() == simulation.origin()
        || (follows && simulation.judge().showsAll(partition.number()))
        || reader.hasStopped(partition);
  }

  private void equal(PartitionId partition) {
    List<String> have =
        simulation
            .target()
            .documents(simulation.traffic().table(partition.number()).name())
            .values()
            .stream()
            .map(row -> Traffic.line(Operation.READ, row))
            .sorted()
            .toList();
    List<String> want = simulation.traffic().rows(partition.number()).stream().sorted().toList();
    if (!have.equals(want)) {
      throw new Violation("G5", partition + " has " + have + ", the source " + want);
    }
  }
}
