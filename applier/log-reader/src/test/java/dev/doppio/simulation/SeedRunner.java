package dev.doppio.simulation;

import java.util.Optional;
import java.util.function.LongFunction;

/** Runs seeds for somebody who has loaded these classes anew: nothing but the JDK's types pass. */
public final class SeedRunner implements LongFunction<Optional<String>> {
  /** The guarantee that the seed finds broken; empty when there is none. */
  @Override
  public Optional<String> apply(long seed) {
    return Seed.run(seed).finding().map(Seed.Finding::guarantee);
  }
}
