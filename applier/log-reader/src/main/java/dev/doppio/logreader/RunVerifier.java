package dev.doppio.logreader;

import dev.doppio.logreader.PartitionBuffer.Start;
import dev.doppio.schemas.change.ControlCodec;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.BeginHeader;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.RunKind;
import dev.doppio.schemas.log.Scn;
import java.util.Optional;

/**
 * The contract's sequence rules over one partition: what the next record means after those before
 * it. Advances at each verified E. Pure; after an exception it is of no further use.
 */
final class RunVerifier {
  /** What to do with a record. */
  enum Verdict {
    /** Known already: drop it. */
    REPEAT,
    /** Of a generation that was over before it: drop it. */
    ZOMBIE,
    /** Of a run that began before the place at which reading was to begin: drop it. */
    BEFORE_START,
    /** Begins a run. */
    FIRST,
    /** Begins a run anew: what came of the one left open is void. */
    AFRESH,
    /** Continues the open run. */
    NEXT
  }

  private final PartitionId partition;
  private final Start.Kind start;
  private final ControlCodec controls = new ControlCodec();
  private Optional<LogId> log;
  private Optional<Scn> last;
  private String datacenter = "";
  private long transactions;
  private int highestGeneration;
  private boolean metKnown;
  private boolean metNew;
  private Optional<OpenRun> open = Optional.empty();

  /**
   * @param partition named in checkpoints
   * @param checkpoint the last run applied; empty at a new target
   * @param start what the records to come begin with; CHOSEN without a checkpoint only
   */
  RunVerifier(PartitionId partition, Optional<Checkpoint> checkpoint, Start.Kind start) {
    this.partition = partition;
    this.start = start;
    this.log = checkpoint.map(Checkpoint::log);
    this.last = checkpoint.map(Checkpoint::scn);
    this.transactions = checkpoint.map(Checkpoint::transactions).orElse(0L);
    // Read from its start, the log passes through its older generations once more: no zombies.
    this.highestGeneration =
        start == Start.Kind.LOG_BEGIN ? 0 : last.map(Scn::generation).orElse(0);
  }

  /**
   * The next record of the partition in log order.
   *
   * @throws DoppioException LOG_REPLACED, LOG_DIVERGED, LOG_GAP, LOG_TRUNCATED, LOG_CORRUPT
   */
  Verdict accept(LogRecord record) {
    Place place = record.place();
    record.begin().ifPresent(this::sameLog);
    if (last.isPresent() && place.scn().compareTo(last.get()) <= 0) {
      return drop(place.scn());
    }
    if (unanchored() && open.isEmpty() && !place.begin()) {
      return Verdict.BEFORE_START;
    }
    Verdict verdict = place.begin() ? begin(record) : proceed(record);
    if (verdict == Verdict.REPEAT) {
      return verdict;
    }
    highestGeneration = place.scn().generation();
    OpenRun run = open.orElseThrow();
    run.add(record);
    if (place.end()) {
      run.verify(record.end().orElseThrow());
      if (place.kind() == RunKind.OPENING) {
        opens(place, run.controlValue());
        counts(place);
      }
      last = Optional.of(place.scn());
      transactions = place.transactions();
      open = Optional.empty();
    }
    metNew = true;
    return verdict;
  }

  /** The last run that was verified whole, as a checkpoint. */
  Checkpoint checkpoint() {
    return new Checkpoint(
        log.orElseThrow(), datacenter, partition, last.orElseThrow(), transactions);
  }

  /** True as long as nothing beyond the checkpoint was accepted. */
  boolean untouched() {
    return !metNew;
  }

  /** True when a run was begun and its E has not come. */
  boolean inRun() {
    return open.isPresent();
  }

  private void sameLog(BeginHeader begin) {
    if (log.isPresent() && !log.get().equals(begin.log())) {
      throw replaced(log.get(), begin.log());
    }
  }

  static DoppioException replaced(LogId expected, LogId found) {
    return new DoppioException(
        FailureKind.LOG_REPLACED,
        "this is log "
            + found
            + ", the target was fed by log "
            + expected
            + ": the topic was deleted and made again, or the configuration names another one."
            + " Point the reader at the log it knows, or empty the target, its checkpoints too, and"
            + " start again: it is then built from this log's begin");
  }

