package dev.doppio.guarantees;

/** One promise of docs/architecture.md, checked on evidence gathered by the oracle. */
public interface Guarantee {
  /** Throws AssertionError where the evidence breaks the promise, or where there is no evidence. */
  void check();

  /** Checks several, in order. */
  static void checkAll(Guarantee... guarantees) {
    for (Guarantee guarantee : guarantees) {
      guarantee.check();
    }
  }
}
