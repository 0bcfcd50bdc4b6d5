package dev.doppio.cli.replay;

import dev.doppio.logreader.ControlRecords;
import dev.doppio.logreader.LogPlaces.First;
import dev.doppio.logreader.LogScan;
import dev.doppio.logreader.LogSource;
import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.Rewind;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The schema changes of a partition from a place on. Read ahead to the log's end, so that little is
 * left to be read while a checkpoint is locked. Used by one thread.
 */
final class PassedStatements implements Rewind.Passed {
  private final LogSource source;
  private final PartitionId partition;
  private final ControlRecords controls = new ControlRecords();
  private final Map<Scn, Rewind.Statement> found = new TreeMap<>();
  private long next;

  /**
   * @param source its position is moved
   */
  PassedStatements(LogSource source, First first) {
    this.source = source;
    this.partition = first.partition();
    this.next = first.offset();
  }

  void readAhead() {
    source.assign(Set.of(partition));
    Bounds bounds = source.bounds(Set.of(partition)).get(partition);
    if (bounds.end() > next) {
      new LogScan(source).read(Map.of(partition, new Bounds(next, bounds.end())), this::take);
      next = bounds.end();
    }
  }

  private boolean take(LogSource.Entry entry) {
    controls
        .take(entry)
        .filter(ControlRecord.SchemaChange.class::isInstance)
        .map(ControlRecord.SchemaChange.class::cast)
        .ifPresent(
            change ->
                found.put(
                    entry.place().scn(), new Rewind.Statement(change.ddlId(), change.table())));
    return true;
  }

  @Override
  public List<Rewind.Statement> upTo(Checkpoint at) {
    readAhead();
    return found.entrySet().stream()
        .filter(statement -> !at.scn().isBefore(statement.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
