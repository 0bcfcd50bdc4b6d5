package dev.doppio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every guarantee under every fault, seed by seed. {@code -Dseeds=n -Dfrom=s} runs others; {@code
 * make simulate SEEDS=1 FROM=s} plays one again.
 */
final class SimulationTest {
  private static final int SEEDS = Integer.getInteger("seeds", 1000);
  private static final long FROM = Long.getLong("from", 0);

  /** Fewer seeds may miss something by chance. */
  private static final int SEEDS_THAT_MEET_EVERYTHING = 1000;

  private static final int REPORTED = 3;

  @Test
  @Timeout(86_400)
  void everyGuaranteeHoldsUnderEverySeed() {
    long begun = System.nanoTime();
    Tally tally = new Tally();
    List<Seed> failed =
        LongStream.range(FROM, FROM + SEEDS)
            .parallel()
            .mapToObj(Seed::run)
            .peek(seed -> count(tally, seed))
            .filter(seed -> seed.finding().isPresent())
            .sorted((a, b) -> Long.compare(a.seed(), b.seed()))
            .toList();
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.print(tally);
    System.out.printf(
        "simulation: %d seeds from %d, %d broke a guarantee, %.0f s, %.0f seeds/s%n",
        SEEDS, FROM, failed.size(), seconds, SEEDS / seconds);
    assertThat(failed.size()).as(() -> report(failed)).isZero();
    if (SEEDS >= SEEDS_THAT_MEET_EVERYTHING) {
      assertThat(Encounters.ALL).as("met at least once").allMatch(what -> tally.of(what) > 0);
    }
  }

  private static void count(Tally all, Seed seed) {
    synchronized (all) {
      all.add(seed.tally());
    }
  }

  private static String report(List<Seed> failed) {
    return failed.stream()
        .limit(REPORTED)
        .map(Seed::finding)
        .flatMap(Optional::stream)
        .map(finding -> "\n" + finding.report())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aSeedGoesTheSameWayEachTime() {
    for (long seed = 0; seed < 20; seed++) {
      Seed first = Seed.run(seed);
      Seed again = Seed.run(seed);
      assertThat(again.digest()).isEqualTo(first.digest());
      assertThat(again.tally()).hasToString(first.tally().toString());
    }
  }
}
