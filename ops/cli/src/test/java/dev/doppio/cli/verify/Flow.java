package dev.doppio.cli.verify;

import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A source, a log and a replica in memory, whose parts move at random between any two calls of
 * their ports: transactions are in the binlog before they can be seen, become visible in any order,
 * and are in {@code gtid_executed} later still; the log's partitions and its positions show at
 * different times; the replica applies each partition at its own pace.
 */
final class Flow implements Source, Replica, Log {
  /** Rules of the scheme, broken on purpose. */
  enum Fault {
    NONE,
    ROWS_ARE_READ_BEFORE_WHAT_THE_LOG_HAS_IS_EXECUTED,
    WHAT_THE_ENGINE_ALONE_HAS_COMMITTED_IS_FORGOTTEN,
    WHAT_WAS_TOUCHED_COUNTS,
    THE_REPLICA_IS_READ_BEFORE_IT_IS_THERE,
    THE_LOG_IS_NOT_READ_UP_TO_THE_REPLICA
  }

  private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  private final Random random;
  private final Fault fault;
  private final int writes;
  private final boolean ordered;
  private final List<Integer> writable;
  private final List<Transaction> binlog = new ArrayList<>();
  private final Set<Integer> visible = new TreeSet<>();
  private final Set<Integer> executed = new TreeSet<>();
  private final TreeMap<Integer, Integer> here = new TreeMap<>();
  private final TreeMap<Integer, Integer> there = new TreeMap<>();
  private final Map<PartitionId, List<Run>> log = new TreeMap<>();
  private final Map<PartitionId, Integer> shown = new HashMap<>();
  private final Map<PartitionId, Integer> taken = new HashMap<>();
  private final Map<PartitionId, Integer> applied = new HashMap<>();
  private final Map<PartitionId, Touches> touches = new HashMap<>();
  private final List<Reached> positions = new ArrayList<>();
  private int written;
  private int logged;
  private int position;
  private long now;

  private record Transaction(int number, Map<Integer, Optional<Integer>> changes) {}

  private record Run(Scn scn, boolean heartbeat, Map<Integer, Optional<Integer>> changes) {}

  /**
   * @param documents with ids from 0, at both sides
   * @param writable ids that are written meanwhile
   * @param writes transactions in all
   */
  Flow(Random random, Fault fault, int documents, List<Integer> writable, int writes) {
    this.random = random;
    this.fault = fault;
    this.writable = writable;
    this.writes = writes;
    this.ordered = random.nextBoolean();
    for (int number = 0; number < Documents.PARTITIONS; number++) {
      PartitionId partition = new PartitionId("shop", number);
      log.put(partition, new ArrayList<>(List.of(new Run(Scn.opening(1), true, Map.of()))));
      shown.put(partition, 1);
      taken.put(partition, 1);
      applied.put(partition, 1);
      touches.put(partition, new Touches(partition));
    }
    for (int id = 0; id < documents; id++) {
      here.put(id, 1);
      there.put(id, 1);
    }
    positions.add(reachedNow());
  }

  /** What the replica holds, to be damaged before the comparison. */
  TreeMap<Integer, Integer> replica() {
    return there;
  }

  long nanoTime() {
    return now;
  }

  /** Anything that others may do in a moment. */
  void anything() {
    for (int i = random.nextInt(6); i > 0; i--) {
      now += random.nextInt(1_000_000);
      switch (random.nextInt(6)) {
        case 0 -> write();
        case 1 -> show();
        case 2 -> execute();
        case 3 -> commitToLog();
        case 4 -> apply();
        default -> showLog();
      }
    }
  }

