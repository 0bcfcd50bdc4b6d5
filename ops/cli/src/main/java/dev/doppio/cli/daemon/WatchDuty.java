package dev.doppio.cli.daemon;

import dev.doppio.capture.SourceOutlook;
import dev.doppio.capture.SourceWatch;
import dev.doppio.logwriter.WriterStats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the storage node's servers now and then, and tells once what an operator should know.
 */
final class WatchDuty implements Duty {
  private static final Logger LOG = LoggerFactory.getLogger(WatchDuty.class);

  /** Between two rounds. */
  private static final Duration REST = Duration.ofSeconds(5);

  private final SourceWatch watch;
  private final Supplier<WriterStats> writer;
  private final Duration threshold;
  private final Clock clock;
  private final Set<String> told = new HashSet<>();
  private volatile SourceOutlook outlook = SourceOutlook.unknown();
  private Instant restUntil = Instant.MIN;

  /**
   * @param threshold of what is left of the binlogs' retention
   */
  WatchDuty(SourceWatch watch, Supplier<WriterStats> writer, Duration threshold, Clock clock) {
    this.watch = watch;
    this.writer = writer;
    this.threshold = threshold;
    this.clock = clock;
  }

  /** By the last whole round. Thread-safe. */
  SourceOutlook outlook() {
    return outlook;
  }

  /** What an operator should know, a sentence each. Thread-safe. */
  List<String> warnings() {
    return outlook.warnings(threshold);
  }

  @Override
  public String name() {
    return "source-watch";
  }

  @Override
  public boolean step() {
    if (clock.instant().isBefore(restUntil)) {
      return false;
    }
    WriterStats stats = writer.get();
    Optional<SourceOutlook> round = watch.step(stats.position(), stats.sourceTime());
    round.ifPresent(this::publish);
    return round.isEmpty();
  }

  private void publish(SourceOutlook next) {
    outlook = next;
    restUntil = clock.instant().plus(REST);
    List<String> warnings = warnings();
    told.retainAll(warnings.stream().map(WatchDuty::topic).toList());
    for (String warning : warnings) {
      if (told.add(topic(warning))) {
        LOG.warn("{}", warning);
      }
    }
  }

  /** A number in it that changes is no news. */
  private static String topic(String warning) {
    return warning.replaceAll(" [0-9]+ s\\b", "");
  }
}
