package dev.doppio.cli.verify;

import dev.doppio.logreader.LogLook;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.logwriter.LogView;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.NodePosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The log of one database from now on: its committed records by their headers and keys, and the
 * positions of its storage node. Not thread-safe.
 */
final class FollowedLog implements Log {
  private static final long POSITION_NANOS = 50_000_000L;
  private static final Duration START_WAIT = Duration.ofSeconds(30);

  private final LogSource source;
  private final LogView view;
  private final String node;
  private final LongSupplier nanoTime;
  private final Map<PartitionId, Standing> partitions = new TreeMap<>();
  private Reached reached = new Reached(GtidSet.empty(), false, Map.of());
  private long positionAt;
  private long structureChanges;

  /** Where one partition is. */
  private static final class Standing {
    private final Touches touches;
    private final Scn begin;
    private Scn takenIn;
    private Scn toApply;

    Standing(PartitionId partition, Scn last) {
      this.touches = new Touches(partition);
      this.begin = last;
      this.takenIn = last;
      this.toApply = last;
    }
  }

  /**
   * @param source without partitions; closed by its owner
   * @param view of the node's own brokers; closed by its owner
   * @param node whose positions count
   */
  FollowedLog(LogSource source, LogView view, String node, LongSupplier nanoTime) {
    this.source = source;
    this.view = view;
    this.node = node;
    this.nanoTime = nanoTime;
  }

  /**
   * Begins to follow these from where they end, and waits until a position is known that is there
   * or behind it: what comes before is not asked for.
   *
   * @param look moves no position of the source that is followed
   */
  void begin(LogLook look, SortedSet<PartitionId> wanted) {
    Map<PartitionId, Long> ends = new TreeMap<>();
    for (PartitionId partition : wanted) {
      LogLook.Look at = look.at(partition);
      Scn last =
          at.last()
              .map(LogLook.LastRun::scn)
              .orElseThrow(() -> refused(partition + " has no run in the log yet"));
      partitions.put(partition, new Standing(partition, last));
      ends.put(partition, at.bounds().end());
    }
    source.assign(wanted);
    ends.forEach(
        (partition, end) -> {
          source.seek(partition, end);
          source.resume(partition);
        });
    long deadline = nanoTime.getAsLong() + START_WAIT.toNanos();
    while (!hasReachedTheBegin()) {
      if (nanoTime.getAsLong() > deadline) {
        throw refused(
            "storage node "
                + node
                + " has not told a position since its last run: start its sidecar");
      }
      follow(Duration.ofMillis(100));
    }
  }

  private boolean hasReachedTheBegin() {
    return partitions.entrySet().stream()
        .allMatch(
            e ->
                Optional.ofNullable(reached.runs().get(e.getKey()))
                    .filter(run -> !run.isBefore(e.getValue().begin))
                    .isPresent());
  }

  private static DoppioException refused(String what) {
    return new DoppioException(FailureKind.SOURCE_REFUSED, what);
  }

  @Override
  public void follow(Duration wait) {
    LogSource.Polled polled = source.poll(wait);
    if (!polled.lost().isEmpty()) {
      throw new DoppioException(
          FailureKind.LOG_TRUNCATED,
          "retention was faster than this reader in "
              + polled.lost()
              + ": raise retention.ms, then begin again");
    }
    polled.entries().forEach(this::take);
    long now = nanoTime.getAsLong();
    if (now - positionAt >= POSITION_NANOS || positionAt == 0) {
      positionAt = now;
      view.position(node).ifPresent(this::reached);
    }
  }

  private void take(Entry entry) {
    Standing standing = partitions.get(entry.partition());
    Place place = entry.place();
    switch (place.kind()) {
      case TRANSACTION, SNAPSHOT -> {
        if (entry.key().length > 0) {
          standing.touches.touch(new String(entry.key(), StandardCharsets.UTF_8), place.scn());
        }
      }
      case SCHEMA_CHANGE -> {
        standing.touches.touchAll(place.scn());
        structureChanges++;
      }
      case TRUNCATION -> standing.touches.touchAll(place.scn());
      case OPENING, HEARTBEAT, MARK -> {}
    }
    if (place.end()) {
      standing.takenIn = place.scn();
      standing.toApply = place.kind() == RunKind.HEARTBEAT ? standing.toApply : place.scn();
    }
  }

  private void reached(NodePosition position) {
    reached =
        new Reached(
            position.source().executed(),
            position.source().preparedSince().isPresent(),
            position.partitions());
  }

  @Override
  public Reached reached() {
    return reached;
  }

  @Override
  public Scn takenIn(PartitionId partition) {
    return partitions.get(partition).takenIn;
  }

  @Override
  public Scn lastToApply(PartitionId partition) {
    return partitions.get(partition).toApply;
  }

  @Override
  public boolean isTouchedBehind(Scn scn, DocumentPlace place) {
    return partitions.get(place.partition()).touches.isBehind(scn, place);
  }

  @Override
  public boolean isTouchedBehind(Map<PartitionId, Scn> runs, TableName table) {
    return runs.entrySet().stream()
        .anyMatch(run -> partitions.get(run.getKey()).touches.isBehind(run.getValue(), table));
  }

  @Override
  public long structureChanges() {
    return structureChanges;
  }

  @Override
  public void forget(Map<PartitionId, Scn> places) {
    partitions.forEach(
        (partition, standing) ->
            Optional.ofNullable(places.get(partition)).ifPresent(standing.touches::forget));
  }
}
