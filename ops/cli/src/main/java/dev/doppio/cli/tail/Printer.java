package dev.doppio.cli.tail;

import dev.doppio.logreader.Reach;
import dev.doppio.logreader.Run;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetPartition;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A target that prints: a run when it is whole and verified, one that is too large to be held as it
 * comes. Keeps no checkpoint. Used by one thread.
 */
final class Printer implements Target {
  /** Changes held of a run; beyond them it is printed as it comes. */
  private static final int HELD = 10_000;

  private final Form form;
  private final Consumer<String> out;
  private final long most;
  private long printed;

  /**
   * @param out takes lines
   * @param most runs to print, then none any more
   */
  Printer(Form form, Consumer<String> out, long most) {
    this.form = form;
    this.out = out;
    this.most = most;
  }

  /** True when as many runs were printed as were asked for. */
  boolean isDone() {
    return printed >= most;
  }

  @Override
  public TargetPartition open(PartitionId partition) {
    return new Page(partition);
  }

  @Override
  public void close() {}

  /** One partition; several runs are never in one transaction, as its batch is of one. */
  private final class Page implements TargetPartition {
    private final PartitionId partition;
    private final List<DocumentChange> held = new ArrayList<>();
    private Optional<Function<Scn, List<String>>> statement = Optional.empty();
    private Optional<Run> run = Optional.empty();
    private boolean begun;

    Page(PartitionId partition) {
      this.partition = partition;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
      return Optional.empty();
    }

    @Override
    public void begin() {
      forget();
    }

    @Override
    public void rows(Run part, List<DocumentChange> changes) {
      run = Optional.of(part);
      held.addAll(changes);
      if (held.size() > HELD && !part.ends()) {
        print(part);
      }
    }

    private void print(Run part) {
      if (!isDone()) {
        form.run(partition, part, held, !begun).forEach(out);
      }
      begun = true;
      held.clear();
    }

    @Override
    public void schemaChanged(
        ControlRecord.SchemaChange change,
        Optional<TableVersion> before,
        Optional<TableVersion> after,
        Reach reach) {
      statement = Optional.of(at -> form.schemaChange(partition, at, change));
    }

    @Override
    public void truncated(ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
      statement = Optional.of(at -> form.truncation(partition, at, truncation));
    }

    @Override
    public void commit(Checkpoint checkpoint) {
      run.ifPresent(this::print);
      if (!isDone()) {
        statement.ifPresent(lines -> lines.apply(checkpoint.scn()).forEach(out));
      }
      printed += run.isPresent() || statement.isPresent() ? 1 : 0;
      statement = Optional.empty();
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
