package dev.doppio.bench.latency;

import dev.doppio.bench.apply.Replica;
import dev.doppio.bench.arm.Servers;
import dev.doppio.local.LocalException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** One pipeline, that runs, at one rate after the other. One thread. */
final class Run {
  private static final int WARM_RATE = 500;
  private static final int WARM_SECONDS = 30;
  private static final Duration FIRST_WITHIN = Duration.ofMinutes(4);
  private static final Duration LAST_WITHIN = Duration.ofMinutes(4);

  /** A rate is held when nothing is later than this. */
  private static final double HELD_MILLIS = 1_000;

  private static final double STEP = 1.5;
  private static final int HIGHEST = 100_000;

  private final Servers servers;
  private final Replica replica;
  private final LatencyLoad load;
  private final Consumer<String> say;
  private long next;

  Run(Servers servers, Replica replica, LatencyLoad load, Consumer<String> say) {
    this.servers = servers;
    this.replica = replica;
    this.load = load;
    this.say = say;
  }

  /**
   * At one rate.
   *
   * @param rate transactions that were due in a second
   * @param visible times until the replica shows them
   * @param committed times until they are committed at the source
   */
  record Outcome(int rate, Histogram visible, Histogram committed) {
    boolean isHeld() {
      return Times.millis(visible, 99.9) < HELD_MILLIS;
    }
  }

  /** All rates that are asked for, and the highest that is held; once per object. */
  void run(String name, String database, Pipeline.Running running, BiConsumer<String, Outcome> into)
      throws SQLException {
    Writers writers = new Writers(servers.mysql(), database, load.bytes());
    Schedule first = new Schedule(next++, 1, 1, System.nanoTime());
    writers.write(first);
    awaitTable(database, running);
    try (Observer observer = new Observer(replica.mysql(), database, running::check)) {
      observer.watch(first, FIRST_WITHIN);
      at(WARM_RATE, WARM_SECONDS * WARM_RATE, writers, observer, LAST_WITHIN);
      boolean held = true;
      int rate = 0;
      for (int each : load.rates()) {
        rate = each;
        Outcome outcome = at(rate, rate * load.seconds(), writers, observer, LAST_WITHIN);
        tell(name, outcome);
        into.accept(name, outcome);
        held = outcome.isHeld();
      }
      while (load.highest() && held && rate < HIGHEST) {
        rate = (int) (rate * STEP);
        Outcome outcome = at(rate, rate * load.seconds(), writers, observer, LAST_WITHIN);
        tell(name, outcome);
        held = outcome.isHeld();
        if (held) {
          into.accept(name, outcome);
        }
      }
    }
  }

  /** Our applier makes it when it meets the first document. */
  private void awaitTable(String database, Pipeline.Running running) throws SQLException {
    long deadline = System.nanoTime() + FIRST_WITHIN.toNanos();
    while (!replica.hasTable(database)) {
      running.check();
      if (System.nanoTime() > deadline) {
        throw new LocalException("The replica got no table in " + FIRST_WITHIN);
      }
    }
  }

  private Outcome at(int rate, int count, Writers writers, Observer observer, Duration patience)
      throws SQLException {
    Schedule schedule = new Schedule(next, count, rate, System.nanoTime());
    next += count;
    CompletableFuture<Histogram> committed =
        CompletableFuture.supplyAsync(() -> writers.write(schedule));
    Histogram visible = observer.watch(schedule, patience);
    try {
      return new Outcome(rate, visible, committed.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void tell(String name, Outcome outcome) {
    say.accept(
        String.format(
            Locale.ROOT,
            "%-16s %,6d/s  p50 %,.1f  p99 %,.1f  p99.9 %,.1f ms%s",
            name,
            outcome.rate(),
            Times.millis(outcome.visible(), 50),
            Times.millis(outcome.visible(), 99),
            Times.millis(outcome.visible(), 99.9),
            outcome.isHeld() ? "" : ": not held"));
  }
}
