package dev.doppio.cli.daemon;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.console.kafka.KafkaClientMeters;
import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.PartitionId;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** Log reader to target: {@code doppio apply}. */
final class ApplierPipeline implements Pipeline {
  /** Of nothing: a question for it reads the whole schema topic, and shows that it can be read. */
  private static final Fingerprint NO_SCHEMA = new Fingerprint(0);

  private final ApplySettings settings;
  private final LogReader reader;
  private final Destination target;
  private final int partitions;
  private final ReaderMeters meters;
  private final Clock clock;
  private final Closing closing;

  private ApplierPipeline(
      ApplySettings settings,
      LogReader reader,
      Destination target,
      int partitions,
      Clock clock,
      Closing closing) {
    this.settings = settings;
    this.reader = reader;
    this.target = target;
    this.partitions = partitions;
    this.meters = new ReaderMeters(reader::stats, settings.datacenter());
    this.clock = clock;
    this.closing = closing;
  }

  static Recipe recipe(ApplySettings settings, Connecting connecting, Clock clock) {
    return patience ->
        open(settings, connecting, Optional.empty(), patience, clock).map(made -> made);
  }

  /** Makes a target of its configuration. */
  interface Connecting {
    Destination connect(ApplySettings settings, int partitions);
  }

  /**
   * Opens it.
   *
   * @param course what of the log is applied; empty for all of it, from the target's checkpoints on
   * @return empty when a signal came first
   */
  static Optional<ApplierPipeline> open(
      ApplySettings settings,
      Connecting connecting,
      Optional<Course> course,
      Patience patience,
      Clock clock) {
    Closing closing = new Closing();
    KafkaLog log =
        closing.add(new KafkaLog(settings.log().reportingTo(KafkaClientMeters.class.getName())));
    try {
      Optional<Set<PartitionId>> partitions =
          patience.insist(() -> partitions(log, settings, course));
      Optional<Destination> target =
          partitions.flatMap(
              all -> patience.insist(() -> connecting.connect(settings, all.size())));
      if (target.isEmpty()) {
        closing.close();
        return Optional.empty();
      }
      closing.add(target.get().target());
      Set<PartitionId> all = partitions.orElseThrow();
      LogReader reader =
          closing.add(
              course
                  .map(stretch -> stretch.reader(settings, log, target.get().target(), clock))
                  .orElseGet(() -> reader(settings, log, target.get(), all, clock)));
      return Optional.of(
          new ApplierPipeline(settings, reader, target.get(), all.size(), clock, closing));
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static LogReader reader(
      ApplySettings settings,
      KafkaLog log,
      Destination target,
      Set<PartitionId> partitions,
      Clock clock) {
    ReadPlan all = ReadPlan.all(partitions);
    return switch (settings.share().assignment()) {
      case ALL -> new LogReader(log, log.schemas(), target.target(), all, settings.reader(), clock);
      case GROUP ->
          new LogReader(
              log.inGroup(settings.groupId(target.identity())),
              log.schemas(),
              target.target(),
              all.shared(),
              settings.reader(),
              clock);
    };
  }

  private static Set<PartitionId> partitions(
      KafkaLog log, ApplySettings settings, Optional<Course> course) {
    log.schemas().find(NO_SCHEMA);
    if (course.isPresent()) {
      return course.get().starts().keySet();
    }
    Set<PartitionId> partitions = new TreeSet<>();
    for (String database : settings.databases()) {
      partitions.addAll(settings.partitions(database, log.partitions(database)));
    }
    return partitions;
  }

  @Override
  public List<Duty> duties() {
    List<Duty> duties = new ArrayList<>();
    duties.add(new ReaderDuty(reader, new PartitionWatch(), meters, clock));
    int threads = Math.min(settings.threads(), partitions);
    for (int thread = 0; thread < threads; thread++) {
      duties.add(new ApplyDuty(thread, threads, reader::partitions));
    }
    target
        .arrival()
        .ifPresent(what -> duties.add(new ArrivalDuty(reader::stats, partitions, what)));
    return duties;
  }

  /** How each partition stands. */
  List<PartitionStats> stats() {
    return reader.stats();
  }

  /** Does what the target waits for until it has come to its end, if anything. */
  void arrive() {
    target.arrival().ifPresent(Runnable::run);
  }

  @Override
  public List<MeterBinder> meters() {
    return List.of(meters, target.meters());
  }

  @Override
  public String describe() {
    return settings.datacenter()
        + ": log of "
        + String.join(", ", settings.databases())
        + " ("
        + partitions
        + " partitions"
        + (settings.share().assignment() == ReadPlan.Assignment.GROUP ? ", shared" : "")
        + ") on Kafka "
        + settings.bootstrap()
        + " -> "
        + target.description();
  }

  /**
   * Ready: every partition that this process has is being applied, and its lag is known. One that
   * stands by without partitions is ready too.
   */
  @Override
  public List<String> obstacles() {
    return obstacles(reader.outage().map(Throwable::getMessage), reader.joined(), reader.stats());
  }

  static List<String> obstacles(
      Optional<String> outage, boolean joined, List<PartitionStats> partitions) {
    List<String> obstacles = new ArrayList<>();
    outage.ifPresent(obstacles::add);
    if (!joined) {
      obstacles.add("the group has not given out its partitions yet");
    }
    for (PartitionStats partition : partitions) {
      if (partition.state() != PartitionStats.State.RUNNING) {
        obstacles.add(
            partition.partition()
                + " is "
                + partition.state()
                + partition.failure().map(failure -> ": " + failure.message()).orElse(""));
      } else if (partition.lagTransactions().isEmpty()) {
        obstacles.add(partition.partition() + ": lag is unknown");
      }
    }
    return obstacles;
  }

  @Override
  public DaemonReport report() {
    List<DaemonReport.Partition> mine =
        reader.stats().stream()
            .map(
                stats ->
                    new DaemonReport.Partition(
                        stats.partition(),
                        stats.state(),
                        stats.failure().map(PartitionStats.Failure::message)))
            .toList();
    List<String> outage = reader.outage().map(Throwable::getMessage).stream().toList();
    return new DaemonReport(settings.daemonName(), outage, mine, OptionalDouble.empty());
  }

  /**
   * When every partition has stopped, only an operator can help. A process that shares them goes on
   * as long as others have some, or have taken them all: it may be given some again.
   */
  @Override
  public Optional<DoppioException> exhausted() {
    List<PartitionStats> stats = reader.stats();
    boolean all =
        stats.size() == partitions && stats.stream().allMatch(this::isStoppedForAnOperator);
    return all
        ? stats.stream()
            .flatMap(partition -> partition.failure().stream())
            .findFirst()
            .map(
                failure ->
                    new DoppioException(
                        failure.kind(), "every partition has stopped: " + failure.message()))
        : Optional.empty();
  }

  /**
   * What the replica, or the log, did not let through; a partition that stopped before is known.
   */
  @Override
  public List<String> undone() {
    return reader.stats().stream()
        .filter(partition -> partition.state() != PartitionStats.State.STOPPED)
        .flatMap(partition -> partition.failure().stream())
        .filter(failure -> failure.kind().reaction() == Reaction.RETRY)
        .map(PartitionStats.Failure::message)
        .toList();
  }

  private boolean isStoppedForAnOperator(PartitionStats partition) {
    boolean givenAway =
        settings.share().assignment() == ReadPlan.Assignment.GROUP
            && partition
                .failure()
                .filter(failure -> failure.kind() == FailureKind.CHECKPOINT_LOST)
                .isPresent();
    return partition.state() == PartitionStats.State.STOPPED && !givenAway;
  }

  @Override
  public void close() {
    closing.close();
  }
}
