package dev.doppio.cli.desk;

import dev.doppio.logreader.Rewind;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import java.util.List;
import java.util.Set;

/**
 * Of a target that is not set back.
 *
 * @param why and what to do instead, behind the partition's name
 */
record RefusedRewinds(String why) implements TargetDesk.Rewinds {
  @Override
  public Rewind.Done rewind(Rewind rewind, String who, String reason) {
    throw refused(rewind.partition());
  }

  @Override
  public Rewind.Done undo(PartitionId partition) {
    throw refused(partition);
  }

  /** What a partition holds goes with its checkpoint. */
  @Override
  public List<String> contents() {
    return List.of();
  }

  /** It takes any change of any document. */
  @Override
  public void awaitSnapshots(PartitionId partition, Set<TableName> tables) {}

  @Override
  public void close() {}

  private DoppioException refused(PartitionId partition) {
    return new DoppioException(FailureKind.TARGET_REFUSED, partition + ": " + why);
  }
}
