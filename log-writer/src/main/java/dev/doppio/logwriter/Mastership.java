package dev.doppio.logwriter;

import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.mastership.LedgerEntry.Candidate;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's dealings with the ledger. The ledger alone decides what a node masters among the
 * partitions of its databases; the configuration says what it claims while nobody has it. Used by
 * one thread.
 */
public final class Mastership {
  private static final Logger LOG = LoggerFactory.getLogger(Mastership.class);

  private final Candidate me;
  private final List<DatabaseLayout> databases;
  private final LogView log;
  private final Clock clock;

  /**
   * @param me the node, as it writes itself into the ledger
   * @param databases of the node
   * @param log open as long as this is in use
   * @param clock for the time in the entries
   */
  public Mastership(Candidate me, List<DatabaseLayout> databases, LogView log, Clock clock) {
    this.me = me;
    this.databases = List.copyOf(databases);
    this.log = log;
    this.clock = clock;
  }

  /** What the node masters, as far as it can be seen at once. */
  Map<PartitionId, LedgerEntry> look() {
    return mine(log.ledger().look());
  }

  /**
   * What the node masters, after it has claimed each of its configured partitions that nobody ever
   * mastered.
   *
   * @throws DoppioException LOG_REFUSED when such a partition has runs: the ledger lost its entry
   */
  Map<PartitionId, LedgerEntry> claim() {
    Map<PartitionId, LedgerEntry> entries = log.ledger().read();
    boolean claimed = false;
    for (DatabaseLayout layout : databases) {
      for (PartitionId partition : layout.ownedPartitions()) {
        if (!entries.containsKey(partition)) {
          claim(partition);
          claimed = true;
        }
      }
    }
    return mine(claimed ? log.ledger().read() : entries);
  }

  /** What has runs and no entry may have been claimed since the ledger was read. */
  private void claim(PartitionId partition) {
    Optional<Scn> end = log.last(partition).map(last -> last.place().scn());
    if (end.isPresent()) {
      if (!log.ledger().read().containsKey(partition)) {
        refuseForgotten(partition, end.get());
      }
      return;
    }
    LedgerEntry first = LedgerEntry.of(Generation.first(), me, clock.instant());
    if (log.ledger().replace(partition, Optional.empty(), first)) {
      LOG.info("{} had no master: {} masters it now", partition, me.origin());
    } else {
      LOG.warn("{} had no master, and another node claimed it at the same time", partition);
    }
  }

  private static void refuseForgotten(PartitionId partition, Scn end) {
    throw new DoppioException(
        FailureKind.LOG_REFUSED,
        partition
            + " holds runs up to "
            + end
            + ", and the ledger of mastership has no entry for it: its topic was deleted or lost"
            + " its end. Run 'doppio mastership take --unplanned' for it with the configuration of"
            + " the node that shall master it");
  }

  private Map<PartitionId, LedgerEntry> mine(Map<PartitionId, LedgerEntry> entries) {
    Map<PartitionId, LedgerEntry> mine = new TreeMap<>();
    for (DatabaseLayout layout : databases) {
      for (PartitionId partition : within(layout)) {
        Optional.ofNullable(entries.get(partition))
            .filter(entry -> entry.isOf(me.origin()))
            .ifPresent(entry -> mine.put(partition, entry));
      }
    }
    return mine;
  }

  /** The partitions that the ledger may give to this node. */
  private static List<PartitionId> within(DatabaseLayout layout) {
    return layout.mode() == PartitionMode.OWNED
        ? layout.ownedPartitions()
        : IntStream.range(0, layout.partitions())
            .mapToObj(number -> new PartitionId(layout.database(), number))
            .toList();
  }

  /**
   * Ends the right to write of everybody who mastered one of the partitions before, where that is
   * not done yet: as long as the log lacks the opening of the ledger's generation. Whatever they
   * had under way is committed or aborted when this returns.
   *
   * @param mine what the node masters, read after its own session began
   */
  void fenceEarlierMasters(WritableLog.Session session, Map<PartitionId, LedgerEntry> mine) {
    Set<String> earlier = new TreeSet<>();
    mine.forEach(
        (partition, entry) -> {
          if (tenure(partition, Optional.of(entry)).isUnfinished()) {
            earlier.addAll(entry.transactionalIds());
          }
        });
    earlier.remove(me.transactionalId());
    if (!earlier.isEmpty()) {
      LOG.info("{} takes over: fencing {}", me.origin(), earlier);
      session.fence(earlier);
      CrashPoint.TAKEOVER_FENCED.reached();
    }
  }

