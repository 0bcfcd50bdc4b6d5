package dev.doppio.capture.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How long a server keeps binlogs by itself. A binlog is purged, earliest, when that time has
 * passed since the last transaction was written into it (MySQL manual, {@code
 * binlog_expire_logs_seconds}); so what was committed at a moment is there until then. Somebody's
 * PURGE BINARY LOGS is not foreseen.
 *
 * @param after empty when they are kept for ever
 */
public record BinlogExpiry(Optional<Duration> after) {
  private static final long SECONDS_PER_DAY = 86_400;

  public BinlogExpiry {
    Objects.requireNonNull(after);
  }

  /**
   * By a server's variables.
   *
   * @param variables by name, as MySQL prints them
   */
  public static BinlogExpiry of(Map<String, String> variables) {
    if (variables.getOrDefault("binlog_expire_logs_auto_purge", "ON").equalsIgnoreCase("OFF")) {
      return new BinlogExpiry(Optional.empty());
    }
    long seconds = number(variables, "binlog_expire_logs_seconds");
    long days = number(variables, "expire_logs_days");
    long all = seconds > 0 ? seconds : days * SECONDS_PER_DAY;
    return new BinlogExpiry(all == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(all)));
  }

  private static long number(Map<String, String> variables, String name) {
    String value = variables.getOrDefault(name, "0");
    return value.matches("[0-9]{1,12}") ? Long.parseLong(value) : 0;
  }

  /**
   * At least so long the server keeps what was committed from {@code needed} on; zero when it may
   * be gone by now, empty when it is kept for ever.
   *
   * @param needed by the server's clock
   * @param now by the server's clock
   */
  public Optional<Duration> left(Instant needed, Instant now) {
    return after
        .map(age -> age.minus(Duration.between(needed, now)))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }
}
