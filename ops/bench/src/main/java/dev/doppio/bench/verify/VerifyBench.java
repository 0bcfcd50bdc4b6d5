package dev.doppio.bench.verify;

import dev.doppio.bench.process.Proc;
import dev.doppio.bench.workload.Loader;
import dev.doppio.bench.workload.Workload;
import dev.doppio.local.Child;
import dev.doppio.local.Workspace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The bench of verify. Used once, by one thread. */
public final class VerifyBench {
  private static final int ROWS_OF_A_TRANSACTION = 100;
  private static final long POLL_MILLIS = 200;

  private final Scene scene;
  private final VerifyReport.Load load;
  private final Consumer<String> say;

  /**
   * @param load what is compared, and what is written meanwhile
   */
  public VerifyBench(Workspace workspace, VerifyReport.Load load, Consumer<String> say) {
    say.accept("starting two MySQL servers and a Kafka on loopback, all files in " + workspace);
    this.scene = Scene.start(workspace);
    this.load = load;
    this.say = say;
  }

  /** Runs it. */
  public VerifyReport run() throws SQLException, InterruptedException {
    say.accept("writing " + load.rows() + " documents of " + load.bytes() + " bytes");
    Loader loader = new Loader(scene.source());
    loader.create(Scene.DATABASE);
    loader.fill(Scene.DATABASE, new Workload(ROWS_OF_A_TRANSACTION, load.bytes(), load.rows()));
    say.accept("copying them to the replica");
    scene.begin();
    awaitCopied();
    List<VerifyReport.AtRest> atRest = new ArrayList<>();
    for (int round = 1; round <= load.rounds(); round++) {
      atRest.add(atRest(round));
    }
    WriteLoad writes = new WriteLoad(scene.source(), load.rows());
    double capacity = writes.run(load.time(), 0, 0).perSecond();
    double half = capacity / 2;
    say.accept(String.format(Locale.ROOT, "the most that can be written: %,.0f/s", capacity));
    List<VerifyReport.Round> rounds = new ArrayList<>();
    for (int round = 1; round <= load.rounds(); round++) {
      awaitVerified(round);
      WriteLoad.Result alone = writes.run(load.time(), half, 2L * round);
      WriteLoad.Result beside = beside(writes, half, round);
      rounds.add(new VerifyReport.Round(alone, beside));
      say.accept("round " + round + ": " + rounds.get(round - 1).words());
    }
    return new VerifyReport(load, atRest, capacity, rounds);
  }

  private void awaitCopied() throws SQLException, InterruptedException {
    try (Connection connection = scene.replica().connect();
        Statement sql = connection.createStatement()) {
      long copied = 0;
      while (copied < load.rows()) {
        Thread.sleep(5 * POLL_MILLIS);
        try (ResultSet row =
            sql.executeQuery("SELECT COUNT(*) FROM " + Scene.DATABASE + ".documents")) {
          row.next();
          copied = row.getLong(1);
        }
      }
    }
  }

  private VerifyReport.AtRest atRest(int round) throws InterruptedException {
    long begin = System.nanoTime();
    Child verify = scene.verify("verify-at-rest-" + round);
    double cpu = 0;
    long peak = 0;
    while (verify.isAlive()) {
      try {
        cpu = Proc.cpuSeconds(verify.pid());
        peak = Proc.peakRssBytes(verify.pid());
      } catch (RuntimeException ended) {
        say.accept("the comparison has ended");
      }
      Thread.sleep(POLL_MILLIS / 4);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    scene.mustSayEqual(verify, load.rows());
    VerifyReport.AtRest figures = new VerifyReport.AtRest(seconds, cpu, peak >> 20);
    say.accept("at rest: " + figures.words(load.rows()));
    return figures;
  }

  /** The replica is in step again, and the caches are as warm as they get. */
  private void awaitVerified(int round) throws InterruptedException {
    scene.mustSayEqual(scene.verify("verify-between-" + round), load.rows());
  }

  private WriteLoad.Result beside(WriteLoad writes, double perSecond, int round)
      throws InterruptedException {
    String[] flags =
        load.rate() > 0 ? new String[] {"--rate", Integer.toString(load.rate())} : new String[] {};
    Child verify = scene.verify("verify-beside-" + round, flags);
    WriteLoad.Result result = writes.run(load.time(), perSecond, 2L * round + 1);
    say.accept("the comparison " + (verify.isAlive() ? "goes on" : "has ended before the load"));
    scene.mustSayEqual(verify, load.rows());
    return result;
  }
}