  /** What ledger and log say about a partition. */
  public Tenure tenure(PartitionId partition) {
    return tenure(partition, Optional.ofNullable(log.ledger().read().get(partition)));
  }

  private Tenure tenure(PartitionId partition, Optional<LedgerEntry> entry) {
    return new Tenure(
        partition, entry, log.lastVisible(partition).map(record -> record.place().scn()));
  }

  /** True when the ledger gives the partition to this node. */
  public boolean isMine(Tenure tenure) {
    return tenure.entry().filter(entry -> entry.isOf(me.origin())).isPresent();
  }

  /** True when this node gave the partition up, and nobody has taken it since. */
  public boolean isReleasedByMe(Tenure tenure) {
    return tenure.entry().filter(entry -> entry.isReleasedBy(me)).isPresent();
  }

  /**
   * Makes this node the master of a partition. Its sidecar does the rest: fences all earlier
   * producers, then opens the generation in the log.
   *
   * @param from what was found; nothing is taken when it is no longer so
   * @param lostDatacenter true when the partition's own datacenter is lost, and its ledger with it
   * @return the ledger's new entry
   * @throws DoppioException MASTERSHIP_REFUSED when another node was faster, when the partition is
   *     none of this node's, or when the generations of this datacenter are used up
   */
  public LedgerEntry take(Tenure from, boolean lostDatacenter) {
    PartitionId partition = from.partition();
    refuseForeign(partition);
    LedgerEntry next = successor(from, lostDatacenter);
    if (!log.ledger().replace(partition, from.entry(), next)) {
      throw changed(partition);
    }
    return next;
  }

  private LedgerEntry successor(Tenure from, boolean lostDatacenter) {
    try {
      Generation generation = from.next(lostDatacenter);
      return from.entry()
          .map(entry -> from.isOpened() ? entry.opened() : entry)
          .map(entry -> entry.takenBy(me, generation, clock.instant()))
          .orElseGet(() -> LedgerEntry.of(generation, me, clock.instant()));
    } catch (IllegalStateException e) {
      throw refused(from.partition() + ": " + e.getMessage());
    }
  }

  /**
   * Gives a partition up, for another node to take. The caller has seen to it that nobody writes to
   * it at this node and that the log has all that was written.
   *
   * @param from what was found; nothing is released when it is no longer so
   * @throws DoppioException MASTERSHIP_REFUSED when it is not this node's, or no longer
   */
  public void release(Tenure from) {
    LedgerEntry entry =
        from.entry().filter(found -> found.isOf(me.origin())).orElseThrow(() -> notMine(from));
    LedgerEntry released = entry.released(me.incarnation(), clock.instant());
    if (!log.ledger().replace(from.partition(), from.entry(), released)) {
      throw changed(from.partition());
    }
  }

  private void refuseForeign(PartitionId partition) {
    boolean known = databases.stream().anyMatch(layout -> within(layout).contains(partition));
    if (!known) {
      throw refused(
          partition
              + " is no partition that "
              + me.origin()
              + " could write: correct databases."
              + partition.database()
              + " (partitions; in mode 'owned' also the list 'owned'), or take it with another"
              + " node's configuration");
    }
  }

  /** The sentence about a partition that this node does not master. */
  public DoppioException notMine(Tenure tenure) {
    return refused(
        tenure.partition()
            + " is not mastered by "
            + me.origin()
            + " but by "
            + owner(tenure.entry())
            + "; use the configuration of its master");
  }

  private DoppioException changed(PartitionId partition) {
    Optional<LedgerEntry> now = Optional.ofNullable(log.ledger().read().get(partition));
    return refused(
        owner(now)
            + " took "
            + partition
            + " first; nothing was changed. Look with 'doppio mastership show' before anything"
            + " else");
  }

  private static String owner(Optional<LedgerEntry> entry) {
    return entry
        .map(
            found ->
                found.owner().map(Object::toString).orElse("nobody")
                    + " (generation "
                    + found.generation()
                    + " since "
                    + found.since()
                    + ", by "
                    + found.incarnation()
                    + ")")
        .orElse("nobody");
  }

  private static DoppioException refused(String message) {
    return new DoppioException(FailureKind.MASTERSHIP_REFUSED, message);
  }
}
