package dev.doppio.simulation;

import dev.doppio.logwriter.LogView;
import dev.doppio.logwriter.Mastership;
import dev.doppio.logwriter.Tenure;
import dev.doppio.logwriter.WritableLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.simulation.judge.Judge;
import java.util.Optional;

/**
 * An operator's command that gives a partition to another node. Planned, it lets the old master
 * drain first; unplanned it does not ask.
 */
final class Takeover extends Process {
  private final Stage stage;
  private final PartitionId partition;
  private final Node from;
  private final Node to;
  private final Judge judge;
  private final Runnable restart;
  private Optional<GtidSet> due = Optional.empty();
  private int committed;
  private boolean releases;

  Takeover(String name, Simulation simulation, PartitionId partition, Node from, Node to) {
    super(name);
    this.stage = simulation.stage();
    this.judge = simulation.judge();
    this.restart = () -> simulation.startWriter(to);
    this.partition = partition;
    this.from = from;
    this.to = to;
  }

  /** The old master drains, and gives the partition up, before the new one takes it. */
  Takeover planned() {
    releases = true;
    due = Optional.of(from.source().position().executed());
    committed = judge.committed(from.name(), partition.number());
    from.block(partition);
    return this;
  }

  @Override
  boolean isApart() {
    return true;
  }

  @Override
  void act() {
    try {
      if (!releases) {
        take();
        kill();
      } else if (drained()) {
        release();
        releases = false;
      }
    } catch (DoppioException e) {
      boolean refused = e.kind() == FailureKind.MASTERSHIP_REFUSED;
      stage.tally.count(refused ? "takeover: another was faster" : "takeover: tries again");
      if (refused) {
        kill();
      }
    }
  }

  /** What the source had executed when writes were blocked is in the log. */
  private boolean drained() {
    try (LogView view = log(from).view()) {
      boolean drained =
          view.position(from.name())
              .filter(at -> at.source().executed().contains(due.orElseThrow()))
              .isPresent();
      if (drained) {
        String id = view.logId(Stage.DATABASE).toString();
        judge.drained(id, from.name(), partition.number(), committed);
      }
      return drained;
    }
  }

  private void release() {
    try (LogView view = log(from).view()) {
      Mastership mastership = mastership(from, view);
      Tenure tenure = mastership.tenure(partition);
      if (mastership.isMine(tenure)) {
        mastership.release(tenure);
        stage.tally.count("takeover: drained and released");
      }
    }
  }

  private void take() {
    try (LogView view = log(to).view()) {
      Mastership mastership = mastership(to, view);
      Tenure tenure = mastership.tenure(partition);
      if (!mastership.isMine(tenure)) {
        met(tenure);
        mastership.take(tenure, false);
        if (stage.random.nextBoolean()) {
          restart.run();
        }
      }
    }
  }

  private void met(Tenure tenure) {
    boolean owned = tenure.entry().flatMap(LedgerEntry::owner).isPresent();
    stage.tally.count(owned ? "takeover: unplanned" : "takeover: of what nobody has");
    if (owned && from.log().isWriting()) {
      stage.tally.count("takeover: while its master has a transaction open");
    }
    if (tenure.isUnfinished()) {
      stage.tally.count("takeover: of one that was never opened");
    }
  }

  private WritableLog log(Node node) {
    return Wire.to(WritableLog.class, node.log(), Peer.LOG, this, stage);
  }

  private Mastership mastership(Node node, LogView view) {
    return new Mastership(node.log().candidate(), node.databases(), view, stage.clock);
  }

  @Override
  void ended() {
    from.admit(partition);
  }
}
