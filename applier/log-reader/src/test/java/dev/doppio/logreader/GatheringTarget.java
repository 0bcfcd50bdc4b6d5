package dev.doppio.logreader;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A target in memory that makes durable what it was offered when a test says that it is due. */
final class GatheringTarget extends MemoryTarget {
  private final List<Instant> reached = new ArrayList<>();
  private boolean due;

  /**
   * From now on, or no longer, everything that was offered becomes durable when it is asked for.
   */
  void due(boolean now) {
    due = now;
  }

  /** What the source's clock was said to be. */
  List<Instant> reached() {
    return reached;
  }

  @Override
  public TargetPartition open(PartitionId partition) {
    return new Part(super.open(partition));
  }

  private record Call(Run run, List<DocumentChange> changes) {}

  private record Offer(List<Call> calls, Checkpoint checkpoint) {}

  private final class Part implements TargetPartition, Gathering {
    private final TargetPartition inner;
    private final Queue<Offer> offers = new ArrayDeque<>();
    private Optional<List<Call>> open = Optional.empty();
    private Optional<Scn> settled = Optional.empty();

    private Part(TargetPartition inner) {
      this.inner = inner;
    }

    @Override
    public Optional<Checkpoint> checkpoint() {
      return inner.checkpoint();
    }

    @Override
    public void begin() {
      open = Optional.of(new ArrayList<>());
    }

    @Override
    public void rows(Run run, List<DocumentChange> changes) {
      open.orElseThrow().add(new Call(run, changes));
    }

    @Override
    public void schemaChanged(
        ControlRecord.SchemaChange change,
        Optional<TableVersion> before,
        Optional<TableVersion> after,
        Reach reach) {
      if (!offers.isEmpty()) {
        throw new IllegalStateException("a schema change before what was offered is durable");
      }
      inner.schemaChanged(change, before, after, reach);
    }

    @Override
    public void reached(Instant sourceTime) {
      reached.add(sourceTime);
    }

    @Override
    public Optional<Gathering> gathering() {
      return Optional.of(this);
    }

    @Override
    public void offer(Checkpoint checkpoint) {
      offers.add(new Offer(open.orElseThrow(), checkpoint));
      open = Optional.empty();
    }

    @Override
    public Optional<Scn> settled() {
      if (due) {
        settle();
      }
      return settled;
    }

    @Override
    public void settle() {
      while (!offers.isEmpty()) {
        Offer offer = offers.remove();
        inner.begin();
        offer.calls().forEach(call -> inner.rows(call.run(), call.changes()));
        inner.commit(offer.checkpoint());
        settled = Optional.of(offer.checkpoint().scn());
      }
    }

    @Override
    public void commit(Checkpoint checkpoint) {
      offer(checkpoint);
      settle();
    }

    @Override
    public void abort() {
      open = Optional.empty();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
