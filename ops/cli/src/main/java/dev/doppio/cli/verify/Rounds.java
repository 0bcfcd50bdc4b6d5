package dev.doppio.cli.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How comparisons that follow one another stand; immutable, as others look at it.
 *
 * @param running what the present one has come to
 * @param last what the last complete one came to
 * @param ended when that was
 * @param passes complete ones
 * @param comparedBefore documents of all before the present one
 * @param failure why the last one was not completed
 */
record Rounds(
    Figures running,
    Figures last,
    Optional<Instant> ended,
    long passes,
    long comparedBefore,
    Optional<String> failure) {
  static final Rounds NONE =
      new Rounds(Figures.NONE, Figures.NONE, Optional.empty(), 0, 0, Optional.empty());

  Rounds with(Figures now) {
    return new Rounds(now, last, ended, passes, comparedBefore, failure);
  }

  Rounds completed(Instant now) {
    return new Rounds(
        Figures.NONE,
        running,
        Optional.of(now),
        passes + 1,
        comparedBefore + running.compared(),
        Optional.empty());
  }

  Rounds failed(String why) {
    return new Rounds(
        Figures.NONE, last, ended, passes, comparedBefore + running.compared(), Optional.of(why));
  }

  /** Since the process began. */
  long compared() {
    return comparedBefore + running.compared();
  }

  /** Seconds since a comparison was complete; not a number before one was. */
  double ageSeconds(Instant now) {
    return ended.map(then -> Duration.between(then, now).toMillis() / 1e3).orElse(Double.NaN);
  }

  /** Differences by the last complete comparison; not a number before one was. */
  double differences() {
    return ended.isPresent() ? last.left() : Double.NaN;
  }

  /** Documents that the last complete one could not judge; not a number before one was. */
  double unsettled() {
    return ended.isPresent() ? last.unsettled() : Double.NaN;
  }
}
