package dev.doppio.simulation;

import static java.util.stream.Collectors.toMap;

import dev.doppio.logwriter.MemoryBroker;
import dev.doppio.logwriter.MemoryLog;
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
 * One or two storage nodes, their log, a mirror of that and a target; writers of each node and
 * readers of both copies, as many as the seed wants. First everything happens to them, then nothing
 * any more, and then all has to be well. The judge is asked after every event.
 */
final class Simulation {
  private static final int READERS = 3;
  private static final int MOST_TAKEOVERS = 2;
  private static final int EVENTS = 28;

  /** Of seeds with two nodes: takeovers come on top of all else, and more steps of writers. */
  private static final int EVENTS_OF_TWO = 40;

  private final Stage stage;
  private final Cluster origin;
  private final Cluster copy;
  private final List<Node> nodes = new ArrayList<>();
  private final Mirror mirror;
  private final Judge judge;
  private final Onlooker onlooker;
  private final JudgedTarget target;
  private final Calamities calamities;
  private final List<ReaderProcess> readers = new ArrayList<>();
  private final List<Takeover> takeovers = new ArrayList<>();
  private int started;

  Simulation(long seed) {
    stage = new Stage(seed);
    int[] logs = {0};
    origin = new Cluster("dc1", new MemoryBroker(() -> new LogId(new UUID(1, logs[0]++))));
    copy = new Cluster("dc2", new MemoryBroker(() -> new LogId(new UUID(2, 0))));
    addNodes(!stage.oneIn(3));
    mirror = new Mirror(stage, origin, copy);
    judge = new Judge(nodes.stream().collect(toMap(Node::name, node -> node.traffic().journal())));
    onlooker = new Onlooker(origin, nodes, judge, stage.tally);
    target = new JudgedTarget(onlooker, judge);
    calamities = new Calamities(this);
    stage.others(this::happen);
    stage.judge(onlooker::look);
  }

  private void addNodes(boolean alone) {
    MemoryLog first = new MemoryLog(origin.broker());
    nodes.add(new Node(stage, first, List.of(0, 1, 2), alone));
    if (!alone) {
      List<Integer> claims =
          stage.random.nextBoolean() ? List.of(0, 1, 2) : List.of(any().number());
      nodes.add(new Node(stage, first.ofOtherNode(), claims, false));
    }
  }

  /** Runs the seed to its end; throws a {@link Violation} where a guarantee does not hold. */
  void run() {
    try {
      play();
    } finally {
      everybody(Process::kill);
    }
  }

  private void play() {
    int events = (80 + stage.random.nextInt(160)) * nodes.size();
    Optional<Calamity> calamity =
        stage.random.nextBoolean() ? Optional.of(stage.any(Calamity.values())) : Optional.empty();
    calamity = calamity.filter(drawn -> drawn.befalls(nodes.size()));
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
    Node node = nodes.get(nodes.size() == 1 ? 0 : stage.random.nextInt(nodes.size()));
    switch (stage.random.nextInt(nodes.size() == 1 ? EVENTS : EVENTS_OF_TWO)) {
      case 0, 1, 2 -> node.traffic().transaction();
      case 3, 4, 5, 6, 7, 8 -> step(node.writers(), () -> startWriter(node));
      case 9, 10, 11 -> mirror.copy(any(), 1 + stage.random.nextInt(20));
      case 12 -> rarely(2, mirror::copySchemas);
      case 13 -> stage.clock.pass(Duration.ofMillis(stage.random.nextInt(3000)));
      case 14 -> rarely(4, node.traffic()::alter);
      case 15 -> rarely(2, () -> node.source().idle(stage.clock.instant()));
      case 16 -> node.log().settleOne();
      case 17 -> rarely(3, () -> timeOut(node));
      case 18 -> rarely(3, () -> startWriter(node));
      case 19 -> rarely(3, this::startReader);
      case 20 -> rarely(3, this::breakNetwork);
      case 21 -> everybody(Process::heal);
      case 22 -> rarely(10, this::kill);
      case 23 -> rarely(4, mirror::restart);
      case 24 -> rarely(2, calamities::harmlessRetention);
      case 25, 26, 27 -> step(readers, this::startReader);
      case 28, 29, 30 -> step(takeovers, () -> {});
      case 31, 32, 33 -> takeOver(node);
      default -> step(node.writers(), () -> startWriter(node));
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
    List<P> ready = processes.stream().filter(Process::isReady).toList();
    if (ready.isEmpty()) {
      rarely(2, start);
      return;
    }
    P one = ready.get(stage.random.nextInt(ready.size()));
    for (int steps = 1 + stage.random.nextInt(6); steps > 0 && one.isReady(); steps--) {
      one.step();
    }
  }

  void startWriter(Node node) {
    boolean alone = nodes.size() == 1;
    String name = "writer-" + started++ + (alone ? "" : "@" + node.name());
    node.startWriter(name, !alone);
  }

  /** A partition that another node has changes its master; that one may stay, and knows nothing. */
  private void takeOver(Node to) {
    PartitionId partition = any();
    Node from = nodes.get(1 - nodes.indexOf(to));
    takeovers.removeIf(takeover -> !takeover.isAlive());
    boolean known = origin.broker().ledger().read().containsKey(partition);
    boolean ready = known && to.log().position().isPresent() && !to.masters(partition);
    if (ready && takeovers.size() < MOST_TAKEOVERS) {
      Takeover next = new Takeover("takeover-" + started++, this, partition, from, to);
      takeovers.add(stage.oneIn(3) ? next.planned() : next);
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

  private void timeOut(Node node) {
    if (node.log().timeOut()) {
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
    List<Process> all = new ArrayList<>();
    nodes.forEach(node -> all.addAll(node.writers()));
    all.addAll(readers);
    all.addAll(takeovers);
    all.removeIf(process -> !process.isAlive());
    return all;
  }

  void everybody(Consumer<Process> act) {
    processes().forEach(act);
  }

  Stage stage() {
    return stage;
  }

  Cluster origin() {
    return origin;
  }

  Cluster copy() {
    return copy;
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

  List<Node> nodes() {
    return nodes;
  }

  boolean isTakenOver() {
    return takeovers.stream().noneMatch(Process::isAlive);
  }
}
