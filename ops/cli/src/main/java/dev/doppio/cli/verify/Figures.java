package dev.doppio.cli.verify;

/**
 * What a comparison has come to so far.
 *
 * @param equal documents
 * @param differences proved ones, those repaired among them
 * @param repaired documents
 * @param unsettled documents that were written too often to be judged
 */
public record Figures(long equal, long differences, long repaired, long unsettled) {
  static final Figures NONE = new Figures(0, 0, 0, 0);

  static Figures of(Counts counts) {
    return new Figures(
        counts.equal(), counts.differences(), counts.repaired(), counts.of(Finding.Kind.UNSETTLED));
  }

  /** Documents that were compared. */
  long compared() {
    return equal + differences;
  }

  /** Differences that are still there. */
  long left() {
    return differences - repaired;
  }
}
