package dev.doppio.capture.snapshot;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.capture.mysql.FactsReader;
import dev.doppio.capture.mysql.SourceClock;
import dev.doppio.capture.mysql.SqlSession;
import dev.doppio.capture.mysql.VisibleGtids;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a first start begins: a set of executed transactions, and the structures of the tables as
 * these have left them. No lock is taken. Structures are read before and after the set; when they
 * are the same, no statement has changed them in between, and one that had changed them before is
 * in the set, since the set waits for all that could be seen by then.
 */
final class FirstStart {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CaptureConfig config;
  private final SqlSession sql;

  /**
   * The beginning.
   *
   * @param from what the log will remember
   * @param time the source's, before it told where it stands
   */
  record Beginning(Resume from, Instant time) {
    /** What the log has to hear first: tables, their snapshots, and where the stream begins. */
    List<SourceEvent> told() {
      List<SourceEvent> events = new ArrayList<>();
      from.tables().values().forEach(table -> events.add(new SourceEvent.TableSeen(table)));
      for (TableSnapshot snapshot : from.snapshots()) {
        Optional<TableVersion> version = Optional.of(from.tables().get(snapshot.table()));
        events.add(new SourceEvent.SnapshotMoved(snapshot, version));
      }
      events.add(new SourceEvent.Idle(from.position(), time));
      return events;
    }
  }

  private FirstStart(CaptureConfig config, SqlSession sql) {
    this.config = config;
    this.sql = sql;
  }

  /**
   * Finds it.
   *
   * @throws DoppioException SOURCE_UNAVAILABLE when it can't be found in half a minute
   */
  static Beginning find(CaptureConfig config) {
    try (SqlSession sql = SqlSession.open(config.endpoint(), config.mysql())) {
      return new FirstStart(config, sql).find();
    }
  }

  private Beginning find() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<TableFacts> tables = new FactsReader(sql, config).tables();
      SourceClock.Reading settled = settled(deadline);
      if (tables.equals(new FactsReader(sql, config).tables())) {
        return beginning(tables, settled);
      }
    }
    throw new DoppioException(
        FailureKind.SOURCE_UNAVAILABLE,
        "tables of storage node "
            + config.node()
            + " keep changing their structure: no beginning was found in "
            + PATIENCE.toSeconds()
            + " seconds");
  }

  /** Everything that could be seen when it was called has been executed. */
  private SourceClock.Reading settled(long deadline) {
    VisibleGtids visible = new VisibleGtids(sql);
    GtidSet seen = visible.read();
    while (!visible.awaitExecuted(seen, 1)) {
      // What was about to be committed and is so no more was rolled back.
      seen = seen.minus(seen.minus(visible.read()));
      if (System.nanoTime() > deadline) {
        throw new DoppioException(
            FailureKind.SOURCE_UNAVAILABLE,
            "storage node "
                + config.node()
                + " has transactions that are neither committed nor given up: "
                + seen.minus(new SourceClock(sql).read().executed())
                + "; end the sessions that @@gtid_owned names");
      }
    }
    return new SourceClock(sql).read();
  }

  private Beginning beginning(List<TableFacts> facts, SourceClock.Reading at) {
    Map<TableName, TableVersion> tables = new HashMap<>();
    facts.forEach(table -> table.version().ifPresent(v -> tables.put(table.name(), v)));
    SourcePosition position = new SourcePosition(at.executed(), config.scope(), "", 0);
    List<TableSnapshot> snapshots =
        facts.stream()
            .map(TableFacts::name)
            .filter(tables::containsKey)
            .map(table -> TableSnapshot.of(SnapshotRequest.first(table), at.time()))
            .toList();
    return new Beginning(new Resume(position, tables, snapshots), at.time());
  }
}
