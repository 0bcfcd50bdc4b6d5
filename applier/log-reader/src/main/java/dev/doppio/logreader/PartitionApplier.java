package dev.doppio.logreader;

import dev.doppio.logreader.LogSource.Entry;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.Fingerprint;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import dev.doppio.schemas.source.SnapshotMarks;
import dev.doppio.schemas.source.TableSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One life of a target partition, from a start to the next failure. A run within a slice reaches
 * the target only after its E is verified; a larger one is streamed in a target transaction of its
 * own, so that a run left open in the log can be given up without its neighbours.
 */
final class PartitionApplier {
  private final RunVerifier verifier;
  private final TargetPartition target;
  private final Optional<Gathering> gathering;
  private final RunRecords records;
  private final LogReaderConfig config;
  private final Progress progress;
  private final TargetBatch batch;
  private final LogShape shape;
  private Optional<GtidScan> scan;
  private final ControlCodec controls = new ControlCodec();
  private final List<Sized> decoded = new ArrayList<>();
  private Optional<BeginHeader> run = Optional.empty();
  private Optional<LogRecord> newest = Optional.empty();
  private Optional<Instant> sourceTime = Optional.empty();
  private boolean complete;
  private boolean streaming;

  private record Sized(DocumentChange change, long bytes) {}

  PartitionApplier(
      RunVerifier verifier,
      TargetPartition target,
      RunRecords records,
      LogReaderConfig config,
      Progress progress,
      LogShape shape,
      Optional<GtidScan> scan) {
    this.verifier = verifier;
    this.target = target;
    this.gathering = target.gathering();
    this.records = records;
    this.config = config;
    this.progress = progress;
    this.batch = new TargetBatch(target, config);
    this.shape = shape;
    this.scan = scan;
  }

  /** Verifies and holds the record; the caller has called {@link #finishRun} since the last one. */
  void accept(Entry entry) {
    if (scan.isPresent() && !scan.get().reaches(entry)) {
      return;
    }
    scan = Optional.empty();
    readable(entry).ifPresent(this::accept);
  }

