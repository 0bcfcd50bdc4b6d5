package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Bounds;
import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.document.SchemaLookup;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.SnapshotMarks;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.TableSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for places from which a new target becomes whole: in each partition before the last
 * complete snapshot, or the making, of every table. Reads all partitions from the log's begin; used
 * once, by one thread.
 */
public final class SnapshotSearch {
  private final LogSource source;
  private final SchemaLookup schemas;
  private final ControlRecords controls = new ControlRecords();
  private final Map<PartitionId, Tables> partitions = new TreeMap<>();

  /**
   * Where to begin in one partition.
   *
   * @param place the first run that is needed
   * @param awaited tables whose documents come with a snapshot behind it: until that has ended, a
   *     change may be of a document that is not there yet
   * @param whole the run from which on a target has every document; empty where it has from the
   *     first one on
   */
  public record Begin(StartPlace place, Set<TableName> awaited, Optional<Scn> whole) {
    public Begin {
      awaited = Set.copyOf(awaited);
    }
  }

  /**
   * What was found.
   *
   * @param begins of all partitions; of use only where no table is lacking
   * @param lacking tables of which some partition has neither a complete snapshot nor the making
   */
  public record Found(Map<PartitionId, Begin> begins, Set<TableName> lacking) {
    public Found {
      begins = Map.copyOf(begins);
      lacking = Set.copyOf(lacking);
    }
  }

  /** What one partition tells, as far as it was read. */
  private static final class Tables {
    final Map<TableName, Scn> running = new HashMap<>();
    final Map<TableName, Scn> snapshots = new HashMap<>();
    final Map<TableName, Scn> ends = new HashMap<>();
    final Map<TableName, Scn> made = new HashMap<>();
    final Set<TableName> gone = new HashSet<>();

    boolean has(TableName table) {
      return snapshots.containsKey(table) || made.containsKey(table);
    }

    void forget(TableName table) {
      running.remove(table);
      snapshots.remove(table);
      ends.remove(table);
      made.remove(table);
    }
  }

  /**
   * @param source of this search alone; its position is moved
   * @param schemas names the tables that statements lead to
   */
  public SnapshotSearch(LogSource source, SchemaLookup schemas) {
    this.source = source;
    this.schemas = schemas;
  }

  /**
   * Searches.
   *
   * @param bounds of every partition of one database's log
   * @param known every table that the log may hold documents of, and the partitions that they lie
   *     in where that is one alone
   * @throws dev.doppio.schemas.failure.DoppioException LOG_UNAVAILABLE, LOG_REFUSED, LOG_CORRUPT
   */
  public Found find(Map<PartitionId, Bounds> bounds, Map<TableName, Optional<Integer>> known) {
    bounds.keySet().forEach(partition -> partitions.put(partition, new Tables()));
    new LogScan(source).read(bounds, this::take);
    Set<TableName> lacking = new HashSet<>();
    known.forEach(
        (table, pinned) -> {
          if (!isGone(table) && !isWhole(table, pinned)) {
            lacking.add(table);
          }
        });
    Map<PartitionId, Begin> begins = new TreeMap<>();
    bounds.forEach((partition, at) -> begins.put(partition, begin(partition, at)));
    return new Found(begins, lacking);
  }

  private boolean take(Entry entry) {
    Told told = new Told(entry.place().scn(), partitions.get(entry.partition()));
    controls.take(entry).ifPresent(control -> control.match(told));
    return true;
  }

  /** Dropped or renamed, and not made again since. */
  private boolean isGone(TableName table) {
    return partitions.values().stream().anyMatch(tables -> tables.gone.contains(table));
  }

  private boolean isWhole(TableName table, Optional<Integer> pinned) {
    return partitions.entrySet().stream()
        .filter(entry -> pinned.isEmpty() || pinned.get() == entry.getKey().number())
        .allMatch(entry -> entry.getValue().has(table));
  }

  private Begin begin(PartitionId partition, Bounds bounds) {
    Tables tables = partitions.get(partition);
    Optional<Scn> first =
        Stream.concat(tables.snapshots.values().stream(), tables.made.values().stream())
            .min(Scn::compareTo);
    return new Begin(
        first
            .<StartPlace>map(StartPlace.AtScn::new)
            .orElseGet(() -> new StartPlace.AtOffset(bounds.begin())),
        tables.snapshots.keySet(),
        tables.ends.values().stream().max(Scn::compareTo));
  }

  /** What a control record means for the tables of its partition. */
  private final class Told implements ControlRecord.Cases<Boolean> {
    private final Scn scn;
    private final Tables tables;

    Told(Scn scn, Tables tables) {
      this.scn = scn;
      this.tables = tables;
    }

    @Override
    public Boolean opening(ControlRecord.Opening opening) {
      return false;
    }

    @Override
    public Boolean heartbeat(ControlRecord.Heartbeat heartbeat) {
      return false;
    }

    @Override
    public Boolean truncation(ControlRecord.Truncation truncation) {
      return false;
    }

    @Override
    public Boolean schemaChange(ControlRecord.SchemaChange change) {
      TableName table = change.table();
      Optional<TableName> after = change.after().flatMap(schemas::find).map(TableVersion::name);
      if (change.after().isEmpty()) {
        tables.forget(table);
        tables.gone.add(table);
      } else if (change.before().isEmpty()) {
        tables.forget(table);
        tables.made.put(table, scn);
        tables.gone.remove(table);
      } else {
        after.filter(name -> !name.equals(table)).ifPresent(name -> renamed(table, name));
      }
      return true;
    }

    private void renamed(TableName from, TableName to) {
      for (Map<TableName, Scn> map :
          List.of(tables.running, tables.snapshots, tables.ends, tables.made)) {
        Optional.ofNullable(map.remove(from)).ifPresent(at -> map.put(to, at));
      }
      tables.gone.add(from);
      tables.gone.remove(to);
    }

    @Override
    public Boolean mark(ControlRecord.Mark mark) {
      SnapshotMarks.read(mark).ifPresent(this::snapshot);
      return true;
    }

    private void snapshot(TableSnapshot snapshot) {
      TableName table = snapshot.table();
      switch (snapshot.state()) {
        case RUNNING -> {
          if (isWhole(snapshot.request())) {
            tables.running.put(table, scn);
          }
        }
        case DONE ->
            Optional.ofNullable(tables.running.remove(table))
                .ifPresent(begin -> complete(table, begin));
        case GONE, REFUSED -> tables.running.remove(table);
      }
    }

    private void complete(TableName table, Scn begin) {
      tables.made.remove(table);
      tables.snapshots.put(table, begin);
      tables.ends.put(table, scn);
    }

    private static boolean isWhole(SnapshotRequest request) {
      return request.partitions().isEmpty()
          && request.fromKey().isEmpty()
          && request.toKey().isEmpty();
    }
  }
}
