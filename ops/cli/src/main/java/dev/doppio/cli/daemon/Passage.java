package dev.doppio.cli.daemon;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.console.Metrics;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a target through a course of the log, by the applier's own pipeline, and ends there. The
 * first partition that stops ends it: what is applied until then is whole, with its checkpoints.
 * Used by one thread.
 */
public final class Passage {
  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);
  private static final long LOOK_MILLIS = 50;

  private final ApplySettings settings;
  private final Course course;
  private final boolean anew;

  /** Hears how far it is. */
  public interface Listener {
    /** Now and then. */
    void at(List<PartitionStats> partitions);
  }

  /**
   * @param settings of the applier whose target it is
   * @param anew whether an index is built beside the one that is searched, to take its place
   */
  public Passage(ApplySettings settings, Course course, boolean anew) {
    this.settings = settings;
    this.course = course;
    this.anew = anew;
  }

  /**
   * Runs until every partition has come to its end, or a signal comes.
   *
   * @return false when a signal came first
   * @throws DoppioException why a partition, or all, can't go on
   */
  public boolean run(Listener listener, StopSignal stop) {
    Clock clock = Clock.systemUTC();
    ApplierPipeline.Connecting connecting = anew ? Destination::rebuild : Destination::connect;
    Patience patience = new Patience(clock, stop, settings.daemon().startWait());
    Optional<ApplierPipeline> pipeline =
        ApplierPipeline.open(settings, connecting, Optional.of(course), patience, clock);
    return pipeline.isPresent() && run(pipeline.get(), listener, stop);
  }

  private boolean run(ApplierPipeline pipeline, Listener listener, StopSignal stop) {
    boolean there = false;
    Optional<DoppioException> failure = Optional.empty();
    try (Metrics metrics = new Metrics();
        Crew crew = new Crew(pipeline, settings.daemon().drainWait(), () -> {})) {
      metrics.add(pipeline.meters()); // its duties keep them up to date, whoever looks
      crew.start();
      do {
        List<PartitionStats> stats = pipeline.stats();
        failure = failure(crew, stats);
        there = stats.stream().allMatch(this::isThere);
        listener.at(stats);
      } while (!there && failure.isEmpty() && !stop.await(LOOK_MILLIS));
      if (there) {
        pipeline.arrive();
      }
    } catch (IllegalStateException undrained) {
      LOG.warn("not drained: {}; nothing is lost", undrained.getMessage());
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return there;
  }

  private boolean isThere(PartitionStats partition) {
    Optional<Scn> end = Optional.ofNullable(course.ends().get(partition.partition()));
    return end.isPresent()
        && partition.checkpoint().filter(at -> !at.scn().isBefore(end.get())).isPresent();
  }

  private static Optional<DoppioException> failure(Crew crew, List<PartitionStats> partitions) {
    Optional<DoppioException> ended = crew.failure().map(Passage::known);
    return ended.or(
        () ->
            partitions.stream()
                .filter(partition -> partition.state() == PartitionStats.State.STOPPED)
                .flatMap(partition -> partition.failure().stream())
                .findFirst()
                .map(met -> new DoppioException(met.kind(), met.message())));
  }

  private static DoppioException known(Throwable failure) {
    return failure instanceof DoppioException met
        ? met
        : new DoppioException(
            FailureKind.INTERNAL, "a defect, please report it: " + failure, failure);
  }
}
