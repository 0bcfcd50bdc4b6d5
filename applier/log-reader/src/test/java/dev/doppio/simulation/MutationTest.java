package dev.doppio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulation can fail: it finds every rule of ours that is broken on purpose. */
final class MutationTest {
  private static final int MOST_SEEDS = 3000;

  private record Caught(Mutation mutation, long seeds, String guarantee, Duration took) {
    @Override
    public String toString() {
      return String.format(
          "%6d  %-12s %5d ms  %s", seeds, guarantee, took.toMillis(), mutation.name());
    }
  }

  /** A minute and a half on two processors that nobody else uses. */
  @Test
  @Timeout(600)
  void everyBrokenRuleIsFound() {
    List<Caught> table = Mutations.all().parallelStream().map(MutationTest::run).toList();
    System.out.println(
        " seeds  found as        time  broken rule\n"
            + table.stream().map(Caught::toString).collect(Collectors.joining("\n")));
    assertThat(table).filteredOn(caught -> caught.guarantee().isEmpty()).isEmpty();
  }

  private static Caught run(Mutation mutation) {
    long begun = System.nanoTime();
    LongFunction<Optional<String>> mutant = Mutant.of(mutation);
    for (long seed = 0; seed < MOST_SEEDS; seed++) {
      Optional<String> guarantee = mutant.apply(seed);
      if (guarantee.isPresent()) {
        return new Caught(mutation, seed + 1, guarantee.get(), since(begun));
      }
    }
    return new Caught(mutation, MOST_SEEDS, "", since(begun));
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
