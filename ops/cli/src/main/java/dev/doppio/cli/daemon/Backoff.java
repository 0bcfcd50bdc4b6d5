package dev.doppio.cli.daemon;

import java.time.Duration;

/** Waits that double from the first to the longest, until something works. One thread uses it. */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** How long to wait now; the next time twice that. */
  Duration next() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    return now;
  }

  /** Something worked. */
  void reset() {
    next = first;
  }
}
