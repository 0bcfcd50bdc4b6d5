package dev.doppio.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

/** One promise of docs/architecture.md, checked on evidence gathered by the oracle. */
public interface Guarantee {
  /**
   * Where the evidence breaks the promise; throws AssertionError where there is no evidence at all.
   */
  List<Violation> violations();

  /** Throws AssertionError where the evidence breaks the promise, or where there is no evidence. */
  default void check() {
    assertThat(violations()).as(getClass().getSimpleName()).isEmpty();
  }

  /** Checks several, in order. */
  static void checkAll(Guarantee... guarantees) {
    Arrays.stream(guarantees).forEach(Guarantee::check);
  }
}
