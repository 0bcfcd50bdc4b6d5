package dev.doppio.applier.opensearch;

import dev.doppio.logreader.Skip;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes of an OpenSearch cluster, an index a table. Who opens a partition takes it over, whoever
 * had it, here or elsewhere. Thread-safe; its partitions are not.
 */
public final class OpenSearchTarget implements Target, Skips {
  private static final Logger LOG = LoggerFactory.getLogger(OpenSearchTarget.class);

  /** The first with a field for unsigned numbers of 64 bits. */
  private static final int[] OLDEST = {2, 8};

  private final OpenSearchTargetConfig config;
  private final Cluster cluster;
  private final Ledger ledger;
  private final Builds builds;
  private final int build;
  private final Counters counters = new Counters();
  private final OpenSearchPartition.Shared shared;
  private final Clock clock;
  private final Map<PartitionId, OpenSearchPartition> owners = new HashMap<>();
  private final Map<PartitionId, Integer> skipped = new ConcurrentHashMap<>();
  private final Set<SkipEntry> told = new HashSet<>();

  /** Which of the builds is written. */
  private interface Choice {
    int of(Builds builds);
  }

  private OpenSearchTarget(
      OpenSearchTargetConfig config, Cluster cluster, Choice choice, Clock clock) {
    Names names = new Names(config.prefix());
    this.config = config;
    this.cluster = cluster;
    this.clock = clock;
    this.ledger = new Ledger(cluster, names);
    this.builds = new Builds(cluster, ledger, config.datacenter());
    ledger.make(config.indexes().replicas());
    this.build = choice.of(builds);
    this.shared =
        new OpenSearchPartition.Shared(
            cluster,
            ledger,
            names,
            new DocumentIndexes(cluster, names, config.indexes(), builds, build),
            counters,
            clock,
            build,
            config.bulkBytes(),
            config.indexes().comparedFor());
  }

  /**
   * What keeps this cluster from being a target, each with what fixes it; empty when nothing does.
   * Writes nothing.
   */
  public static List<String> preflight(OpenSearchTargetConfig config) {
    try (Cluster cluster = Cluster.open(config.access())) {
      return findings(cluster);
    } catch (DoppioException e) {
      return List.of(e.getMessage());
    }
  }

  private static List<String> findings(Cluster cluster) {
    Answer answer = cluster.get("/");
    if (!answer.isFine()) {
      throw OpenSearchFailures.of(cluster.address(), answer);
    }
    String number = answer.body().path("version").path("number").asText();
    if (!answer.body().path("version").path("distribution").asText().equals("opensearch")) {
      return List.of(
          cluster.address()
              + " is no OpenSearch ("
              + (number.isEmpty() ? "it tells no version" : number)
              + "): name one in target.opensearch.nodes");
    }
    return isOld(number)
        ? List.of(
            cluster.address()
                + " is OpenSearch "
                + number
                + ", older than "
                + OLDEST[0]
                + "."
                + OLDEST[1]
                + ": upgrade it")
        : List.of();
  }

  private static boolean isOld(String number) {
    String[] parts = number.split("\\.");
    int major = Integer.parseInt(parts[0]);
    return major < OLDEST[0] || major == OLDEST[0] && Integer.parseInt(parts[1]) < OLDEST[1];
  }

  /**
   * Connects, with all checks, and makes the index of checkpoints where it is not there.
   *
   * @param clock tells others when a partition was last at work
   * @throws DoppioException TARGET_REFUSED with all findings of {@link #preflight}, also for
   *     indexes of another origin; TARGET_UNAVAILABLE when no node answers
   */
  public static OpenSearchTarget connect(OpenSearchTargetConfig config, Clock clock) {
    return connect(config, Builds::live, clock);
  }

  /**
   * As {@link #connect(OpenSearchTargetConfig, Clock)}, for indexes that are to take the place of
   * those that are searched now: none yet, or those of an earlier try, which go on where they
   * stand. {@link #serve} lets them. Indexes whose place was taken before go.
   */
  public static OpenSearchTarget rebuild(OpenSearchTargetConfig config, Clock clock) {
    return connect(config, Builds::next, clock);
  }

