package dev.doppio.bench.drain;

import dev.doppio.bench.process.Proc;
import dev.doppio.bench.process.Window;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.Resume;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Capture alone: its port is polled to the end of the backlog, and what it says is forgotten. Used
 * once, by one thread.
 */
public final class EngineDrain {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final ChangeSource.Opener opener;
  private final Map<String, Long> processes;
  private final Map<TableName, TableVersion> tables = new HashMap<>();
  private final Map<TableName, TableSnapshot> snapshots = new HashMap<>();

  /**
   * @param opener of capture
   * @param processes whose CPU counts, by name
   */
  public EngineDrain(ChangeSource.Opener opener, Map<String, Long> processes) {
    this.opener = opener;
    this.processes = processes;
  }

  /** Takes the snapshot of tables that are empty, so that there is a position to begin behind. */
  public SourcePosition prepare() {
    try (ChangeSource source = opener.open(Optional.empty())) {
      Counting counting = new Counting();
      while (counting.position.isEmpty()
          || snapshots.values().stream().anyMatch(TableSnapshot::isRunning)) {
        source.poll(PATIENCE).ifPresent(event -> event.match(counting));
      }
      return counting.position.get();
    }
  }

  /** Reads so many rows, to the end of the transaction that holds the last one. */
  public Drained run(SourcePosition after, long expected) {
    Resume from = new Resume(after, tables, snapshots.values());
    try (ChangeSource source = opener.open(Optional.of(from))) {
      Counting counting = new Counting();
      while (!counting.open) {
        source.poll(PATIENCE).ifPresent(event -> event.match(counting));
      }
      Window window = Window.open(processes);
      while (counting.rows < expected || counting.open) {
        source.poll(PATIENCE).ifPresent(event -> event.match(counting));
      }
      long self = ProcessHandle.current().pid();
      return new Drained(counting.rows, window.usage(), Proc.peakRssBytes(self));
    }
  }

  /** Counts rows, and follows where the source stands. */
  private final class Counting implements SourceEvent.Cases<Void> {
    private long rows;
    private boolean open;
    private Optional<SourcePosition> position = Optional.empty();

    @Override
    public Void begin(SourceEvent.Begin begin) {
      open = true;
      return null;
    }

    @Override
    public Void row(SourceEvent.RowChange row) {
      rows++;
      return null;
    }

    @Override
    public Void end(SourceEvent.End end) {
      open = false;
      position = Optional.of(end.position());
      return null;
    }

    @Override
    public Void tableSeen(SourceEvent.TableSeen seen) {
      tables.put(seen.table().name(), seen.table());
      return null;
    }

    @Override
    public Void snapshotMoved(SourceEvent.SnapshotMoved moved) {
      snapshots.put(moved.snapshot().table(), moved.snapshot());
      return null;
    }

    @Override
    public Void schemaChanged(SourceEvent.SchemaChanged change) {
      position = Optional.of(change.position());
      return null;
    }

    @Override
    public Void truncated(SourceEvent.Truncated truncated) {
      position = Optional.of(truncated.position());
      return null;
    }

    @Override
    public Void idle(SourceEvent.Idle idle) {
      position = Optional.of(idle.position());
      return null;
    }
  }
}
