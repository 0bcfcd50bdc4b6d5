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
import dev.doppio.schemas.source.Resume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
   * @param source what capture resumes from; empty on the first start
   * @param standings each partition that the node masters
   */
  record Recovered(
      Optional<NodePosition> position,
      Map<String, LogId> logs,
      Optional<Resume> source,
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
      position.ifPresent(
          known ->
              new WrittenLogs(config.origin(), known).check(database, database, Optional.of(log)));
      position.ifPresent(known -> checkHashed(layout, known));
      logs.put(database, log);
    }
    mine.forEach(
        (partition, entry) ->
            standings.add(
                standing(partition, logs.get(partition.database()), entry.generation(), position)));
    Optional<Resume> source =
        position.map(at -> new Resume(at.source(), session.tables(), session.snapshots()));
    return new Recovered(position, logs, source, standings);
  }

  /**
   * What disagrees may be the work of another incarnation that has begun since. This one can't
   * commit then, and only sessions of this node write its position: FENCED is the truth, and not a
   * log that has lost records.
   */
  private void checkStillAlone(Optional<NodePosition> position) {
    position.ifPresent(this::commitAgain);
    if (!session.position().equals(position)) {
      throw new DoppioException(
          FailureKind.FENCED,
          "another incarnation of node "
              + config.origin()
              + " has written to the log since this one began. Run one sidecar per storage node;"
              + " where two nodes have the same name, rename one");
    }
  }

  private void commitAgain(NodePosition position) {
    session.begin();
    session.position(position);
    session.commit();
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
    Optional<Scn> known = position.map(at -> at.partitions().get(partition));
    if (Stream.of(open, known.map(Generation::of)).anyMatch(Optional.of(generation)::equals)) {
      checkAgreement(partition, found, position);
    }
    last.filter(record -> !record.place().end())
        .ifPresent(record -> refuseOpenRun(partition, record));
    long transactions = last.map(record -> record.place().transactions()).orElse(0L);
    return new PartitionStanding(partition, log, generation, found, transactions);
  }

  /** Only this node writes in this generation. Until its first position, it opens and no more. */
  private void checkAgreement(
      PartitionId partition, Optional<Scn> found, Optional<NodePosition> position) {
    Optional<Scn> expected = position.map(known -> known.partitions().get(partition));
    boolean opensOnly = position.isEmpty() && found.filter(scn -> scn.sequence() > 0).isEmpty();
    if (opensOnly || expected.equals(found)) {
      return;
    }
    checkStillAlone(position);
    if (position.isEmpty()) {
      throw refused(
          partition
              + " holds runs up to "
              + found.orElseThrow()
              + ", but node "
              + config.origin()
              + ", its master, has no position: its positions topic was deleted. Delete the"
              + " database's topic too and begin a new log");
    }
    throw refused(
        partition
            + " ends at "
            + found.map(Scn::toString).orElse("nothing")
            + ", the position of node "
            + config.origin()
            + " says "
            + expected.map(Scn::toString).orElse("nothing")
            + ": both are committed together, so the log has lost records or another writer has"
            + " added some. Compare the partition's end with a mirror before anything else; to"
            + " give this log up, delete its topic and the node's positions topic");
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
