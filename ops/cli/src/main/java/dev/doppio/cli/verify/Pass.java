package dev.doppio.cli.verify;

import dev.doppio.cli.verify.Finding.Kind;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One comparison of all tables, in steps, beside whatever is written. A document counts only where
 * it was read at both sides without being changed in between, by the log: at the source in a
 * statement that came after run {@code lower} was executed and whose last possible transaction is
 * in the log up to run {@code bound}; at the replica in one moment with its checkpoint, at or
 * behind {@code bound}. If no run behind {@code lower} touches it, up to that checkpoint, both
 * sides have to show what the log made of it at that checkpoint. Else it is read again. So there is
 * neither a false alarm nor a miss, and nobody is locked. Not thread-safe.
 */
final class Pass {
  /** Windows between the source and the replica. */
  static final int MAX_OPEN = 16;

  /** Documents that are read again together. */
  static final int MAX_AGAIN = 400;

  /**
   * So many stretches of a table that is written to are read row by row before it is tried again.
   */
  private static final int BUSY = 50;

  private static final Duration WAIT = Duration.ofMillis(10);
  private static final long ASK_NANOS = 1_000_000_000L;

  private final Source source;
  private final Replica replica;
  private final Log log;
  private final PassLimits limits;
  private final PassListener listener;
  private final LongSupplier nanoTime;
  private final Tables tables;
  private final Again again = new Again();
  private final Others others;
  private final Applied applied;
  private final Deque<Window> open = new ArrayDeque<>();
  private Optional<Replica.Read> read = Optional.empty();
  private long headSince;
  private long askedAt;
  private long settlingSince;
  private boolean settling;
  private int rowByRow;
  private boolean moving = true;

  Pass(
      Source source,
      Replica replica,
      Log log,
      Tables tables,
      PassLimits limits,
      PassListener listener,
      LongSupplier nanoTime) {
    this.source = source;
    this.replica = replica;
    this.log = log;
    this.tables = tables;
    this.limits = limits;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.headSince = nanoTime.getAsLong();
    this.others = new Others(replica, listener);
    this.applied = new Applied(replica, nanoTime);
  }

  /** Documents that are read again, or are to be. */
  List<Again.Batch> unresolved() {
    List<Again.Batch> all = new ArrayList<>(again.batches());
    open.stream()
        .filter(window -> window.stretch().isOfSingle() && !window.stretch().ofOthers())
        .map(window -> new Again.Batch(window.plan(), window.stretch().single()))
        .forEach(all::add);
    return all;
  }

  /**
   * Takes the next step.
   *
   * @param mayRead false holds the reading of further rows back; what is open goes on
   * @return false when all is done
   * @throws DoppioException what the sides throw; REFUSED_IN_FLOW when log or replica do not come
   *     to a place in time
   */
  boolean step(boolean mayRead) {
    log.follow(moving ? Duration.ZERO : WAIT);
    moving = advance();
    if (!moving && mayRead && open.size() < MAX_OPEN) {
      moving = openNext();
    }
    return !(open.isEmpty() && again.isEmpty() && tables.isOver() && others.isEmpty());
  }

