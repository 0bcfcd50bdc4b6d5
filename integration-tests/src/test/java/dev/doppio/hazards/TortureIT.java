package dev.doppio.hazards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.doppio.hazards.NetworkFaults.Kind;
import dev.doppio.schemas.failure.CrashPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All faults in a loop under load, in an order that the seed decides, each round on a log of its
 * own: {@code make torture MINUTES=30 SEED=1}.
 */
@Tag("hazard")
@Tag("torture")
final class TortureIT {
  private static final Path TABLE = Path.of("target", "torture.md");
  private static final Path PAGE = Path.of("..", "docs", "guarantees.md");
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final int minutes = Integer.getInteger("minutes", 30);
  private final Random random = new Random(seed);
  private final Results results =
      new Results(
          "Seed "
              + seed
              + ", commit "
              + System.getProperty("commit", "unknown")
              + ", "
              + minutes
              + " minutes, "
              + Runtime.getRuntime().availableProcessors()
              + " processors.");

  @Test
  @Timeout(value = 12, unit = TimeUnit.HOURS)
  void nothingIsLostDoubledTornOrOutOfOrderUnderAllFaultsInALoop() throws Exception {
    System.out.println("TortureIT -Dseed=" + seed);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    try {
      do {
        round(deadline);
      } while (System.nanoTime() < deadline);
      sabotage();
    } finally {
      Files.writeString(TABLE, results.table());
      if (Boolean.getBoolean("publish")) {
        results.publish(PAGE);
      }
    }
    assertThat(results.violations()).isEmpty();
    assertThat(results.isGood()).as("and the sabotage was detected").isTrue();
  }

  private void round(long deadline) throws Exception {
    List<Fault> faults = faults();
    Collections.shuffle(faults, random);
    try (Flow flow = new Flow(random.nextLong())) {
      for (Fault fault : faults) {
        if (System.nanoTime() > deadline) {
          break;
        }
        results.add(flow.strike(fault));
      }
      results.transactions(flow.load().transactions());
    }
  }

  private void sabotage() throws Exception {
    try (Flow flow = new Flow(random.nextLong())) {
      results.sabotaged(flow.strike(Sabotage.checkpoint()));
    }
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (CrashPoint point : CrashPoint.values()) {
      int times = point == CrashPoint.WRITER_OPENED ? 1 : 1 + random.nextInt(20);
      if (point.name().matches(ProcessFaults.OF_THE_FLOW)) {
        faults.add(ProcessFaults.crash(point, times));
      }
    }
    for (String link : Flow.LINKS) {
      for (Kind kind : Kind.values()) {
        faults.add(NetworkFaults.of(link, kind));
      }
    }
    faults.add(ProcessFaults.killed("sidecar", true));
    faults.add(ProcessFaults.killed("applier", false));
    faults.add(ProcessFaults.sidecarStandsStill());
    faults.add(ProcessFaults.applierStandsStill());
    faults.add(BrokerFaults.leaderKilled());
    faults.add(BrokerFaults.controllerKilled());
    faults.add(BrokerFaults.inSyncBelowMinimum());
    faults.add(BrokerFaults.allDown());
    faults.add(MySqlFaults.sourceKilled());
    faults.add(MySqlFaults.sourceRestarted());
    faults.add(MySqlFaults.replicaKilled());
    faults.add(MySqlFaults.replicaRestarted());
    return faults;
  }
}
