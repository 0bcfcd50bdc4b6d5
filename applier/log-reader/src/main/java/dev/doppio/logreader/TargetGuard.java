package dev.doppio.logreader;

import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.log.Checkpoint;
import dev.doppio.schemas.log.Scn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A partition of the target and whether it has failed: then it is closed and nothing else, whoever
 * met the failure. Owned by one {@link PartitionReader}.
 */
final class TargetGuard implements TargetPartition {
  private final TargetPartition target;
  private boolean failed;

  TargetGuard(TargetPartition target) {
    this.target = target;
  }

  /** True when only close is allowed any more. */
  boolean hasFailed() {
    return failed;
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    return ask(target::checkpoint);
  }

  @Override
  public void begin() {
    call(target::begin);
  }

  @Override
  public void rows(Run run, List<DocumentChange> changes) {
    call(() -> target.rows(run, changes));
  }

  @Override
  public void schemaChanged(
      ControlRecord.SchemaChange change,
      Optional<TableVersion> before,
      Optional<TableVersion> after,
      Reach reach) {
    call(() -> target.schemaChanged(change, before, after, reach));
  }

  @Override
  public void truncated(ControlRecord.Truncation truncation, TableVersion version, Reach reach) {
    call(() -> target.truncated(truncation, version, reach));
  }

  @Override
  public void snapshot(TableName table, boolean running) {
    call(() -> target.snapshot(table, running));
  }

  @Override
  public void commit(Checkpoint checkpoint) {
    call(() -> target.commit(checkpoint));
  }

  @Override
  public void reached(Instant sourceTime) {
    call(() -> target.reached(sourceTime));
  }

  @Override
  public Optional<Gathering> gathering() {
    return ask(target::gathering).map(Guarded::new);
  }

  private final class Guarded implements Gathering {
    private final Gathering gathering;

    Guarded(Gathering gathering) {
      this.gathering = gathering;
    }

    @Override
    public void offer(Checkpoint checkpoint) {
      call(() -> gathering.offer(checkpoint));
    }

    @Override
    public Optional<Scn> settled() {
      return ask(gathering::settled);
    }

    @Override
    public void settle() {
      call(gathering::settle);
    }
  }

  @Override
  public boolean isPassedOver(long offset) {
    return ask(() -> target.isPassedOver(offset));
  }

  @Override
  public void abort() {
    call(target::abort);
  }

  @Override
  public void close() {
    target.close();
  }

  private void call(Runnable call) {
    ask(
        () -> {
          call.run();
          return true;
        });
  }

  private <T> T ask(Supplier<T> call) {
    if (failed) {
      throw new IllegalStateException("the target has failed: it is closed, and nothing else");
    }
    failed = true; // until it answers
    T answer = call.get();
    failed = false;
    return answer;
  }
}
