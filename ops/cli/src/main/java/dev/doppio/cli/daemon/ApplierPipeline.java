package dev.doppio.cli.daemon;

import dev.doppio.applier.mysql.MySqlTarget;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.PartitionReader;
import dev.doppio.logreader.PartitionStats;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.PartitionId;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Log reader to MySQL replica: {@code doppio apply mysql}. */
final class ApplierPipeline implements Pipeline {
  /** Of nothing: a question for it reads the whole schema topic, and shows that it can be read. */
  private static final Fingerprint NO_SCHEMA = new Fingerprint(0);

  private final ApplySettings settings;
  private final LogReader reader;
  private final MySqlTarget target;
  private final Clock clock;
  private final Closing closing;

  private ApplierPipeline(
      ApplySettings settings, LogReader reader, MySqlTarget target, Clock clock, Closing closing) {
    this.settings = settings;
    this.reader = reader;
    this.target = target;
    this.clock = clock;
    this.closing = closing;
  }

  static Recipe recipe(ApplySettings settings, Clock clock) {
    return patience -> open(settings, patience, clock);
  }

  private static Optional<Pipeline> open(ApplySettings settings, Patience patience, Clock clock) {
    Closing closing = new Closing();
    KafkaLog log = closing.add(new KafkaLog(settings.log()));
    try {
      Optional<Set<PartitionId>> partitions =
          patience.insist(() -> partitions(log, settings.databases()));
      Optional<MySqlTarget> target =
          partitions.flatMap(
              all -> patience.insist(() -> MySqlTarget.connect(settings.target(all.size()))));
      if (target.isEmpty()) {
        closing.close();
        return Optional.empty();
      }
      closing.add(target.get());
      LogReader reader =
          closing.add(
              new LogReader(
                  log,
                  log.schemas(),
                  target.get(),
                  partitions.orElseThrow(),
                  settings.reader(),
                  clock));
      return Optional.of(new ApplierPipeline(settings, reader, target.get(), clock, closing));
    } catch (RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static Set<PartitionId> partitions(KafkaLog log, List<String> databases) {
    log.schemas().find(NO_SCHEMA);
    Set<PartitionId> partitions = new TreeSet<>();
    for (String database : databases) {
      IntStream.range(0, log.partitions(database))
          .forEach(number -> partitions.add(new PartitionId(database, number)));
    }
    return partitions;
  }

  @Override
  public List<Duty> duties() {
    List<Duty> duties = new ArrayList<>();
    duties.add(new ReaderDuty(reader, new PartitionWatch(), clock));
    List<PartitionReader> partitions = reader.partitions();
    int threads = Math.min(settings.threads(), partitions.size());
    for (int thread = 0; thread < threads; thread++) {
      int mine = thread;
      duties.add(
          new ApplyDuty(
              "apply-" + thread,
              IntStream.range(0, partitions.size())
                  .filter(index -> index % threads == mine)
                  .mapToObj(partitions::get)
                  .toList()));
    }
    return duties;
  }

  @Override
  public List<MeterBinder> meters() {
    return List.of(
        new ReaderMeters(reader::stats, settings.datacenter()), new TargetMeters(target::stats));
  }

  @Override
  public String describe() {
    return settings.datacenter()
        + ": log of "
        + String.join(", ", settings.databases())
        + " ("
        + reader.partitions().size()
        + " partitions) on Kafka "
        + settings.bootstrap()
        + " -> MySQL "
        + settings.target(reader.partitions().size()).address();
  }

  /** Ready: every partition is being applied, and its lag is known. */
  @Override
  public List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    reader.outage().ifPresent(outage -> obstacles.add(outage.getMessage()));
    for (PartitionStats partition : reader.stats()) {
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

  /** When every partition has stopped, only an operator can help. */
  @Override
  public Optional<DoppioException> exhausted() {
    List<PartitionStats> stats = reader.stats();
    boolean all = stats.stream().allMatch(p -> p.state() == PartitionStats.State.STOPPED);
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

  @Override
  public void close() {
    closing.close();
  }
}