  private Verdict drop(Scn scn) {
    metKnown = true;
    if (scn.generation() < highestGeneration) {
      return Verdict.ZOMBIE;
    }
    highestGeneration = scn.generation();
    return Verdict.REPEAT;
  }

  private Verdict begin(LogRecord record) {
    Place place = record.place();
    if ((place.kind() == RunKind.OPENING) != (place.scn().sequence() == 0)) {
      throw OpenRun.corrupt(
          place, "sequence 0 is the opening of its generation, and nothing else is");
    }
    if (unanchored()) {
      transactions = place.transactions() - (place.kind() == RunKind.TRANSACTION ? 1 : 0);
    } else if (place.kind() != RunKind.OPENING) {
      if (last.isEmpty() || !place.scn().follows(last.get())) {
        throw missing(place.scn());
      }
      counts(place);
    }
    BeginHeader header = record.begin().orElseThrow();
    log = Optional.of(header.log());
    datacenter = header.origin().datacenter();
    Verdict verdict = open.isPresent() ? Verdict.AFRESH : Verdict.FIRST;
    open = Optional.of(new OpenRun(place));
    return verdict;
  }

  /** True before the first run from a chosen place is whole: nothing stands to compare it with. */
  private boolean unanchored() {
    return start == Start.Kind.CHOSEN && last.isEmpty();
  }

  private void counts(Place place) {
    long expected = transactions + (place.kind() == RunKind.TRANSACTION ? 1 : 0);
    if (place.transactions() != expected) {
      throw OpenRun.corrupt(
          place, "it counts " + place.transactions() + " transactions where " + expected + " are");
    }
  }

  private void opens(Place place, byte[] value) {
    Scn scn = place.scn();
    ControlRecord control = controls.decode(RunKind.OPENING, value);
    if (!(control instanceof ControlRecord.Opening opening)) {
      throw OpenRun.corrupt(place, "it is flagged as an opening and holds " + control);
    }
    if (!opening.log().equals(log.orElseThrow())) {
      throw OpenRun.corrupt(place, "its header and its body name different logs");
    }
    if (unanchored()) {
      return;
    }
    if (last.isEmpty()) {
      if (opening.predecessor().isPresent()) {
        throw missing(scn);
      }
      return;
    }
    Optional<Scn> predecessor = opening.predecessor();
    int order = predecessor.map(p -> p.compareTo(last.get())).orElse(-1);
    if (order < 0) {
      throw diverged(scn, predecessor);
    }
    if (order > 0) {
      throw missing(scn);
    }
  }

  private Verdict proceed(LogRecord record) {
    Place place = record.place();
    if (open.isEmpty() || !open.get().scn().equals(place.scn())) {
      throw missing(place.scn());
    }
    int next = open.get().nextOrdinal();
    if (place.ordinal() > next) {
      throw new DoppioException(
          FailureKind.LOG_GAP,
          "records "
              + next
              + " to "
              + (place.ordinal() - 1)
              + " of run "
              + place.scn()
              + " are missing in this copy of the log; read another copy, or rebuild this"
              + " partition from its source");
    }
    return place.ordinal() < next ? Verdict.REPEAT : Verdict.NEXT;
  }

  private DoppioException missing(Scn found) {
    String from = last.map(Scn::toString).orElse("the log's first opening");
    if (start == Start.Kind.LOG_BEGIN && !metKnown && !metNew) {
      return new DoppioException(
          FailureKind.LOG_TRUNCATED,
          "the log begins at "
              + found
              + ", the target stands at "
              + from
              + ": retention has deleted"
              + " what lies between. Read a copy that still has it, or build the target anew:"
              + " doppio bootstrap; nothing was skipped");
    }
    return new DoppioException(
        FailureKind.LOG_GAP,
        "after "
            + from
            + " the log goes on with "
            + found
            + ": what lies between is missing in this"
            + " copy. Read another copy, or rebuild this partition from its source");
  }

  private DoppioException diverged(Scn opening, Optional<Scn> predecessor) {
    return new DoppioException(
        FailureKind.LOG_DIVERGED,
        "generation "
            + opening.generation()
            + " was opened after "
            + predecessor.map(Scn::toString).orElse("nothing")
            + ", the target has applied up to "
            + last.orElseThrow()
            + ": what it applied beyond no"
            + " longer counts. Compare it with the source, then rebuild this partition from"
            + " there");
  }
}
