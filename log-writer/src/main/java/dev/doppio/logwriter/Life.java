package dev.doppio.logwriter;

import dev.doppio.logwriter.Recovery.Recovered;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.failure.Reaction;
import dev.doppio.schemas.log.Generation;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.mastership.LedgerEntry;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer from one opening of the log to its next failure. All that it knows of the log it has
 * read from the log; with it goes everything a failure has to make forgotten.
 */
final class Life implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);

  /** Bounds how long a partition that was given to this node waits for it. */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final LogWriterConfig config;
  private final Clock clock;
  private final WritableLog.Session session;
  private final ChangeSource source;
  private final Recovered recovered;
  private final WriterCounters counters;
  private final Mastership mastership;
  private final Router router;
  private final LogTransaction out;
  private final Runs runs;
  private final EventWriter events;
  private final Map<PartitionId, LedgerEntry> mastered;
  private Optional<SourcePosition> committed;
  private Instant committedAt;
  private Instant lookedAt;
  private boolean over;

  /** What was found at the start, in the order of {@link #begin}. */
  private record Start(
      WritableLog.Session session,
      Mastership mastership,
      Map<PartitionId, LedgerEntry> mine,
      Recovered recovered,
      ChangeSource source) {}

  private Life(LogWriterConfig config, Clock clock, Start start, WriterCounters counters) {
    this.config = config;
    this.clock = clock;
    this.session = start.session();
    this.mastership = start.mastership();
    this.mastered = new TreeMap<>(start.mine());
    this.source = start.source();
    this.recovered = start.recovered();
    this.counters = counters;
    this.out = new LogTransaction(session, clock);
    this.runs = new Runs(config.origin(), config.limits(), out, recovered.standings());
    SchemaPublisher schemas = new SchemaPublisher(session);
    this.router = new Router(config.databases(), mastered.keySet(), config.before());
    RowWriter rows = new RowWriter(config, router, recovered.logs(), schemas, out, counters);
    this.events = new EventWriter(config, router, rows, runs, schemas, out, counters);
    recovered.position().ifPresent(events::resume);
    this.committed = recovered.position().map(NodePosition::source);
    this.committedAt = clock.instant();
    this.lookedAt = clock.instant();
  }

  /**
   * Opens the log, reads from it where things stand, and opens the source there.
   *
   * <p>Why nothing of an earlier master follows an opening: the ledger names the next master before
   * that one fences its predecessors, and a predecessor reads the ledger after its own session
   * began. So its session is either older than the fence, and ends by it; or younger, and then it
   * finds in the ledger that the partition is no longer its own. Every step may be repeated: a
   * start that ends between two of them is finished by the next.
   */
  static Life begin(
      LogWriterConfig config,
      WritableLog log,
      ChangeSource.Opener opener,
      Clock clock,
      WriterCounters counters) {
    WritableLog.Session session = log.open();
    try {
      CrashPoint.TAKEOVER_BEGUN.reached();
      Mastership mastership = new Mastership(log.candidate(), config.databases(), session, clock);
      Map<PartitionId, LedgerEntry> mine = mastership.claim();
      mastership.fenceEarlierMasters(session, mine);
      Recovered recovered = new Recovery(session, config).read(mine);
      recovered.position().ifPresent(counters::standsAt);
      recovered.source().ifPresent(known -> known.snapshots().forEach(counters::snapshot));
      CrashPoint.WRITER_OPENED.reached();
      ChangeSource source = opener.open(recovered.source());
      Start start = new Start(session, mastership, mine, recovered, source);
      return new Life(config, clock, start, counters).open();
    } catch (RuntimeException e) {
      closeAfter(e, session::close);
      throw e;
    }
  }

  private Life open() {
    try {
      new SchemaPublisher(session).publishFixed();
      forgetOtherTables();
      openGenerations();
      return this;
    } catch (RuntimeException e) {
      closeAfter(e, source::close);
      throw e;
    }
  }

  /** What a first start finds is of a log that is gone. */
  private void forgetOtherTables() {
    if (recovered.position().isEmpty()) {
      session.tables().keySet().forEach(table -> out.table(table, Optional.empty()));
    }
  }

  /**
   * Writes the openings that the log lacks, with the position if the node has one, and reads them
   * back. Before the first position the log holds nothing of this node but openings, so a first
   * start that ends half-way is a first start again.
   */
  private void openGenerations() {
    List<PartitionStanding> unopened =
        recovered.standings().stream().filter(standing -> !standing.isOpened()).toList();
    for (PartitionStanding standing : unopened) {
      PartitionId id = standing.id();
      ControlRecord opening =
          new ControlRecord.Opening(standing.log(), partitions(id), standing.last());
      runs.control(List.of(id), opening, events.nodeTransaction(), Instant.EPOCH);
    }
    if (!unopened.isEmpty()) {
      CrashPoint.TAKEOVER_OPENING.reached();
      events.resumable().ifPresentOrElse(this::commit, out::commit);
      CrashPoint.TAKEOVER_OPENED.reached();
      unopened.forEach(this::readBack);
    }
  }

  private int partitions(PartitionId id) {
    return config.databases().stream()
        .filter(layout -> layout.database().equals(id.database()))
        .findFirst()
        .orElseThrow()
        .partitions();
  }

  private void readBack(PartitionStanding opened) {
    Optional<Scn> end = session.last(opened.id()).map(record -> record.place().scn());
    if (!end.equals(opened.last())) {
      Recovery.refuseOvertaken(opened.id(), end.orElse(opened.scn()));
    }
  }

  Progress step() {
    Optional<SourceEvent> event = poll();
    event.ifPresent(this::write);
    if (!over) {
      commitIfDue(event.isEmpty());
      lookAround();
    }
    boolean drained = event.isEmpty() && !out.isOpen();
    return Progress.of(drained ? Progress.Outcome.DRAINED : Progress.Outcome.WORKED);
  }

  private Optional<SourceEvent> poll() {
    try {
      return source.poll(patience());
    } catch (DoppioException failure) {
      if (failure.kind().reaction() != Reaction.RETRY) {
        throwIfReplaced(failure);
      }
      throw failure;
    }
  }

  /**
   * A source throws out whoever has the server id of a newcomer, and can't tell a stranger from a
   * later incarnation of this node. The log can, at the next commit: that one has begun its session
   * before.
   */
  private void throwIfReplaced(DoppioException failure) {
    try {
      events.resumable().ifPresent(this::commit);
    } catch (DoppioException answer) {
      if (answer.kind() == FailureKind.FENCED) {
        throw answer;
      }
      failure.addSuppressed(answer);
    }
  }

  private void write(SourceEvent event) {
    CrashPoint.WRITER_READ.reached();
    if (event instanceof SourceEvent.Begin begin && !admits(begin)) {
      events.resumable().filter(position -> out.isOpen()).ifPresent(this::commit);
      over = true;
    } else {
      event.match(events);
    }
  }

  private boolean admits(SourceEvent.Begin begin) {
    boolean admitted = begin.bytes().isEmpty() || session.admits(begin.bytes().getAsLong());
    if (!admitted) {
      LOG.info(
          "a source transaction of {} bytes comes: beginning anew with a longer transaction"
              + " time-out",
          begin.bytes().getAsLong());
    }
    return admitted;
  }

  /** Records that could be committed hardly wait for the source to say more. */
  private Duration patience() {
    return out.isOpen() && events.resumable().isPresent() ? CommitPolicy.LULL : config.idleWait();
  }

  /**
   * Looks now and then, between two commits, what the ledger gives to this node, and what snapshots
   * were asked for. What the ledger takes away is dropped; for what it gives, this life ends, and
   * the next one begins as every start does. Never within a source transaction, whose first rows
   * may be held back with nothing open: they would go to the log, and the others to the orphans.
   */
  private void lookAround() {
    if (out.isOpen()
        || events.isInTransaction()
        || clock.instant().isBefore(lookedAt.plus(LOOK_INTERVAL))) {
      return;
    }
    lookedAt = clock.instant();
    Map<PartitionId, LedgerEntry> mine = mastership.look();
    over = mine.entrySet().stream().anyMatch(given -> isNew(given.getKey(), given.getValue()));
    List<PartitionId> lost =
        mastered.keySet().stream().filter(partition -> !mine.containsKey(partition)).toList();
    lost.forEach(this::drop);
    session.requests().forEach(source::snapshot);
  }

  private boolean isNew(PartitionId partition, LedgerEntry entry) {
    Optional<Generation> known =
        Optional.ofNullable(mastered.get(partition)).map(LedgerEntry::generation);
    return !known.equals(Optional.of(entry.generation()));
  }

  private void drop(PartitionId partition) {
    LOG.warn(
        "{} is no longer mastered by {}: it is dropped here, and rows of it go to the orphans",
        partition,
        config.origin());
    mastered.remove(partition);
    router.drop(partition);
    runs.drop(partition);
  }

  /**
   * True when only another start can go on: the ledger has given this node a partition, or the
   * source a transaction that needs more time.
   */
  boolean isOver() {
    return over;
  }

  private void commitIfDue(boolean drained) {
    events
        .resumable()
        .filter(position -> out.isOpen() ? recordsDue(drained) : positionDue(position))
        .ifPresent(this::commit);
  }

  private boolean recordsDue(boolean drained) {
    return config.commit().recordsDue(drained, out.age(), out.bytes());
  }

  private boolean positionDue(SourcePosition position) {
    return config.commit().positionDue(Duration.between(committedAt, clock.instant()))
        && committed.filter(position::resumesLike).isEmpty();
  }

  private void commit(SourcePosition position) {
    NodePosition next =
        new NodePosition(
            position, events.nodeTransaction(), recovered.logs(), runs.scns(), config.hashed());
    out.commit(next);
    committed = Optional.of(position);
    committedAt = clock.instant();
    counters.committed(next, events.sourceTime());
  }

  /** When the oldest uncommitted record was written. */
  Optional<Instant> openSince() {
    return out.since();
  }

  /** Closes the source, then the log, whose open transaction is aborted. */
  @Override
  public void close() {
    try (session) {
      source.close();
    }
  }

  /** Closes after a failure, which stays the one to be told. */
  static void closeAfter(RuntimeException failure, Runnable close) {
    try {
      close.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