  private Optional<LogRecord> readable(Entry entry) {
    try {
      return Optional.of(entry.record());
    } catch (DoppioException e) {
      if (!entry.isPlaced() && target.isPassedOver(entry.offset())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void accept(LogRecord record) {
    Optional<LogRecord> newestBefore = newest;
    Optional<BeginHeader> runBefore = run;
    newest = Optional.of(record);
    run = record.begin().or(() -> run);
    boolean keep =
        switch (verifier.accept(record)) {
          case REPEAT -> progress.repeat();
          case ZOMBIE -> progress.zombie();
          case BEFORE_START -> false;
          case AFRESH -> {
            giveUpOpenRun();
            yield true;
          }
          case FIRST, NEXT -> true;
        };
    if (keep) {
      records.add(record);
      complete = record.place().end();
    } else {
      newest = newestBefore;
      run = runBefore;
    }
  }

  /**
   * Hands what is due of the current run to the batch: all of it when it is complete, a slice when
   * it exceeds one. After SCHEMA_UNKNOWN it may be called again.
   */
  boolean finishRun(Instant now) {
    if (complete) {
      RunKind kind = newest.orElseThrow().place().kind();
      boolean structure = kind.isControl() ? control(kind) : rows();
      complete = false;
      streaming = false;
      int partitions = newest.flatMap(LogRecord::end).orElseThrow().partitions();
      batch.runEnded(kind, verifier.checkpoint(), partitions, now);
      progress.read(verifier.checkpoint(), sourceTime, batch.heartbeatsOnly());
      if (structure) {
        commit();
      }
      return true;
    }
    if (!config.slice().reached(records.bytes(), records.documents()) || records.documents() == 0) {
      return false;
    }
    if (!streaming) {
      commitWholeRuns();
      streaming = true;
    }
    rows();
    return true;
  }

  /** Commits when a bound is reached, or when {@code drained} and somebody waits for it. */
  boolean commitIfDue(Instant now, boolean drained) {
    boolean due = !streaming && batch.due(now, drained);
    if (due) {
      gathering.ifPresentOrElse(
          later -> progress.offered(batch.offer(later, sourceTime)), this::commit);
    }
    return due;
  }

  /** Looks what the target has made durable meanwhile of what it was offered. */
  void followOffers() {
    gathering.flatMap(Gathering::settled).ifPresent(progress::settled);
  }

  /** Commits the whole runs so far, durably; nothing while a run is streamed. */
  void commitWholeRuns() {
    if (streaming) {
      return;
    }
    if (batch.hasRuns()) {
      commit();
    } else {
      settle();
    }
  }

  private void settle() {
    gathering.ifPresent(Gathering::settle);
    followOffers();
  }

  /**
   * Commits the whole runs so far, or asks at least whether the target would take them; a run that
   * is streamed is given up.
   *
   * @throws DoppioException CHECKPOINT_LOST when the partition is another reader's
   */
  void confirm() {
    if (streaming) {
      batch.abort();
      streaming = false;
    }
    if (batch.hasRuns()) {
      commit();
    } else {
      settle();
      target.begin();
      target.abort();
    }
  }

  /** The last whole run that waits for a commit, where several may have been in one transaction. */
  Optional<Scn> batched() {
    return batch.severalRuns() ? Optional.of(verifier.checkpoint().scn()) : Optional.empty();
  }

  /** True as long as nothing beyond the checkpoint was accepted. */
  boolean untouched() {
    return verifier.untouched();
  }

  /** For the operator: the run that is worked on. */
  Optional<PartitionStats.RunInHand> place() {
    return newest.map(
        record ->
            new PartitionStats.RunInHand(record.place().scn(), run.flatMap(BeginHeader::gtid)));
  }

  private void giveUpOpenRun() {
    progress.voidRun();
    records.clear();
    decoded.clear();
    if (streaming) {
      batch.abort();
      streaming = false;
    }
  }

  private void commit() {
    progress.committed(batch.commit(sourceTime));
  }

  /** Decodes first and hands over then, so that a missing schema leaves no part of a small run. */
  private boolean rows() {
    while (records.documents() > 0) {
      long before = records.bytes();
      Optional<DocumentChange> change = records.next();
      change.ifPresent(row -> decoded.add(new Sized(row, before - records.bytes())));
    }
    for (Sized row : decoded) {
      sourceTime = Optional.of(row.change().sourceTime());
      if (!batch.inRun()) {
        batch.runBegins(run(row.change().sourceTime()));
      }
      batch.add(row.change(), row.bytes());
    }
    decoded.clear();
    return false;
  }

  private Run run(Instant time) {
    Scn scn = newest.orElseThrow().place().scn();
    BeginHeader from = run.orElseThrow();
    return new Run(
        scn, from.origin(), from.gtid(), from.nodeTransaction(), time, OptionalInt.empty());
  }

  private boolean control(RunKind kind) {
    boolean structure = controls.decode(kind, records.value()).match(new Effect());
    records.clear();
    return structure;
  }

  /** What a control record does at the target; true when a commit has to follow at once. */
  private final class Effect implements ControlRecord.Cases<Boolean> {
    @Override
    public Boolean opening(ControlRecord.Opening opening) {
      return false;
    }

    @Override
    public Boolean heartbeat(ControlRecord.Heartbeat heartbeat) {
      sourceTime = Optional.of(heartbeat.sourceTime());
      return false;
    }

    @Override
    public Boolean schemaChange(ControlRecord.SchemaChange change) {
      Optional<TableVersion> before = change.before().map(this::version);
      Optional<TableVersion> after = change.after().map(this::version);
      commitWholeRuns();
      target.schemaChanged(change, before, after, reach(change.table(), List.of()));
      sourceTime = Optional.of(change.sourceTime());
      return true;
    }

    @Override
    public Boolean truncation(ControlRecord.Truncation truncation) {
      TableVersion version = version(truncation.version());
      commitWholeRuns();
      batch.truncated(
          truncation, version, reach(truncation.table(), truncation.placement().placed()));
      sourceTime = Optional.of(truncation.sourceTime());
      return true;
    }

    @Override
    public Boolean mark(ControlRecord.Mark mark) {
      Optional<TableSnapshot> snapshot = SnapshotMarks.read(mark);
      snapshot.ifPresent(
          now -> {
            commitWholeRuns();
            target.snapshot(now.table(), now.isRunning());
          });
      return snapshot.isPresent();
    }

    private Reach reach(TableName table, List<Integer> placed) {
      return shape.reach(
          verifier.checkpoint().partition(),
          table,
          placed,
          newest.flatMap(LogRecord::end).orElseThrow());
    }

    private TableVersion version(Fingerprint fingerprint) {
      return records
          .find(fingerprint)
          .orElseThrow(
              () ->
                  new DoppioException(
                      FailureKind.SCHEMA_UNKNOWN,
                      "the table version "
                          + fingerprint
                          + " is not in the log's schema topic: it is mirrored too, but later; if"
                          + " it does not come, compare the schema topic with that of the source's"
                          + " datacenter"));
    }
  }
}
