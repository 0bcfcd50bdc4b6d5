package dev.doppio.simulation;

import dev.doppio.logreader.Notes;
import dev.doppio.logreader.Runs;
import dev.doppio.logwriter.MemoryRecord;
import dev.doppio.schemas.change.Operation;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.LogRecord;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Place;
import dev.doppio.schemas.log.Scn;
import dev.doppio.simulation.judge.Judge;
import java.util.List;
import java.util.Optional;

/**
 * A datacenter is lost, so it is thought: in the other one a partition goes on after the last run
 * that the mirror brought, in a generation above all that the lost side can have allotted. The lost
 * side's writer goes on, and now and then the mirror does too.
 */
final class Fork {
  static final int GENERATION = 1024;
  private static final long ID = 500;

  private final Simulation simulation;
  private final Cluster copy;
  private final Traffic traffic;
  private final Judge judge;
  private final PartitionId partition;
  private final LogId log;
  private final Runs runs;
  private Optional<Scn> last = Optional.empty();

  Fork(Simulation simulation, PartitionId partition) {
    this.simulation = simulation;
    this.copy = simulation.copy();
    this.traffic = simulation.nodes().get(0).traffic();
    this.judge = simulation.judge();
    this.partition = partition;
    this.log = simulation.origin().broker().logId(Stage.DATABASE);
    this.runs = new Runs(log);
  }

  PartitionId partition() {
    return partition;
  }

  /** False when the mirror has brought nothing whole yet, or, mostly, as much as is applied. */
  boolean begin() {
    Optional<Place> whole = lastWhole().filter(last -> isLate(last.scn()));
    whole.ifPresent(this::goOn);
    return whole.isPresent();
  }

  private boolean isLate(Scn copied) {
    return simulation.stage().oneIn(10)
        || simulation
            .target()
            .checkpoint(partition)
            .filter(applied -> applied.scn().compareTo(copied) > 0)
            .isPresent();
  }

  private void goOn(Place whole) {
    last = Optional.of(whole.scn());
    if (!simulation.stage().oneIn(3)) {
      simulation.mirror().stop(partition);
    }
    Row row = traffic.row(traffic.table(partition.number()), ID);
    copy.broker().publish(row.table().avro());
    copy.damaged(partition, FailureKind.LOG_DIVERGED, FailureKind.LOG_GAP);
    runs.after(whole.transactions());
    write(runs.opening(GENERATION, last), List.of());
    write(runs.transaction(Notes.insert(row)), List.of(Traffic.line(Operation.INSERT, row)));
    beat();
  }

  /** The one that goes on lives. */
  void beat() {
    write(runs.heartbeat(Notes.SOURCE_TIME), List.of());
  }

  private void write(List<LogRecord> run, List<String> lines) {
    run.forEach(record -> copy.of(partition).append(MemoryRecord.of(record)));
    judge.forks(
        log.toString(), partition.number(), place(last.orElseThrow()), place(runs.last()), lines);
    last = Optional.of(runs.last());
  }

  private static dev.doppio.simulation.judge.Place place(Scn scn) {
    return new dev.doppio.simulation.judge.Place(scn.generation(), scn.sequence());
  }

  private Optional<Place> lastWhole() {
    Optional<Place> whole = Optional.empty();
    int ordinal = 0;
    for (MemoryRecord record : copy.of(partition).readable()) {
      Place place = record.read().place();
      boolean next = whole.map(last -> place.scn().follows(last.scn())).orElse(true);
      ordinal = place.begin() ? 0 : ordinal;
      if (next && place.ordinal() == ordinal) {
        ordinal++;
        whole = place.end() ? Optional.of(place) : whole;
      }
    }
    return whole;
  }
}