  /** How long the oldest rows that were read at the source have been waiting for the replica. */
  Duration waitedFor() {
    return open.isEmpty() ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - headSince);
  }

  /** These, of an earlier run, are to be read again. */
  void readAgain(TableName table, List<DocumentPlace> places) {
    plan(table).ifPresent(plan -> places.forEach(place -> again.add(plan, place)));
  }

  private boolean openNext() {
    if (!others.isEmpty()) {
      others.next(MAX_AGAIN).ifPresent(batch -> openSingle(batch, Stretch::ofOthers));
      return true;
    }
    if (again.size() >= MAX_AGAIN || tables.isOver() && !again.isEmpty()) {
      return openAgain();
    }
    Optional<Tables.Part> part = tables.next(this::plan);
    part.ifPresent(this::openPart);
    return part.isPresent();
  }

  private Optional<TablePlan> plan(TableName table) {
    return source.version(table).map(version -> new TablePlan(version, replica.table(version)));
  }

  private void openPart(Tables.Part part) {
    TablePlan plan = part.plan();
    Stretch behind = Stretch.behind(part.after());
    boolean asAWhole = limits.whole() && plan.canBeTotalled() && rowByRow == 0;
    rowByRow = Math.max(0, rowByRow - 1);
    Optional<Window> window =
        show(
            plan,
            () ->
                asAWhole
                    ? Shown.total(source, plan, behind, limits.rows())
                    : Shown.rows(source, plan, behind, limits.rows()));
    if (window.isEmpty()) {
      begin(plan, part.after());
      return;
    }
    tables.took(window.get().stretch());
    add(window.get());
  }

  private boolean openAgain() {
    settling &= tables.isOver();
    if (tables.isOver() && !settling) {
      settling = true;
      settlingSince = nanoTime.getAsLong();
    }
    if (settling && nanoTime.getAsLong() - settlingSince > limits.settle().toNanos()) {
      again.drain().forEach(this::unsettled);
      return true;
    }
    openSingle(again.next(MAX_AGAIN), Stretch::of);
    return true;
  }

  private void openSingle(Again.Batch batch, Function<List<DocumentPlace>, Stretch> stretch) {
    Stretch single = stretch.apply(batch.places());
    show(batch.plan(), () -> Shown.single(source, batch.plan(), single))
        .ifPresentOrElse(this::add, () -> readAgain(batch.plan(), batch.places()));
  }

  private void unsettled(Again.Batch batch) {
    listener.found(
        batch.plan(),
        batch.places().stream()
            .map(place -> Finding.of(batch.plan(), Kind.UNSETTLED, place))
            .toList());
  }

  /**
   * In this order: what the log has is executed, the rows are read, what they may show is asked.
   * Empty where the table is another one by now.
   */
  private Optional<Window> show(TablePlan plan, Supplier<Shown> reading) {
    long structureChanges = log.structureChanges();
    Log.Reached reached = log.reached();
    Map<PartitionId, Scn> lower = new HashMap<>();
    limits.partitions().forEach(p -> lower.put(p, reached.run(p)));
    source.awaitExecuted(reached.executed());
    try {
      Shown shown = reading.get();
      listener.read(shown.count());
      return Optional.of(new Window(plan, shown, lower, source.visible(), structureChanges));
    } catch (DoppioException e) {
      refuseUnlessAnother(plan, e);
      return Optional.empty();
    }
  }

  private void refuseUnlessAnother(TablePlan plan, DoppioException e) {
    if (plan(plan.name()).equals(Optional.of(plan))) {
      throw e;
    }
  }

  private void add(Window window) {
    if (open.isEmpty()) {
      headSince = nanoTime.getAsLong();
    }
    open.add(window);
  }

  /** The oldest window only: those behind it wait for more than it does. */
  private boolean advance() {
    Window window = open.peek();
    if (window == null) {
      return false;
    }
    if (read.isPresent()) {
      return judgeIfTakenIn(window, read.get());
    }
    Optional<Map<PartitionId, Scn>> need = window.need(log);
    if (need.isPresent() && applied.hasReached(need.get())) {
      readReplica(window);
      return true;
    }
    waiting(window, need);
    return false;
  }

  private void readReplica(Window window) {
    try {
      read =
          Optional.of(
              window.total().isPresent()
                  ? replica.sum(window.plan(), window.stretch())
                  : replica.read(window.plan(), window.stretch(), window.shown()));
    } catch (DoppioException e) {
      refuseUnlessAnother(window.plan(), e);
      restart(window);
      next(window);
    }
  }

  private void waiting(Window window, Optional<Map<PartitionId, Scn>> need) {
    long now = nanoTime.getAsLong();
    if (now - headSince > limits.patience().toNanos()) {
      throw Stuck.at(limits.patience(), window.lacking(log.reached()), need, applied.at());
    }
    if (now - Math.max(askedAt, headSince) > ASK_NANOS) {
      askedAt = now;
      GtidSet lacking = window.lacking(log.reached());
      if (!lacking.isEmpty()) {
        window.giveUp(source.givenUp(lacking));
      }
    }
  }

  /** All that touches a document up to the replica's checkpoint has to be known. */
  private boolean judgeIfTakenIn(Window window, Replica.Read rows) {
    for (PartitionId partition : limits.partitions()) {
      Optional<Scn> at = Optional.ofNullable(rows.at().get(partition));
      if (at.filter(scn -> log.takenIn(partition).isBefore(scn)).isPresent()) {
        waiting(window, Optional.empty());
        return false;
      }
    }
    applied.are(rows.at());
    // It stays open until then: what fails here is read again by whoever goes on.
    judge(window, rows);
    next(window);
    return true;
  }

  private void next(Window done) {
    open.remove(done);
    read = Optional.empty();
    headSince = nanoTime.getAsLong();
    forget();
  }

  /** As a whole it counts only if nobody has written to the table; else it is read row by row. */
  private void judgeSum(Window window, Sum sum, Replica.Read rows) {
    TableName table = window.plan().name();
    boolean touched = log.isTouchedBehind(window.lower(), table);
    if (touched || !rows.sum().equals(Optional.of(sum))) {
      rowByRow = touched ? BUSY : 1;
      begin(window.plan(), window.stretch().after());
    } else {
      listener.equal(table, (int) sum.rows());
      others.passed(window);
    }
  }

  /** A difference counts only where no structure was being changed. */
  private void judge(Window window, Replica.Read rows) {
    if (window.total().isPresent()) {
      judgeSum(window, window.total().get(), rows);
      return;
    }
    Judgement judgement = Judgement.of(window, rows.rows(), limits.partitions(), log);
    TablePlan plan = window.plan();
    List<Finding> findings = new ArrayList<>(judgement.findings());
    if (window.isLastOfTable()) {
      plan.replica().objections().forEach(o -> findings.add(Finding.ofStructure(plan, o)));
    }
    if (!findings.isEmpty() && !isStill(window)) {
      restart(window);
      return;
    }
    others.leaveOut(plan, window.shown());
    judgement.touched().forEach(place -> again.add(plan, place));
    listener.equal(plan.name(), judgement.equal());
    if (!findings.isEmpty()) {
      listener.found(plan, findings).forEach(place -> again.add(plan, place));
    }
    if (!window.stretch().isOfSingle()) {
      others.passed(window);
    }
  }

  /** What differs while a structure is being changed proves nothing. */
  private void restart(Window window) {
    if (window.stretch().isOfSingle()) {
      readAgain(window.plan(), window.stretch().single());
    } else {
      begin(window.plan(), window.stretch().after());
    }
  }

  private void readAgain(TablePlan before, List<DocumentPlace> places) {
    Optional<TablePlan> now = plan(before.name()).filter(before::hasKeyOf);
    now.ifPresentOrElse(
        plan -> places.forEach(place -> again.add(plan, place)),
        () -> begin(before, Optional.empty()));
  }

  /** Behind this place all of the table is read anew, and from its begin if its key is another. */
  private void begin(TablePlan before, Optional<List<String>> after) {
    TableName table = before.name();
    Optional<TablePlan> now = plan(table);
    boolean sameKey = now.filter(before::hasKeyOf).isPresent();
    open.removeIf(
        other -> other.plan().name().equals(table) && !(sameKey && other.stretch().isOfSingle()));
    if (!sameKey) {
      again.drop(table);
    }
    others.drop(table, !sameKey || after.isEmpty());
    tables.again(table, now, sameKey ? after : Optional.empty());
  }

  private boolean isStill(Window window) {
    TablePlan plan = window.plan();
    return log.structureChanges() == window.structureChanges()
        && plan(plan.name()).equals(Optional.of(plan));
  }

  private void forget() {
    Map<PartitionId, Scn> least = new HashMap<>(applied.at());
    for (Window window : open) {
      window.lower().forEach((partition, scn) -> least.merge(partition, scn, Pass::lower));
    }
    log.reached().runs().forEach((partition, scn) -> least.merge(partition, scn, Pass::lower));
    log.forget(least);
  }

  private static Scn lower(Scn one, Scn other) {
    return one.isBefore(other) ? one : other;
  }
}
