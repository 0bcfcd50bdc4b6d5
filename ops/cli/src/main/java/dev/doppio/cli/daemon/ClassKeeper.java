package dev.doppio.cli.daemon;

import dev.doppio.local.ClassArchive;
import dev.doppio.local.LocalException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the classes of this daemon kept for its later starts, where none are: once it has been at
 * work for a while and so has loaded what it needs. Used by one thread.
 */
final class ClassKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ClassKeeper.class);

  /** Of being ready: a backlog of the start is through by then. */
  static final Duration AT_WORK = Duration.ofSeconds(60);

  private final long atWorkNanos;
  private Optional<ClassArchive> archive;
  private Optional<Long> readySince = Optional.empty();

  ClassKeeper(Optional<ClassArchive> archive, Duration atWork) {
    this.archive = archive;
    this.atWorkNanos = atWork.toNanos();
  }

  /** Of this process, if it was started as one that has to. */
  static ClassKeeper ofThisProcess() {
    return new ClassKeeper(ClassArchive.ofThisProcess(), AT_WORK);
  }

  /**
   * @param nanos of a clock that goes on evenly; since the first call the daemon is ready
   */
  void look(long nanos) {
    if (readySince.isEmpty()) {
      readySince = Optional.of(nanos);
    }
    if (nanos - readySince.get() >= atWorkNanos) {
      archive.ifPresent(ClassKeeper::make);
      archive = Optional.empty();
    }
  }

  private static void make(ClassArchive archive) {
    try {
      archive.make(UnaryOperator.identity());
    } catch (LocalException e) {
      LOG.warn("the next start takes as long as this one: {}", e.getMessage());
    }
  }
}
