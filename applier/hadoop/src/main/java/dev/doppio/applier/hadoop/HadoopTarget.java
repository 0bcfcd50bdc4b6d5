package dev.doppio.applier.hadoop;

import dev.doppio.logreader.Skip;
import dev.doppio.logreader.Skips;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A warehouse of Iceberg tables. Who opens a partition takes it over, whoever had it, here or
 * elsewhere. Thread-safe; its partitions are not.
 */
public final class HadoopTarget implements Target, Skips {
  private static final Logger LOG = LoggerFactory.getLogger(HadoopTarget.class);

  private final Warehouse warehouse;
  private final CheckpointTable checkpoints;
  private final Counters counters = new Counters();
  private final GroupCommit commits;
  private final HadoopPartition.Shared shared;
  private final Optional<Compacting> compacting;
  private final Clock clock;
  private final HadoopTargetConfig config;
  private final Map<PartitionId, HadoopPartition> owners = new HashMap<>();
  private final Map<PartitionId, Integer> skipped = new ConcurrentHashMap<>();
  private final Set<SkipEntry> said = new HashSet<>();

  private HadoopTarget(
      HadoopTargetConfig config, Warehouse warehouse, CheckpointTable checkpoints, Clock clock) {
    DocumentTables tables = new DocumentTables(warehouse, config);
    this.config = config;
    this.warehouse = warehouse;
    this.checkpoints = checkpoints;
    this.commits = new GroupCommit(tables, checkpoints, config, counters, clock);
    this.shared = new HadoopPartition.Shared(tables, checkpoints, commits, clock);
    this.clock = clock;
    this.compacting =
        config
            .compaction()
            .map(every -> new Compacting(config, every, commits::takeWritten, clock));
  }

  /**
   * What keeps this warehouse from being a target, each with what fixes it; empty when nothing
   * does. Writes nothing.
   */
  public static List<String> preflight(HadoopTargetConfig config) {
    List<String> findings = new ArrayList<>();
    URI place = new org.apache.hadoop.fs.Path(config.warehouse()).toUri();
    if ("file".equals(place.getScheme())) {
      Path there = Path.of(place.getPath()).toAbsolutePath();
      if (Files.exists(there) && !Files.isDirectory(there)) {
        return List.of(there + " is no folder: name one in target.hadoop.warehouse");
      }
      while (!Files.exists(there) && there.getParent() != null) {
        there = there.getParent();
      }
      if (!Files.isWritable(there) || !Files.isExecutable(there)) {
        findings.add(
            there + " can't be written by this user: chown or chmod it, or name another folder");
      }
      return findings;
    }
    try {
      FileSystem files = FileSystem.get(place, Warehouse.client(config));
      files.exists(new org.apache.hadoop.fs.Path(place));
    } catch (IOException | RuntimeException e) {
      findings.add(
          config.warehouse()
              + " can't be reached ("
              + e.getClass().getSimpleName()
              + ": "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "): see that target.hadoop.warehouse names it, and that it runs");
    }
    return findings;
  }

  /**
   * Connects, and makes the table of checkpoints where it is not there.
   *
   * @param clock decides when a commit is due
   * @throws DoppioException TARGET_REFUSED, also for a warehouse of another origin;
   *     TARGET_UNAVAILABLE when it can't be reached
   */
  public static HadoopTarget connect(HadoopTargetConfig config, Clock clock) {
    Warehouse warehouse = Warehouse.open(config);
    try {
      CheckpointTable checkpoints = CheckpointTable.open(warehouse, config.datacenter());
      checkpoints.keepTo(config.tables());
      return new HadoopTarget(config, warehouse, checkpoints, clock);
    } catch (RuntimeException e) {
      warehouse.close();
      throw e;
    }
  }

  /** How many partitions this warehouse is to have: all of them have a say in the watermark. */
  public void expect(int partitions) {
    checkpoints.expect(partitions);
  }

  @Override
  public synchronized TargetPartition open(PartitionId partition) {
    Optional.ofNullable(owners.remove(partition)).ifPresent(HadoopPartition::takeAway);
    String token = UUID.randomUUID().toString();
    Standing.Owner owner = new Standing.Owner(token, clock.instant());
    checkpoints.update(
        map -> {
          Standing.read(map, partition).owned(Optional.of(owner)).put(map, partition);
          return map;
        });
    Standing standing = checkpoints.standing(partition);
    HadoopPartition opened = new HadoopPartition(shared, partition, token, standing);
    owners.put(partition, opened);
    tell(partition, standing.skips());
    return opened;
  }

  /** The warehouse, the same from wherever it is reached. */
  public String identity() {
    return checkpoints.identity();
  }

  @Override
  public Optional<Checkpoint> look(PartitionId partition) {
    return checkpoints.standing(partition).checkpoint();
  }

  @Override
  public void skip(Skip skip, String who, String reason) {
    PartitionId partition = skip.at().partition();
    SkipEntry entry = SkipEntry.of(skip, who, reason, clock.instant());
    checkpoints.update(
        map -> {
          Standing now = Standing.read(map, partition);
          if (WarehouseView.isHeld(now, config, clock.instant())) {
            throw new DoppioException(
                FailureKind.TARGET_REFUSED,
                "an applier holds "
                    + partition
                    + " and has not stopped there: nothing was skipped. Only a partition that has"
                    + " stopped can be passed on");
          }
          if (!now.checkpoint().equals(Optional.of(skip.at()))) {
            throw new DoppioException(
                FailureKind.CHECKPOINT_LOST,
                "the warehouse's checkpoint of "
                    + partition
                    + " is no longer at "
                    + skip.at().scn()
                    + ": nothing was skipped; look where it stands now");
          }
          now.at(skip.to(), Optional.empty())
              .owned(Optional.empty())
              .with(entry)
              .put(map, partition);
          return map;
        });
  }

  /** Counters so far. */
  public HadoopTargetStats stats() {
    long all = skipped.values().stream().mapToLong(Integer::longValue).sum();
    return counters.snapshot(all, commits.watermark());
  }

  @Override
  public synchronized void close() {
    compacting.ifPresent(Compacting::close);
    owners.values().forEach(HadoopPartition::close);
    owners.clear();
    warehouse.close();
  }

  /** Tells the log file what a partition was let pass, once in this process's life. */
  private void tell(PartitionId partition, List<SkipEntry> skips) {
    skipped.put(partition, skips.size());
    skips.stream().filter(said::add).forEach(skip -> LOG.warn("{}: {}", partition, skip));
  }
}
