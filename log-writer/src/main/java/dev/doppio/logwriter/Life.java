package dev.doppio.logwriter;

import dev.doppio.logwriter.Recovery.Recovered;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.failure.CrashPoint;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.NodePosition;
import dev.doppio.schemas.source.SourceEvent;
import dev.doppio.schemas.source.SourcePosition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The writer from one opening of the log to its next failure. All that it knows of the log it has
 * read from the log; with it goes everything a failure has to make forgotten.
 */
final class Life implements AutoCloseable {
  private final LogWriterConfig config;
  private final Clock clock;
  private final WritableLog.Session session;
  private final ChangeSource source;
  private final Recovered recovered;
  private final WriterCounters counters;
  private final LogTransaction out;
  private final Runs runs;
  private final EventWriter events;
  private boolean openingsWritten;
  private Optional<SourcePosition> committed;
  private Instant committedAt;

  private Life(
      LogWriterConfig config,
      Clock clock,
      WritableLog.Session session,
      ChangeSource source,
      Recovered recovered,
      WriterCounters counters) {
    this.config = config;
    this.clock = clock;
    this.session = session;
    this.source = source;
    this.recovered = recovered;
    this.counters = counters;
    this.out = new LogTransaction(session, clock);
    this.runs = new Runs(config.origin(), config.limits(), out, recovered.standings());
    SchemaPublisher schemas = new SchemaPublisher(session);
    Router router = new Router(config.databases(), config.before());
    RowWriter rows = new RowWriter(config, router, recovered.logs(), schemas, out, counters);
    this.events = new EventWriter(config, router, rows, runs, schemas, counters);
    recovered.position().ifPresent(events::resume);
    this.committed = recovered.position().map(NodePosition::source);
    this.committedAt = clock.instant();
  }

  /** Opens the log, reads from it where things stand, and opens the source there. */
  static Life begin(
      LogWriterConfig config,
      WritableLog log,
      ChangeSource.Opener opener,
      Clock clock,
      WriterCounters counters) {
    WritableLog.Session session = log.open();
    try {
      Recovered recovered = new Recovery(session, config).read();
      recovered.position().ifPresent(counters::standsAt);
      CrashPoint.WRITER_OPENED.reached();
      new SchemaPublisher(session).publishFixed();
      ChangeSource source = opener.open(recovered.position().map(NodePosition::source));
      return new Life(config, clock, session, source, recovered, counters);
    } catch (RuntimeException e) {
      closeAfter(e, session::close);
      throw e;
    }
  }

  Progress step() {
    Optional<SourceEvent> event = source.poll(patience());
    event.ifPresent(this::write);
    commitIfDue(event.isEmpty());
    boolean drained = event.isEmpty() && !out.isOpen();
    return Progress.of(drained ? Progress.Outcome.DRAINED : Progress.Outcome.WORKED);
  }

  /** Records that could be committed do not wait for the source to say more. */
  private Duration patience() {
    return out.isOpen() && events.resumable().isPresent() ? Duration.ZERO : config.idleWait();
  }

  private void write(SourceEvent event) {
    CrashPoint.WRITER_READ.reached();
    if (!openingsWritten) {
      writeOpenings();
      openingsWritten = true;
    }
    event.match(events);
  }

  /**
   * In the same transaction as the first records and the first position: where a partition has
   * records, its node has a position.
   */
  private void writeOpenings() {
    for (DatabaseLayout layout : config.databases()) {
      ControlRecord opening =
          new ControlRecord.Opening(
              recovered.logs().get(layout.database()), layout.partitions(), Optional.empty());
      for (PartitionStanding standing : recovered.standings()) {
        if (!standing.isOpened() && standing.id().database().equals(layout.database())) {
          runs.control(List.of(standing.id()), opening, events.nodeTransaction(), Instant.EPOCH);
        }
      }
    }
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
        new NodePosition(position, events.nodeTransaction(), recovered.logs(), runs.scns());
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
