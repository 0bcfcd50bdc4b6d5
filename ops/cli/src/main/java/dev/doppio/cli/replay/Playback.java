package dev.doppio.cli.replay;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A target that passes on what belongs to the stretch of its partition and is meant: a run when it
 * is whole and verified, one that is too large to be held as it comes. One thread.
 */
final class Playback implements Target {
  /** Changes held of a run; beyond them it is passed on as it comes. */
  private static final int HELD = 10_000;

  private final Map<PartitionId, Stretch> stretches;
  private final Selection selection;
  private final End end;
  private final Sink sink;
  private final Pace pace;

  Playback(
      Map<PartitionId, Stretch> stretches, Selection selection, End end, Sink sink, Pace pace) {
    this.stretches = Map.copyOf(stretches);
    this.selection = selection;
    this.end = end;
    this.sink = sink;
    this.pace = pace;
  }

  @Override
  public TargetPartition open(PartitionId partition) {
    return new Page(partition, stretches.get(partition));
  }

  @Override
  public void close() {}

  /** One partition; several runs are never in one transaction, as its batch is of one. */
  private final class Page implements TargetPartition {
    private final PartitionId partition;
    private final Stretch stretch;
    private final List<DocumentChange> held = new ArrayList<>();
    private Optional<ControlRecord.SchemaChange> structure = Optional.empty();
    private Optional<Run> run = Optional.empty();
    private boolean begun;

    Page(PartitionId partition, Stretch stretch) {
      this.partition = partition;
      this.stretch = stretch;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
      return stretch.checkpoint();
    }

    @Override
    public void begin() {
      forget();
    }

    @Override
    public void rows(Run part, List<DocumentChange> changes) {
      if (!begun && !stretch.admits(part.scn(), part.sourceTime())) {
        return;
      }
      run = Optional.of(part);
      held.addAll(selection.of(changes));
      if (held.size() > HELD && !part.ends()) {
        pass(part);
      }
    }

    private void pass(Run part) {
      if (!held.isEmpty() || begun) {
        sink.run(partition, part, List.copyOf(held), !begun);
        stretch.brought(part.scn(), part.sourceTime(), held.size());
        pace.took(held.size());
        begun = true;
        held.clear();
      }
    }

    @Override
    public void schemaChanged(
        ControlRecord.SchemaChange change,
        Optional<TableVersion> before,
        Optional<TableVersion> after,
        Reach reach) {
      structure = Optional.of(change).filter(known -> selection.hasStructure(known.table()));
    }

    @Override
    public void commit(Checkpoint checkpoint) {
      run.ifPresent(this::pass);
      structure
          .filter(change -> stretch.admits(checkpoint.scn(), change.sourceTime()))
          .ifPresent(
              change -> {
                sink.schemaChange(partition, checkpoint.scn(), change);
                stretch.brought(checkpoint.scn(), change.sourceTime(), 0);
              });
      structure = Optional.empty();
      stretch.passed(checkpoint);
      if (run.isPresent() && end.gtid().isPresent() && run.get().gtid().equals(end.gtid())) {
        stretch.ends();
      }
      forget();
    }

    private void forget() {
      held.clear();
      run = Optional.empty();
      begun = false;
    }

    @Override
    public void abort() {
      forget();
    }

    @Override
    public void close() {
      forget();
    }
  }
}
