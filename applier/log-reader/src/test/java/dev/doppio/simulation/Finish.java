package dev.doppio.simulation;

import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.simulation.judge.Violation;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Nothing happens any more: the writers, and then a reader of each copy, come to rest. */
final class Finish {
  private static final int ROUNDS = 1000;
  private static final int ROUNDS_OF_WRITERS = 200;

  /**
   * So that a reader gives up within the rounds, also where a broken fingerprint is no schema's.
   */
  private static final Duration IDLE = Duration.ofSeconds(1);

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

  /** The sources go on now and then, so that a zombie has something to write, be it a position. */
  private void write() {
    for (int round = 0; round < ROUNDS_OF_WRITERS; round++) {
      if (round > QUIET && allIsWritten()) {
        return;
      }
      for (Node node : simulation.nodes()) {
        write(node, round % 4 == 0);
      }
      simulation.everybody(Process::step);
      simulation.nodes().forEach(node -> node.log().settleOne());
      stage.clock.pass(Duration.ofMillis(300));
      simulation.onlooker().look();
    }
    long alive = simulation.nodes().stream().mapToLong(node -> alive(node).size()).max().orElse(0);
    throw new Violation(
        alive > 1 ? "G6" : "G1", alive + " writers live, and the log does not get everything");
  }

  private void write(Node node, boolean goesOn) {
    if (goesOn) {
      node.source().filtered(1, stage.clock.instant());
    }
    if (alive(node).isEmpty()) {
      start(node);
    }
    for (int step = 0; step < STEPS; step++) {
      alive(node).forEach(Process::step);
    }
  }

  private void start(Node node) {
    if (++starts > STARTS * simulation.nodes().size()) {
      throw new Violation("G6", "writers end one another for ever");
    }
    simulation.startWriter(node);
  }

  private static List<WriterProcess> alive(Node node) {
    return node.writers().stream().filter(Process::isAlive).toList();
  }

  private boolean allIsWritten() {
    String log = simulation.origin().broker().logId(Stage.DATABASE).toString();
    return simulation.isTakenOver()
        && simulation.nodes().stream().allMatch(Finish::rests)
        && IntStream.rangeClosed(0, Stage.ORPHANED)
            .allMatch(partition -> simulation.judge().holdsAll(log, partition));
  }

  private static boolean rests(Node node) {
    List<WriterProcess> alive = alive(node);
    return alive.size() == 1 && alive.get(0).rests();
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
        stage.clock.pass(IDLE);
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
    Traffic traffic = simulation.nodes().get(0).traffic();
    List<String> have =
        simulation.target().documents(traffic.table(partition.number()).name()).values().stream()
            .map(row -> Traffic.line(Operation.READ, row))
            .sorted()
            .toList();
    List<String> want = due(partition, traffic).stream().sorted().toList();
    if (!have.equals(want)) {
      throw new Violation("G5", partition + " has " + have + ", the source " + want);
    }
  }

  /**
   * Two nodes have each their own rows, in this model: what counts is what the log made of them.
   */
  private List<String> due(PartitionId partition, Traffic traffic) {
    String log = simulation.origin().broker().logId(Stage.DATABASE).toString();
    return simulation.nodes().size() == 1
        ? traffic.rows(partition.number())
        : simulation.judge().rows(log, partition.number());
  }
}
