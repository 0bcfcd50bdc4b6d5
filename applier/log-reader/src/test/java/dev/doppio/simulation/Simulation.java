package dev.doppio.simulation;

import dev.doppio.logwriter.MemoryBroker;
import dev.doppio.logwriter.MemoryLog;
import dev.doppio.logwriter.MemorySource;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.simulation.judge.Judge;
import dev.doppio.simulation.judge.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A storage node, its log, a mirror of that and a target; writers of the one node and readers of
 * both copies, as many as the seed wants. First everything happens to them, then nothing any more,
 * and then all has to be well. The judge is asked after every event.
 */
final class Simulation {
  private static final int WRITERS = 3;
  private static final int READERS = 3;

  private final Stage stage;
  private final MemorySource source;
  private final Cluster origin;
  private final Cluster copy;
  private final MemoryLog log;
  private final Traffic traffic;
  private final Mirror mirror;
  private final Judge judge;
  private final Onlooker onlooker;
  private final JudgedTarget target;
  private final Calamities calamities;
  private final List<WriterProcess> writers = new ArrayList<>();
  private final List<ReaderProcess> readers = new ArrayList<>();
  private int started;

  Simulation(long seed) {
    stage = new Stage(seed);
    source = new MemorySource(stage.clock.instant());
    int[] logs = {0};
    origin = new Cluster("dc1", new MemoryBroker(() -> new LogId(new UUID(1, logs[0]++))));
    copy = new Cluster("dc2", new MemoryBroker(() -> new LogId(new UUID(2, 0))));
    log = new MemoryLog(origin.broker()).withLateMarkers();
    traffic = new Traffic(source, stage.random);
    mirror = new Mirror(stage, origin, copy);
    judge = new Judge(traffic.journal());
    onlooker = new Onlooker(origin, judge, stage.tally);
    target = new JudgedTarget(onlooker, judge);
    calamities = new Calamities(this);
    stage.others(this::happen);
  }

  /** Runs the seed to its end; throws a {@link Violation} where a guarantee does not hold. */
  void run() {
    int events = 80 + stage.random.nextInt(160);
    Optional<Calamity> calamity =
        stage.random.nextBoolean() ? Optional.of(stage.any(Calamity.values())) : Optional.empty();
    int when = stage.random.nextInt(events);
    for (int i = 0; i < events; i++) {
      if (i >= when && calamity.isPresent() && calamities.happen(calamity.get())) {
        stage.tally.count("calamity: " + calamity.get());
        calamity = Optional.empty();
      }
      happen();
    }
    new Finish(this).run();
  }

  /** One event; also while somebody stands still. */
  private void happen() {
    switch (stage.random.nextInt(28)) {
      case 0, 1, 2 -> traffic.transaction();
      case 3, 4, 5, 6, 7, 8 -> step(writers, this::startWriter);
      case 9, 10, 11 -> mirror.copy(any(), 1 + stage.random.nextInt(20));
      case 12 -> rarely(2, mirror::copySchemas);
      case 13 -> stage.clock.pass(Duration.ofMillis(stage.random.nextInt(3000)));
      case 14 -> rarely(4, traffic::alter);
      case 15 -> rarely(2, () -> source.idle(stage.clock.instant()));
      case 16 -> log.settleOne();
      case 17 -> rarely(3, this::timeOut);
      case 18 -> rarely(3, this::startWriter);
      case 19 -> rarely(3, this::startReader);
      case 20 -> rarely(3, this::breakNetwork);
      case 21 -> everybody(Process::heal);
      case 22 -> rarely(10, this::kill);
      case 23 -> rarely(4, mirror::restart);
      case 24 -> rarely(2, calamities::harmlessRetention);
      default -> step(readers, this::startReader);
    }
    onlooker.look();
  }

  private void rarely(int in, Runnable event) {
    if (stage.oneIn(in)) {
      event.run();
    }
  }

  static PartitionId any(Stage stage) {
    return Cluster.partition(stage.random.nextInt(Stage.OWNED));
  }

  private PartitionId any() {
    return any(stage);
  }

  private <P extends Process> void step(List<P> processes, Runnable start) {
    List<P> ready = processes.stream().filter(p -> p.isAlive() && !p.isBusy()).toList();
    if (ready.isEmpty()) {
      rarely(2, start);
      return;
    }
    P one = ready.get(stage.random.nextInt(ready.size()));
    for (int steps = 1 + stage.random.nextInt(6); steps > 0 && one.isAlive(); steps--) {
      one.step();
    }
  }

  /**
   * Those that are there already are not told: they are zombies now, and find out by themselves.
   */
  void startWriter() {
    writers.removeIf(writer -> !writer.isAlive());
    if (writers.size() < WRITERS) {
      writers.add(new WriterProcess("writer-" + started++, stage, log, source));
    }
  }

  private void startReader() {
    startReader(stage.random.nextBoolean() ? origin : copy);
  }

  /** The oldest makes room: readers that have lost their partitions stay, and do nothing. */
  ReaderProcess startReader(Cluster from) {
    readers.removeIf(reader -> !reader.isAlive());
    if (readers.size() == READERS) {
      readers.remove(0).kill();
    }
    readers.add(new ReaderProcess("reader-" + started++ + "@" + from.name(), stage, from, target));
    return readers.get(readers.size() - 1);
  }

  private void timeOut() {
    if (log.timeOut()) {
      stage.tally.count("log: transactions timed out");
    }
  }

  private void breakNetwork() {
    List<Process> all = processes();
    if (!all.isEmpty()) {
      Peer peer = stage.any(Peer.values());
      Process cut = all.get(stage.random.nextInt(all.size()));
      cut.cut(peer);
      stage.tally.count("network: cut from " + peer);
      stage.trace.add(cut.name(), "is cut from ", peer);
    }
  }

  private void kill() {
    List<Process> all = processes();
    if (!all.isEmpty()) {
      Process victim = all.get(stage.random.nextInt(all.size()));
      stage.trace.add(victim.name(), "is killed", "");
      stage.tally.count("process: killed" + (victim.isBusy() ? " while it stood still" : ""));
      victim.kill();
    }
  }

  private List<Process> processes() {
    List<Process> all = new ArrayList<>(writers);
    all.addAll(readers);
    all.removeIf(process -> !process.isAlive());
    return all;
  }

  void everybody(Consumer<Process> act) {
    processes().forEach(act);
  }

  Stage stage() {
    return stage;
  }

  MemorySource source() {
    return source;
  }

  Cluster origin() {
    return origin;
  }

  Cluster copy() {
    return copy;
  }

  MemoryLog log() {
    return log;
  }

  Traffic traffic() {
    return traffic;
  }

  Mirror mirror() {
    return mirror;
  }

  Judge judge() {
    return judge;
  }

  Onlooker onlooker() {
    return onlooker;
  }

  JudgedTarget target() {
    return target;
  }

  Calamities calamities() {
    return calamities;
  }

  List<WriterProcess> writers() {
    return writers;
  }
}