  private static OpenSearchTarget connect(
      OpenSearchTargetConfig config, Choice choice, Clock clock) {
    Cluster cluster = Cluster.open(config.access());
    try {
      List<String> findings = findings(cluster);
      if (!findings.isEmpty()) {
        throw new DoppioException(
            FailureKind.TARGET_REFUSED, "the cluster is refused: " + String.join("; ", findings));
      }
      return new OpenSearchTarget(config, cluster, choice, clock);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  @Override
  public synchronized TargetPartition open(PartitionId partition) {
    Optional.ofNullable(owners.remove(partition)).ifPresent(OpenSearchPartition::takeAway);
    shared.indexes().forget();
    String token = UUID.randomUUID().toString();
    Optional<Standing.Owner> owner = Optional.of(new Standing.Owner(token, clock.instant()));
    List<SkipEntry> served = served(partition);
    Ledger.Entry entry =
        ledger.update(
            shared.id(partition),
            before ->
                Optional.of(
                    Standing.read(new Ledger.Entry(before, -1, -1), partition)
                        .owned(owner)
                        .withAll(served)
                        .toJson()));
    OpenSearchPartition opened = new OpenSearchPartition(shared, partition, token, entry);
    owners.put(partition, opened);
    tell(partition, Standing.read(entry, partition).skips());
    return opened;
  }

  /** What the partition was let pass in the indexes that are searched. */
  private List<SkipEntry> served(PartitionId partition) {
    return builds
        .look()
        .filter(live -> live != build)
        .map(live -> ledger.read(OpenSearchPartition.Shared.id(live, partition)).get(0))
        .map(entry -> Standing.read(entry, partition).skips())
        .orElse(List.of());
  }

  /** These indexes, the same from wherever they are reached. */
  public String identity() {
    String uuid = cluster.get("/").body().path("cluster_uuid").asText();
    String where = uuid + "/" + config.prefix() + "/" + build;
    return UUID.nameUUIDFromBytes(where.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public Optional<Checkpoint> look(PartitionId partition) {
    return Standing.read(ledger.read(shared.id(partition)).get(0), partition).checkpoint();
  }

  /** What an index has taken of it stays there. */
  @Override
  public void skip(Skip skip, String who, String reason) {
    PartitionId partition = skip.at().partition();
    SkipEntry recorded = SkipEntry.of(skip, who, reason, clock.instant());
    ledger.update(
        shared.id(partition),
        before -> {
          Standing now = Standing.read(new Ledger.Entry(before, -1, -1), partition);
          refuseSkip(skip, now);
          return Optional.of(now.at(skip.to(), Optional.empty()).with(recorded).toJson());
        });
  }

  private void refuseSkip(Skip skip, Standing now) {
    if (OpenSearchView.isHeld(now, clock.instant())) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "an applier holds "
              + skip.at().partition()
              + " and has not stopped there: nothing was skipped. Only a partition that has stopped"
              + " can be passed on");
    }
    if (!now.checkpoint().equals(Optional.of(skip.at()))) {
      throw new DoppioException(
          FailureKind.CHECKPOINT_LOST,
          "the checkpoint of "
              + skip.at().partition()
              + " is no longer at "
              + skip.at().scn()
              + ": nothing was skipped; look where it stands now");
    }
  }

  /**
   * From now on searches find these indexes, all from one moment on. An applier of the former ones
   * is told at its next transaction, and ends.
   */
  public void serve() {
    builds.serve(build);
  }

  /** Counters so far. */
  public OpenSearchTargetStats stats() {
    return counters.snapshot(skipped.values().stream().mapToLong(Integer::longValue).sum());
  }

  @Override
  public synchronized void close() {
    owners.values().forEach(OpenSearchPartition::close);
    owners.clear();
    cluster.close();
  }

  /** Tells the log file what a partition was let pass, once in this process's life. */
  private void tell(PartitionId partition, List<SkipEntry> skips) {
    skipped.put(partition, skips.size());
    skips.stream().filter(told::add).forEach(skip -> LOG.warn("{}: {}", partition, skip));
  }
}
