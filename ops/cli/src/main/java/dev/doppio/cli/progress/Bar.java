package dev.doppio.cli.progress;

import java.time.Duration;
import java.util.Locale;

/** A share as a bar, and what is left as a time. */
public final class Bar {
  private static final int WIDTH = 24;

  private Bar() {}

  /**
   * The bar and the share in percent.
   *
   * @param share 0 to 1
   */
  public static String of(double share) {
    int full = (int) Math.round(share * WIDTH);
    return String.format(
        Locale.ROOT, "[%s%s] %3.0f %%", "#".repeat(full), "-".repeat(WIDTH - full), share * 100);
  }

  /**
   * The time that is left.
   *
   * @param left how much is to be done
   * @param rate of it a second; unknown where it is not above 0
   */
  public static String eta(long left, double rate) {
    if (rate <= 0) {
      return "ETA unknown";
    }
    Duration time = Duration.ofSeconds(Math.round(left / rate));
    return String.format(Locale.ROOT, "ETA %d:%02d", time.toMinutes(), time.toSecondsPart());
  }
}