  private void write() {
    if (written < writes) {
      Map<Integer, Optional<Integer>> changes = new LinkedHashMap<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        int id = writable.get(random.nextInt(writable.size()));
        // Few values, so that a document comes back to one that it had.
        changes.put(id, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(random.nextInt(3)));
      }
      boolean locked =
          binlog.stream()
              .filter(before -> !visible.contains(before.number()))
              .anyMatch(
                  before -> before.changes().keySet().stream().anyMatch(changes::containsKey));
      if (!locked) {
        binlog.add(new Transaction(++written, changes));
      }
    }
  }

  private void show() {
    List<Transaction> hidden =
        binlog.stream().filter(each -> !visible.contains(each.number())).toList();
    if (!hidden.isEmpty()) {
      Transaction next = hidden.get(random.nextInt(hidden.size()));
      visible.add(next.number());
      change(here, next.changes());
    }
  }

  private void execute() {
    visible.stream()
        .filter(number -> !executed.contains(number))
        .skip(random.nextInt(2))
        .findFirst()
        .ifPresent(executed::add);
  }

  private static void change(Map<Integer, Integer> rows, Map<Integer, Optional<Integer>> changes) {
    changes.forEach(
        (id, value) -> value.ifPresentOrElse(v -> rows.put(id, v), () -> rows.remove(id)));
  }

  private void commitToLog() {
    int until = Math.min(binlog.size(), logged + random.nextInt(4));
    if (until == logged && random.nextInt(4) == 0) {
      append(new PartitionId("shop", random.nextInt(Documents.PARTITIONS)), true, Map.of());
    }
    for (; logged < until; logged++) {
      for (PartitionId partition : log.keySet()) {
        Map<Integer, Optional<Integer>> mine = new LinkedHashMap<>(binlog.get(logged).changes());
        mine.keySet().removeIf(id -> !Documents.partition(id).equals(partition));
        if (!mine.isEmpty()) {
          append(partition, false, mine);
        }
      }
    }
    positions.add(reachedNow());
  }

  private void append(
      PartitionId partition, boolean heartbeat, Map<Integer, Optional<Integer>> changes) {
    List<Run> runs = log.get(partition);
    runs.add(new Run(runs.get(runs.size() - 1).scn().next(), heartbeat, changes));
  }

  private Reached reachedNow() {
    Map<PartitionId, Scn> ends = new HashMap<>();
    log.forEach((partition, runs) -> ends.put(partition, runs.get(runs.size() - 1).scn()));
    return new Reached(first(logged), false, ends);
  }

  private void showLog() {
    PartitionId partition = new PartitionId("shop", random.nextInt(Documents.PARTITIONS));
    shown.merge(partition, random.nextInt(3), Integer::sum);
    shown.merge(partition, log.get(partition).size(), Math::min);
  }

  private void apply() {
    PartitionId partition = new PartitionId("shop", random.nextInt(Documents.PARTITIONS));
    int until = Math.min(log.get(partition).size(), applied.get(partition) + random.nextInt(3));
    for (int run = applied.get(partition); run < until; run++) {
      change(there, log.get(partition).get(run).changes());
    }
    applied.put(partition, until);
  }

  @Override
  public Optional<TableVersion> version(TableName table) {
    return Optional.of(Documents.TABLE);
  }

  @Override
  public void awaitExecuted(GtidSet transactions) {
    anything();
    while (fault != Fault.ROWS_ARE_READ_BEFORE_WHAT_THE_LOG_HAS_IS_EXECUTED
        && !set(executed).contains(transactions)) {
      anything();
    }
  }

  @Override
  public List<RowDigest> read(TablePlan plan, Stretch stretch, int limit) {
    anything();
    List<RowDigest> rows = Documents.rows(here, stretch, limit);
    anything();
    return rows;
  }

  @Override
  public GtidSet visible() {
    anything();
    return fault == Fault.WHAT_THE_ENGINE_ALONE_HAS_COMMITTED_IS_FORGOTTEN
        ? set(executed)
        : first(binlog.size());
  }

  private static GtidSet first(int count) {
    return count == 0 ? GtidSet.empty() : GtidSet.parse(SERVER + ":1-" + count);
  }

  private static GtidSet set(Iterable<Integer> numbers) {
    GtidSet set = GtidSet.empty();
    for (int number : numbers) {
      set = set.with(new Gtid(SERVER, number));
    }
    return set;
  }

  @Override
  public GtidSet givenUp(GtidSet awaited) {
    return GtidSet.empty();
  }

  @Override
  public long estimate(TableName table) {
    return here.size();
  }

  @Override
  public KeptTable table(TableVersion version) {
    return KeptTable.of(version);
  }

  @Override
  public Map<PartitionId, Scn> checkpoints() {
    anything();
    Map<PartitionId, Scn> at = new HashMap<>();
    boolean lies = fault == Fault.THE_REPLICA_IS_READ_BEFORE_IT_IS_THERE;
    log.forEach(
        (partition, runs) ->
            at.put(partition, runs.get((lies ? runs.size() : applied.get(partition)) - 1).scn()));
    return at;
  }

  @Override
  public boolean isOrdered() {
    return ordered;
  }

  @Override
  public Read read(TablePlan plan, Stretch stretch, Collection<DocumentPlace> shown) {
    anything();
    Map<PartitionId, Scn> at = new HashMap<>();
    log.forEach((partition, runs) -> at.put(partition, runs.get(applied.get(partition) - 1).scn()));
    Stretch asked = ordered || shown.isEmpty() ? stretch : Stretch.of(List.copyOf(shown));
    List<RowDigest> rows = Documents.rows(there, asked, Integer.MAX_VALUE);
    return new Read(at, ordered || !shown.isEmpty() ? rows : List.of(), Optional.empty());
  }

  @Override
  public List<DocumentPlace> others(TablePlan plan, Predicate<KeptKey> known, int most) {
    anything();
    return there.keySet().stream()
        .map(Documents::place)
        .filter(place -> !known.test(KeptKey.of(place)))
        .limit(Math.min(most, 1 + random.nextInt(20)))
        .toList();
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  @Override
  public Read sum(TablePlan plan, Stretch stretch) {
    Read read = read(plan, stretch, List.of());
    return new Read(read.at(), List.of(), Optional.of(Documents.sum(read.rows())));
  }

  @Override
  public Optional<List<String>> keyOf(TablePlan plan, Stretch stretch, int row) {
    List<RowDigest> rows = read(plan, stretch, row);
    return rows.size() < row ? Optional.empty() : Optional.of(rows.get(row - 1).place().fields());
  }

  @Override
  public Sum total(TablePlan plan, Stretch stretch) {
    return Documents.sum(read(plan, stretch, Integer.MAX_VALUE));
  }

  @Override
  public void follow(Duration wait) {
    anything();
    position += random.nextInt(positions.size() - position);
    log.forEach(
        (partition, runs) -> {
          for (int run = taken.get(partition); run < shown.get(partition); run++) {
            Scn scn = runs.get(run).scn();
            runs.get(run)
                .changes()
                .keySet()
                .forEach(id -> touches.get(partition).touch("doc/" + id, scn));
          }
          taken.put(partition, shown.get(partition));
        });
  }

  @Override
  public Reached reached() {
    return positions.get(position);
  }

  @Override
  public Scn takenIn(PartitionId partition) {
    int runs =
        fault == Fault.THE_LOG_IS_NOT_READ_UP_TO_THE_REPLICA
            ? log.get(partition).size()
            : taken.get(partition);
    return log.get(partition).get(runs - 1).scn();
  }

  @Override
  public Scn lastToApply(PartitionId partition) {
    Scn last = Scn.opening(1);
    for (Run run : log.get(partition).subList(0, taken.get(partition))) {
      last = run.heartbeat() ? last : run.scn();
    }
    return last;
  }

  @Override
  public boolean isTouchedBehind(Scn scn, DocumentPlace place) {
    return fault != Fault.WHAT_WAS_TOUCHED_COUNTS
        && touches.get(place.partition()).isBehind(scn, place);
  }

  @Override
  public boolean isTouchedBehind(Map<PartitionId, Scn> runs, TableName table) {
    return fault != Fault.WHAT_WAS_TOUCHED_COUNTS
        && runs.entrySet().stream()
            .anyMatch(run -> touches.get(run.getKey()).isBehind(run.getValue(), table));
  }

  @Override
  public long structureChanges() {
    return 0;
  }

  @Override
  public void forget(Map<PartitionId, Scn> places) {
    places.forEach((partition, scn) -> touches.get(partition).forget(scn));
  }
}
