package dev.doppio.logwriter;

import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.NodePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads from the log where the writer stands. Position and records were committed together, so they
 * have to agree; where they do not, something else changed the log, and going on from either would
 * lose transactions or write them twice. So it refuses.
 */
final class Recovery {
  private final WritableLog.Session session;
  private final LogWriterConfig config;

  /**
   * What the log says.
   *
   * @param position empty on the first start
   * @param logs identity of each database's log
   * @param standings each owned partition
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
   * @throws DoppioException LOG_REFUSED when the log is not the one that was written
   */
  Recovered read() {
    Optional<NodePosition> position = session.position();
    Map<String, LogId> logs = new TreeMap<>();
    List<PartitionStanding> standings = new ArrayList<>();
    for (DatabaseLayout layout : config.databases()) {
      String database = layout.database();
      LogId log = session.logId(database);
      position.ifPresent(known -> checkIdentity(database, log, known));
      position.ifPresent(known -> checkOwned(layout, known));
      logs.put(database, log);
      for (PartitionId partition : layout.ownedPartitions()) {
        standings.add(standing(partition, log, position));
      }
    }
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

  private void checkOwned(DatabaseLayout layout, NodePosition known) {
    List<Integer> before =
        known.partitions().keySet().stream()
            .filter(partition -> partition.database().equals(layout.database()))
            .map(PartitionId::number)
            .sorted()
            .collect(Collectors.toList());
    boolean hashedAmongOwned = layout.mode() == PartitionMode.OWNED;
    if (hashedAmongOwned && !before.isEmpty() && !before.equals(layout.owned())) {
      throw refused(
          "node "
              + config.origin()
              + " has hashed documents of database "
              + layout.database()
              + " over its partitions "
              + before
              + ", the configuration now says "
              + layout.owned()
              + ": documents would change their partition and lose their order. Put the list back");
    }
  }

  private PartitionStanding standing(
      PartitionId partition, LogId log, Optional<NodePosition> position) {
    Optional<LogRecord> last = session.last(partition);
    Optional<Scn> found = last.map(record -> record.place().scn());
    if (position.isEmpty() && found.isPresent()) {
      throw refused(
          partition
              + " holds runs up to "
              + found.get()
              + ", but node "
              + config.origin()
              + " has no position: either another node owns the partition, or this node was"
              + " renamed, or its positions topic was deleted. Correct owned partitions or node"
              + " name; after a deletion, delete the database's topic too and begin a new log");
    }
    Optional<Scn> expected = position.map(known -> known.partitions().get(partition));
    if (position.isPresent() && !expected.equals(found)) {
      throw refused(disagreement(partition, found, expected));
    }
    last.filter(record -> !record.place().end())
        .ifPresent(record -> refuseOpenRun(partition, record));
    long transactions = last.map(record -> record.place().transactions()).orElse(0L);
    return new PartitionStanding(partition, log, found, transactions);
  }

  private String disagreement(PartitionId partition, Optional<Scn> found, Optional<Scn> expected) {
    String where =
        partition
            + " ends at "
            + found.map(Scn::toString).orElse("nothing")
            + ", the position of node "
            + config.origin()
            + " says "
            + expected.map(Scn::toString).orElse("nothing");
    return expected.isEmpty()
        ? where + ": another node has written the partition. Correct the list of owned partitions"
        : where
            + ": both are committed together, so the log has lost records or another writer has"
            + " added some. Compare the partition's end with a mirror before anything else; to"
            + " give this log up, delete its topic and the node's positions topic";
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
