package dev.doppio.cli.demo;

import dev.doppio.cli.workload.Workload;
import dev.doppio.local.LocalException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Traffic, two kills in mid-flow, and then everything that was committed arrives. */
final class Flow {
  private static final int ROUND = 1;
  private static final int DRAIN_SECONDS = 120;
  private static final int LOOK_MILLIS = 1_000;

  private final DemoOptions options;
  private final Screen screen;
  private final CountDownLatch interrupted;
  private final Workload workload;
  private final Monitor monitor;
  private final Replica replica;
  private final DaemonProcess applier;
  private final Kill first;
  private final Kill second;
  private long start;

  /**
   * @param options how much traffic
   * @param screen told of it all
   * @param interrupted ends it early
   * @param workload made and populated
   * @param monitor whose baseline is set
   * @param replica to be reached by all of the traffic
   * @param daemons sidecar and applier, running
   */
  Flow(
      DemoOptions options,
      Screen screen,
      CountDownLatch interrupted,
      Workload workload,
      Monitor monitor,
      Replica replica,
      List<DaemonProcess> daemons) {
    this.options = options;
    this.screen = screen;
    this.interrupted = interrupted;
    this.workload = workload;
    this.monitor = monitor;
    this.replica = replica;
    this.applier = daemons.get(1);
    this.first = new Kill(daemons.get(0), options.seconds() / 3.0, screen);
    this.second = new Kill(applier, options.seconds() * 2 / 3.0, screen);
  }

  void run() throws SQLException, InterruptedException {
    start = System.nanoTime();
    traffic();
    workload.stamp(ROUND);
    screen.say(
        "traffic ends: "
            + LiveTable.count(workload.journal().count())
            + " transactions; waiting until applied = log end");
    drain();
    screen.say(
        "applied = log end: "
            + LiveTable.count(replica.applied().orElse(0L))
            + " data transactions in "
            + options.partitions()
            + " partitions");
  }

  private void traffic() throws SQLException, InterruptedException {
    screen.say(
        "traffic: "
            + options.rate()
            + " transactions/s for "
            + options.seconds()
            + " s, seed "
            + options.seed());
    workload.start();
    while (seconds() < options.seconds() && workload.failure().isEmpty()) {
      look(false);
      pause(LOOK_MILLIS);
    }
    workload.stop();
  }

  private void drain() throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
    boolean drained = false;
    while (!drained || !first.isDone() || !second.isDone()) {
      look(drained);
      if (System.nanoTime() > deadline) {
        throw new LocalException(
            "The replica did not reach the end of the log within "
                + DRAIN_SECONDS
                + " s. "
                + applier.lastWords());
      }
      pause(LOOK_MILLIS / 4);
      drained = workload.withoutStamp(replica.connection(), ROUND) == 0 && monitor.drained();
    }
    screen.table(monitor.look());
    screen.endTable();
  }

  /** What lags behind because of the first kill is in flow still; else no time is better. */
  private void look(boolean drained) {
    screen.table(monitor.look());
    first.step(seconds(), true);
    second.step(seconds(), first.isDone() && (monitor.applying() || drained));
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private void pause(long millis) throws InterruptedException {
    if (interrupted.await(millis, TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("Ctrl-C");
    }
  }
}
