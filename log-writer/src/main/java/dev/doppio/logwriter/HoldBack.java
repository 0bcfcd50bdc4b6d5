package dev.doppio.logwriter;

/**
 * What the runs of one source transaction may keep unsent, together: memory stays bounded however
 * many partitions the transaction touches.
 */
final class HoldBack {
  private final int limit;
  private int held;

  HoldBack(int limitBytes) {
    this.limit = limitBytes;
  }

  /** Takes room; false when there is not enough. */
  boolean take(int bytes) {
    if (bytes > limit - held) {
      return false;
    }
    held += bytes;
    return true;
  }

  /** Gives room back. */
  void give(int bytes) {
    held -= bytes;
  }
}
