package dev.doppio.cli.daemon;

import dev.doppio.logreader.LogReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls the log for all partitions, and says in the log file what became of them. */
final class ReaderDuty implements Duty {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderDuty.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final LogReader reader;
  private final PartitionWatch watch;
  private final ReaderMeters meters;
  private final Clock clock;
  private Instant lookAt = Instant.MIN;
  private Optional<String> outage = Optional.empty();

  ReaderDuty(LogReader reader, PartitionWatch watch, ReaderMeters meters, Clock clock) {
    this.reader = reader;
    this.watch = watch;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "log-reader";
  }

  /** Records that were handed over are applied at once. */
  @Override
  public boolean feeds() {
    return true;
  }

  @Override
  public boolean step() {
    boolean worked = reader.step();
    if (!clock.instant().isBefore(lookAt)) {
      lookAt = clock.instant().plus(LOOK);
      watch.look(reader.stats());
      meters.follow();
      lookForOutage();
    }
    return worked;
  }

  /** Nothing is left to do; those that have stopped in the last step are told of too. */
  @Override
  public void drain() {
    watch.look(reader.stats());
  }

  private void lookForOutage() {
    Optional<String> now = reader.outage().map(Throwable::getMessage);
    if (!now.equals(outage)) {
      now.ifPresentOrElse(
          message -> LOG.warn("{}; trying again", message), () -> LOG.info("the log is back"));
      outage = now;
    }
  }
}
