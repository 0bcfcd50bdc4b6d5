package dev.doppio.simulation;

import dev.doppio.logwriter.MemoryLog;
import dev.doppio.logwriter.MemorySource;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A storage node: what it commits, the log as it sees it, and its sidecars, of which one is due.
 */
final class Node {
  private static final int MOST_WRITERS = 3;

  private final Stage stage;
  private final MemoryLog log;
  private final List<DatabaseLayout> databases;
  private final MemorySource source;
  private final Traffic traffic;
  private final List<WriterProcess> writers = new ArrayList<>();
  private final Set<Integer> blocked = new HashSet<>();

  /**
   * @param claims the partitions that it takes while nobody has them
   * @param alone true when applications write to no other node
   */
  Node(Stage stage, MemoryLog log, List<Integer> claims, boolean alone) {
    this.stage = stage;
    this.log = log.withLateMarkers();
    this.databases =
        List.of(
            new DatabaseLayout(
                Stage.DATABASE,
                Stage.OWNED + 1,
                PartitionMode.HASH,
                claims,
                Map.of(),
                Traffic.pinned()));
    String server = MemorySource.SERVER.replace("aa", name().replace("n", "a"));
    this.source = new MemorySource(stage.clock.instant(), server);
    this.traffic = new Traffic(source, stage.random, alone ? partition -> true : this::admits);
  }

  Origin origin() {
    return log.candidate().origin();
  }

  String name() {
    return origin().node();
  }

  MemoryLog log() {
    return log;
  }

  List<DatabaseLayout> databases() {
    return databases;
  }

  MemorySource source() {
    return source;
  }

  Traffic traffic() {
    return traffic;
  }

  List<WriterProcess> writers() {
    return writers;
  }

  /** True when the ledger gives it the partition. */
  boolean masters(PartitionId partition) {
    Optional<LedgerEntry> entry = Optional.ofNullable(log.ledger().read().get(partition));
    return entry.filter(found -> found.isOf(origin())).isPresent();
  }

  private boolean admits(int partition) {
    return !blocked.contains(partition) && masters(Cluster.partition(partition));
  }

  /** Applications write elsewhere, most of them. */
  void block(PartitionId partition) {
    blocked.add(partition.number());
  }

  void admit(PartitionId partition) {
    blocked.remove(partition.number());
  }

  /**
   * Those that are there already are not told: they are zombies now, and find out by themselves.
   */
  void startWriter(String name, boolean apart) {
    writers.removeIf(writer -> !writer.isAlive());
    if (writers.size() < MOST_WRITERS) {
      writers.add(new WriterProcess(name, stage, this, apart));
    }
  }
}
