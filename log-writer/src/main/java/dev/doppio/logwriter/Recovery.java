package dev.doppio.logwriter;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.source.NodePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads from the log where the writer stands. In a generation of this node position and records
 * were committed together, so they have to agree; where they do not, something else changed the
 * log, and going on from either would lose transactions or write them twice. So it refuses. Of a
 * generation of an earlier master only the end counts.
 */
final class Recovery {
  private final WritableLog.Session session;
  private final LogWriterConfig config;

  /**
   * What the log says.
   *
   * @param position empty on the first start
   * @param logs identity of each database's log
   * @param standings each partition that the node masters
   */
  record Recovered(
      Optional<NodePosition> position,
      Map<String, LogId> logs,
      List<PartitionStanding> standings) {}

  Recovery(WritableLog.Session session, LogWriterConfig config) {
    this.session = session;
    this.config = config;
  }

  /**
   * Reads it.
   *
   * @param mine the partitions this node masters; nobody else writes to them any more
   * @throws DoppioException LOG_REFUSED when the log is not the one that was written,
   *     LOG_UNAVAILABLE when a later generation has begun since the ledger was read
   */
  Recovered read(Map<PartitionId, LedgerEntry> mine) {
    Optional<NodePosition> position = session.position();
    Map<String, LogId> logs = new TreeMap<>();
    List<PartitionStanding> standings = new ArrayList<>();
    for (DatabaseLayout layout : config.databases()) {
      String database = layout.database();
      LogId log = session.logId(database);
      position.ifPresent(known -> checkIdentity(database, log, known));
      position.ifPresent(known -> checkHashed(layout, known));
      logs.put(database, log);
    }
    mine.forEach(
        (partition, entry) ->
            standings.add(
                standing(partition, logs.get(partition.database()), entry.generation(), position)));
    return new Recovered(position, logs, standings);
  }

  private void checkIdentity(String database, LogId log, NodePosition known) {
    LogId expected = known.logs().getOrDefault(database, log);
    if (!expected.equals(log)) {
      throw refused(
          "the log of database "
              + database
              + " is "
              + log
              + ", node "
              + config.origin()
              + " wrote "
              + expected
              + ": its topic was deleted and made again. Bring the old topic back; or, to begin a"
              + " new log with a new snapshot, delete the node's positions topic too, and set up"
              + " every consumer anew");
    }
  }

  private void checkHashed(DatabaseLayout layout, NodePosition known) {
    Optional<List<Integer>> before = Optional.ofNullable(known.hashed().get(layout.database()));
    Optional<List<Integer>> now = Optional.ofNullable(config.hashed().get(layout.database()));
    if (known.logs().containsKey(layout.database()) && !before.equals(now)) {
      throw refused(
          "node "
              + config.origin()
              + " has hashed documents of database "
              + layout.database()
              + " over "
              + before.map(list -> "its partitions " + list).orElse("all partitions")
              + ", the configuration now says "
              + now.map(List::toString).orElse("all")
              + ": documents would change their partition and lose their order. Put mode and list"
              + " back");
    }
  }

  private PartitionStanding standing(
      PartitionId partition, LogId log, Generation generation, Optional<NodePosition> position) {
    Optional<LogRecord> last = session.last(partition);
    Optional<Scn> found = last.map(record -> record.place().scn());
    Optional<Generation> open = found.map(Generation::of);
    open.filter(later -> later.compareTo(generation) > 0)
        .ifPresent(later -> refuseOvertaken(partition, found.orElseThrow()));
    if (open.equals(Optional.of(generation))) {
      checkAgreement(partition, found.orElseThrow(), position);
    }
    last.filter(record -> !record.place().end())
        .ifPresent(record -> refuseOpenRun(partition, record));
    long transactions = last.map(record -> record.place().transactions()).orElse(0L);
    return new PartitionStanding(partition, log, generation, found, transactions);
  }

  /** Only this node writes in this generation. Until its first position, it opens and no more. */
  private void checkAgreement(PartitionId partition, Scn found, Optional<NodePosition> position) {
    if (position.isEmpty() && found.sequence() > 0) {
      throw refused(
          partition
              + " holds runs up to "
              + found
              + ", but node "
              + config.origin()
              + ", its master, has no position: its positions topic was deleted. Delete the"
              + " database's topic too and begin a new log");
    }
    Optional<Scn> expected = position.map(known -> known.partitions().get(partition));
    if (position.isPresent() && !expected.equals(Optional.of(found))) {
      throw refused(
          partition
              + " ends at "
              + found
              + ", the position of node "
              + config.origin()
              + " says "
              + expected.map(Scn::toString).orElse("nothing")
              + ": both are committed together, so the log has lost records or another writer has"
              + " added some. Compare the partition's end with a mirror before anything else; to"
              + " give this log up, delete its topic and the node's positions topic");
    }
  }

  /** The ledger was read before; read again, it will name the later master. */
  static void refuseOvertaken(PartitionId partition, Scn found) {
    throw new DoppioException(
        FailureKind.LOG_UNAVAILABLE,
        partition
            + " stands at "
            + found
            + ", beyond what the ledger of mastership gave to this node: another node has taken it"
            + " over just now. If this stays so, the ledger has lost its last entries: run 'doppio"
            + " mastership take --unplanned' with the configuration of the partition's master");
  }

  private static void refuseOpenRun(PartitionId partition, LogRecord record) {
    throw refused(
        partition
            + " ends inside run "
            + record.place().scn()
            + " at ordinal "
            + record.place().ordinal()
            + ": what this writer commits ends with a whole run, so records were lost or another"
            + " program wrote here. Compare the partition's end with a mirror");
  }

  private static DoppioException refused(String message) {
    return new DoppioException(FailureKind.LOG_REFUSED, message);
  }
}
